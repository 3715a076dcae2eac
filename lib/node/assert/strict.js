// SPDX-License-Identifier: MIT
//
// node:assert/strict

module.exports = require('assert').strict;
