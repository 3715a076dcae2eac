// SPDX-License-Identifier: MIT
// Ports that went to another thread keep what waited at them; broadcast channels, environment data and messages by thread number cross, too.
'use strict';
const assert = require('node:assert');
const {
  Worker, isMainThread, parentPort, workerData, MessageChannel, BroadcastChannel, receiveMessageOnPort, postMessageToThread,
  setEnvironmentData, getEnvironmentData, threadId,
} = require('node:worker_threads');

if (isMainThread) {
  setEnvironmentData('key', { a: 1 });
  const { port1, port2 } = new MessageChannel();
  port1.postMessage('first');
  port1.postMessage({ bytes: new Uint8Array([9]) });
  const channel = new BroadcastChannel('news');
  const seen = [];
  channel.onmessage = ({ data }) => { seen.push(data); if (seen.length === 2) { channel.close(); finish(); } };
  process.on('workerMessage', (value, source) => { seen.push([value, source]); if (seen.length === 2) { channel.close(); finish(); } });
  const buffer = new ArrayBuffer(8);
  const worker = new Worker(__filename, { workerData: { port: port2, buffer }, transferList: [port2, buffer] });
  assert.strictEqual(buffer.detached, true);
  port1.on('message', (message) => {
    assert.deepStrictEqual(message, ['first', { bytes: new Uint8Array([9]) }, 8, { a: 1 }]);
    port1.close();
  });
  const finish = () => assert.deepStrictEqual(new Set(seen.map((x) => JSON.stringify(x))), new Set(['"hello"', '["direct",1]']));
  worker.on('exit', (code) => assert.strictEqual(code, 0));
  process.on('exit', () => assert.strictEqual(seen.length, 2));
} else {
  const { port, buffer } = workerData;
  const first = receiveMessageOnPort(port).message;
  const second = receiveMessageOnPort(port).message;
  assert.strictEqual(receiveMessageOnPort(port), undefined);
  port.postMessage([first, second, buffer.byteLength, getEnvironmentData('key')]);
  port.ref();
  port.on('close', async () => {
    const channel = new BroadcastChannel('news');
    channel.postMessage('hello');
    channel.close();
    await postMessageToThread(0, 'direct');
    await assert.rejects(postMessageToThread(threadId, 1), { code: 'ERR_WORKER_MESSAGING_SAME_THREAD' });
    await assert.rejects(postMessageToThread(999, 1), { code: 'ERR_WORKER_MESSAGING_FAILED' });
  });
  assert.strictEqual(parentPort.constructor.name, 'MessagePort');
}
