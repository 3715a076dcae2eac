// SPDX-License-Identifier: MIT
// emitKeypressEvents(): control sequences become keys, also when split.
'use strict';
const assert = require('node:assert');
const readline = require('node:readline');
const { PassThrough } = require('node:stream');

const stream = new PassThrough();
readline.emitKeypressEvents(stream);
const keys = [];
stream.on('keypress', (s, key) => keys.push(`${key.ctrl ? 'C-' : ''}${key.meta ? 'M-' : ''}${key.shift ? 'S-' : ''}${key.name}`));
for (const part of ['a', '\x1b', '[', 'A', '\x1b[1;5C', '\x03', '\x1bB', '\x1b[3~']) stream.write(part);
setImmediate(() => {
  assert.deepStrictEqual(keys, ['a', 'up', 'C-right', 'C-c', 'M-S-b', 'delete']);
});
