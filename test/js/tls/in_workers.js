// SPDX-License-Identifier: MIT
// Servers and clients in threads of their own; a thread that is ended with open connections leaves nothing behind.
const assert = require('node:assert');
const tls = require('node:tls');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { ca, server: identity } = require('./fixtures/certificates');

if (isMainThread) {
  const start = () => new Promise((resolve) => {
    const worker = new Worker(__filename, { workerData: {} });
    worker.once('message', (port) => resolve({ worker, port }));
  });
  (async () => {
    const servers = await Promise.all([start(), start()]);
    for (const { worker, port } of servers) {
      const clients = await Promise.all(Array.from({ length: 8 }, () => new Promise((resolve) => {
        const client = tls.connect({ port, host: '127.0.0.1', ca: ca.cert }, () => client.write('x'));
        client.once('data', () => resolve(client)).on('error', () => {});
      })));
      clients[0].write(Buffer.alloc(1 << 20));
      const closed = Promise.all(clients.map((client) => new Promise((resolve) => client.on('close', resolve).resume())));
      assert.strictEqual(await worker.terminate(), 1);
      await closed;
    }
  })();
} else {
  assert.deepStrictEqual(workerData, {});
  const server = tls.createServer(identity, (socket) => socket.on('error', () => {}).pipe(socket));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
}
