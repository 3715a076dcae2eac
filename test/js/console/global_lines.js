// SPDX-License-Identifier: MIT
// The global console writes lines, before and after somebody touches process.stdout.
'use strict';
const assert = require('node:assert');
console.log('one', { a: [1, 2] }, new Map([[1, 'x']]));
console.group();
console.log('two');
console.groupEnd();
const lines = [];
const { write } = process.stdout;
process.stdout.write = (text) => lines.push(text);
console.log('three');
process.stdout.write = write;
console.log('%s', lines);
assert.ok(true);
