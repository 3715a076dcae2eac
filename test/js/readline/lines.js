// SPDX-License-Identifier: MIT
// Lines out of a stream, whatever ends them.
'use strict';
const assert = require('node:assert');
const readline = require('node:readline');
const { Readable } = require('node:stream');

const lines = [];
const rl = readline.createInterface({ input: Readable.from(['a\r', '\nb\rc\n', 'd']) });
rl.on('line', (line) => lines.push(line));
rl.on('close', () => assert.deepStrictEqual(lines, ['a', 'b', 'c', 'd']));
process.on('exit', () => assert.strictEqual(lines.length, 4));
