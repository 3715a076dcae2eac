// SPDX-License-Identifier: MIT
// Connections that break off after any number of bytes, either way, by an end or a reset, in the middle of handshakes, records and answers:
// nothing crashes, everybody's socket closes, and the server has no connection left.
const assert = require('node:assert');
const net = require('node:net');
const tls = require('node:tls');
const { ca, server: identity } = require('./fixtures/certificates');

const ROUNDS = 120;
let accepted = 0;

const server = tls.createServer(identity, (socket) => {
  accepted++;
  socket.on('error', () => {});
  socket.on('data', () => socket.write(Buffer.alloc(3000, 'x')));
});
server.on('tlsClientError', () => {});

// A relay that lets `limit` bytes through, then breaks both connections.
function relay(target, limit, reset) {
  return new Promise((resolve) => {
    const front = net.createServer((near) => {
      const far = net.connect(target, '127.0.0.1');
      let left = limit;
      const stop = () => {
        for (const socket of [near, far]) {
          if (reset) socket.resetAndDestroy();
          else socket.destroy();
        }
      };
      const pass = (from, to) => from.on('error', () => {}).on('close', () => to.destroy()).on('data', (bytes) => {
        to.write(bytes.subarray(0, left));
        left -= bytes.length;
        if (left <= 0) to.destroyed || setImmediate(stop);
      });
      pass(near, far);
      pass(far, near);
      front.close();
    }).listen(0, '127.0.0.1', () => resolve(front.address().port));
  });
}

async function round(i) {
  const port = await relay(server.address().port, 1 + Math.floor(i * 61.7) % 6000, i % 2 === 0);
  const client = tls.connect({ port, host: '127.0.0.1', ca: ca.cert, maxVersion: i % 3 ? 'TLSv1.3' : 'TLSv1.2' });
  client.on('error', () => {});
  client.on('secureConnect', () => client.write('hello'));
  client.on('data', () => client.write('again'));
  await new Promise((resolve) => client.on('close', resolve));
}

server.listen(0, '127.0.0.1', async () => {
  await Promise.all(Array.from({ length: ROUNDS }, (_, i) => round(i)));
  assert.ok(accepted > 0);
  const count = () => new Promise((resolve) => server.getConnections((error, n) => resolve(n)));
  while (await count() > 0) await new Promise(setImmediate);
  server.close();
});
