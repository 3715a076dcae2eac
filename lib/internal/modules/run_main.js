// SPDX-License-Identifier: MIT
// The program's main module.

const { Module } = require('internal/modules/cjs/loader');
const { absolute } = require('internal/options');

// An entry that is a folder or lacks its extension is found as require() would find it.
function executeUserEntryPoint(main = require('process').argv[1]) {
  return Module._load(absolute(main), null, true);
}

module.exports = { executeUserEntryPoint };
