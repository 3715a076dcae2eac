// SPDX-License-Identifier: MIT
// A byte order mark and a line "#!" are no part of the program; lines stay where they are.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

fs.writeFileSync('a.js', '\ufeff#!/usr/bin/env node\nmodule.exports = new Error("x").stack;');
fs.writeFileSync('b.json', '\ufeff{"b":1}');
assert.match(require(path.resolve('a.js')), /a\.js:2:/);
assert.deepStrictEqual(require(path.resolve('b.json')), { b: 1 });
