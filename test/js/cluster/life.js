// SPDX-License-Identifier: MIT
// Events of a worker's life, its state, its environment, and how it ends.
'use strict';

const assert = require('node:assert');
const cluster = require('node:cluster');

if (cluster.isWorker) {
  assert.strictEqual(process.env.NODE_UNIQUE_ID, undefined);
  assert.strictEqual(process.env.GIVEN, 'yes');
  process.on('message', (message) => {
    if (message === 'leave') cluster.worker.disconnect();
    if (message === 'die') process.exit(7);
  });
  process.send(cluster.worker.id);
  return;
}

const events = [];
for (const name of ['fork', 'online', 'disconnect', 'exit', 'setup']) cluster.on(name, () => events.push(name));
const worker = cluster.fork({ GIVEN: 'yes' });
assert.ok(worker instanceof cluster.Worker);
assert.strictEqual(worker.isConnected(), true);
worker.on('message', (id) => {
  assert.strictEqual(id, 1);
  worker.send('leave');
});
worker.on('exit', (code, signal) => {
  assert.strictEqual(code, 0);
  assert.strictEqual(signal, null);
  assert.strictEqual(worker.exitedAfterDisconnect, true);
  assert.strictEqual(worker.isDead(), true);
  assert.deepStrictEqual(events.slice(0, 3), ['setup', 'fork', 'online']);
  const second = cluster.fork({ GIVEN: 'yes' });
  second.on('online', () => second.send('die'));
  second.on('exit', (code) => {
    assert.strictEqual(code, 7);
    assert.strictEqual(second.exitedAfterDisconnect, false);
    const third = cluster.fork({ GIVEN: 'yes' });
    third.on('online', () => third.kill());
    third.on('exit', (code, signal) => assert.strictEqual(signal, 'SIGTERM'));
  });
});
