// SPDX-License-Identifier: MIT
// console.assert shows a first value that is no text on its own; columns of a table stand in the order in which an object keeps its keys.
'use strict';
const assert = require('node:assert');
const { Console } = require('node:console');
const { Writable } = require('node:stream');

let text = '';
const stream = new Writable({ write(chunk, encoding, callback) {
  text += chunk;
  callback();
} });
const console = new Console(stream, stream);
const prints = (call, expected) => {
  text = '';
  call();
  assert.strictEqual(text, expected);
};
prints(() => console.assert(false, { a: 1 }, 'x'), 'Assertion failed { a: 1 } x\n');
prints(() => console.assert(false, 5), 'Assertion failed 5\n');
prints(() => console.assert(false, undefined), 'Assertion failed undefined\n');
prints(() => console.assert(false, 'at %s', 1), 'Assertion failed: at 1\n');
prints(() => console.assert(false), 'Assertion failed\n');
text = '';
console.table([{ b: 1 }, [2]]);
assert.match(text, /\(index\) \u2502 0 \u2502 b \u2502/);
text = '';
console.table([[1, 2]], [1]);
assert.match(text, /\(index\) \u2502 1 \u2502/);
