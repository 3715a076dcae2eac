// SPDX-License-Identifier: MIT
// Standard input is a stream.
// Stdin: some input
'use strict';

const assert = require('node:assert');
let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  text += chunk;
});
process.stdin.on('end', () => {
  ended = true;
  assert.strictEqual(text.trim(), 'some input');
});
let ended = false;
process.on('exit', () => assert.ok(ended));
