// SPDX-License-Identifier: MIT
// A peer that ends its half of the connection without the farewell of TLS can still be written to, as over TCP.
'use strict';

const assert = require('node:assert');
const net = require('node:net');
const tls = require('node:tls');
const { ca, server: identity } = require('./fixtures/certificates');

let late = '';
const server = tls.createServer({ ...identity, allowHalfOpen: true }, (socket) => {
  socket.resume().on('end', () => socket.end('late'));
}).listen(0, '127.0.0.1', () => {
  // Between the two: ends its half to the server once the handshake is over.
  const relay = net.createServer({ allowHalfOpen: true }, (socket) => {
    const onward = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('data', (data) => onward.write(data)).on('error', () => {});
    onward.pipe(socket);
    relay.once('farewell', () => onward.end());
  }).listen(0, '127.0.0.1', () => {
    const client = tls.connect({ port: relay.address().port, host: '127.0.0.1', ca: ca.cert });
    client.write('hello', () => setTimeout(() => relay.emit('farewell'), 50));
    client.on('data', (data) => {
      late += data;
    }).on('end', () => {
      relay.close();
      server.close();
    });
  });
});
process.on('exit', () => assert.strictEqual(late, 'late'));
