// SPDX-License-Identifier: MIT
//
// node:util/types

module.exports = require('internal/util/types');
