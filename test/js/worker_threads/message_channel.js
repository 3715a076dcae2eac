// SPDX-License-Identifier: MIT
// Messages arrive in order, each in its own turn; closing one port closes the other.
'use strict';
const assert = require('node:assert');
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();
const got = [];
port1.postMessage({ n: 0 });
assert.deepStrictEqual(receiveMessageOnPort(port2), { message: { n: 0 } });
assert.strictEqual(receiveMessageOnPort(port2), undefined);
port2.on('message', (message) => {
  got.push(message);
  process.nextTick(() => got.push('tick'));
  if (message === 2) port1.close();
});
port2.on('close', () => got.push('close'));
port1.postMessage(1);
port1.postMessage(2);
process.on('exit', () => assert.deepStrictEqual(got, [1, 'tick', 2, 'tick', 'close']));
