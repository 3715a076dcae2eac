// SPDX-License-Identifier: MIT
// node:module
module.exports = require('internal/modules/cjs/loader').Module;
