// SPDX-License-Identifier: MIT
// Garbage, records that break off, ends in the middle of a handshake and of a connection: each has its error, and no socket is left.
const assert = require('node:assert');
const net = require('node:net');
const tls = require('node:tls');
const { connect, listen } = require('./_pair');

const errors = [];
listen({}, (socket) => {
  socket.on('error', (error) => errors.push(error.code));
  socket.write('hello');
}, async (port, server) => {
  server.on('tlsClientError', (error) => errors.push(error.code));
  const closed = (socket) => new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));

  await closed(net.connect(port, '127.0.0.1').end('GET / HTTP/1.0\r\n\r\n').resume());
  // A client hello that is cut off.
  await closed(net.connect(port, '127.0.0.1').end(Buffer.from('160301020001000200', 'hex')).resume());
  // Nothing at all.
  await closed(net.connect(port, '127.0.0.1').end().resume());
  assert.deepStrictEqual(errors.splice(0), ['ERR_SSL_HTTP_REQUEST', 'ECONNRESET', 'ECONNRESET']);

  // Garbage after the handshake.
  const raw = net.connect(port, '127.0.0.1');
  const client = connect(port, { socket: raw });
  client.on('error', () => {});
  client.once('data', () => raw.write(Buffer.alloc(32, 0xff)));
  await closed(client);
  assert.deepStrictEqual(errors.splice(0), ['ERR_SSL_WRONG_VERSION_NUMBER']);

  // A record whose end never comes is an end, not data.
  const short = net.connect(port, '127.0.0.1');
  const half = connect(port, { socket: short });
  half.once('data', () => short.end(Buffer.from('17030300ff0102', 'hex')));
  await closed(half.resume());
  server.close();

  // The server is no TLS server.
  const plain = net.createServer((socket) => socket.on('error', () => {}).end('220 hello\r\n')).listen(0, '127.0.0.1', () => {
    tls.connect(plain.address().port, '127.0.0.1').on('error', (error) => {
      assert.strictEqual(error.code, 'ERR_SSL_WRONG_VERSION_NUMBER');
      assert.strictEqual(error.library, 'SSL routines');
      plain.close();
    });
  });
});
