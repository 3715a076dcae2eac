// SPDX-License-Identifier: MIT
// A forked child and its parent talk until one disconnects.
'use strict';

const assert = require('node:assert');
const { fork } = require('node:child_process');
if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    if (message === 'end') process.disconnect();
    else process.send({ echo: message, connected: process.connected });
  });
} else {
  const received = [];
  let disconnected = false;
  const child = fork(__filename, ['child']);
  child.on('message', (message) => {
    received.push(message);
    if (received.length === 2) child.send('end');
  });
  assert.strictEqual(child.send({ a: [1, '\u20ac', null] }), true);
  child.send('text');
  child.on('disconnect', () => {
    disconnected = true;
    child.send('too late', (error) => assert.strictEqual(error.code, 'ERR_IPC_CHANNEL_CLOSED'));
  });
  child.on('error', () => {});
  child.on('exit', (code) => assert.strictEqual(code, 0));
  process.on('exit', () => {
    assert.deepStrictEqual(received, [
      { echo: { a: [1, '\u20ac', null] }, connected: true }, { echo: 'text', connected: true }]);
    assert.ok(disconnected);
  });
}
