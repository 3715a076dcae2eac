// SPDX-License-Identifier: MIT
// Exit: 5
// What an input throws later is shown at its prompt, and the prompt goes on; errors of the program around it stay the program's.
'use strict';
const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const repl = require('node:repl');

function prompt() {
  const input = new PassThrough();
  const output = new PassThrough();
  let text = '';
  output.on('data', (data) => { text += data; });
  const server = repl.start({ input, output, prompt: '', terminal: false });
  return { server, shown: () => text };
}

const listeners = process.listenerCount('newListener');
const first = prompt();
const second = prompt();
first.server.emit('line', 'setTimeout(() => { throw new Error("later") }, 1); process.nextTick(() => { throw null }); 1');
second.server.emit('line', 'Promise.reject(new Error("rejected")); 2');

// Listeners for all errors are refused to inputs, not to the program.
first.server.emit('line', 'process.on("uncaughtException", () => {})');
assert.match(first.shown(), /ERR_INVALID_REPL_INPUT/);
assert.strictEqual(process.listenerCount('uncaughtException'), 0);

// An empty line has no value to show; white space has.
const before = second.shown().length;
second.server.emit('line', '');
assert.strictEqual(second.shown().length, before);
second.server.emit('line', ' ');
assert.strictEqual(second.shown().slice(before), 'undefined\n');

setTimeout(() => {
  assert.match(first.shown(), /Uncaught null/);
  assert.match(first.shown(), /Uncaught Error: later/);
  assert.doesNotMatch(first.shown(), /rejected/);
  assert.match(second.shown(), /Uncaught Error: rejected/);
  first.server.emit('line', '6 * 7');
  assert.match(first.shown(), /42\n$/);
  first.server.close();
  second.server.close();
  setTimeout(() => {
    assert.strictEqual(process.listenerCount('newListener'), listeners);
    process.on('uncaughtException', (error) => {
      assert.strictEqual(error.message, 'the program');
      process.exit(5);
    });
    throw new Error('the program');
  }, 20);
}, 100);
