// SPDX-License-Identifier: MIT
// Keys at a terminal: motion, kill ring, undo, history.
'use strict';
const assert = require('node:assert');
const readline = require('node:readline');
const { PassThrough } = require('node:stream');

const input = new PassThrough();
const rl = readline.createInterface({ input, output: new PassThrough(), terminal: true, prompt: '' });
const lines = [];
rl.on('line', (line) => lines.push(line));
rl.write('one two three');
rl.write(null, { ctrl: true, name: 'w' });
assert.strictEqual(rl.line, 'one two ');
rl.write(null, { sequence: '\x1f' });
assert.strictEqual(rl.line, 'one two three');
rl.write(null, { ctrl: true, name: 'u' });
assert.strictEqual(rl.line, '');
rl.write(null, { ctrl: true, name: 'y' });
assert.strictEqual(rl.line, 'one two three');
rl.write('\n');
rl.write(null, { name: 'up' });
assert.strictEqual(rl.line, 'one two three');
rl.close();
assert.deepStrictEqual(lines, ['one two three']);
