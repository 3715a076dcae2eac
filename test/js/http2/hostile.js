// SPDX-License-Identifier: MIT
// Peers that speak nonsense, vanish or send too much get their session ended, not the process.
'use strict';
const assert = require('node:assert');
const http2 = require('node:http2');
const net = require('node:net');
const { once } = require('node:events');

const server = http2.createServer({ maxHeaderListPairs: 16 }, (request, response) => response.end(Object.keys(request.headers).join()));
const errors = [];
server.on('sessionError', (error) => errors.push(error.code));

async function raw(bytes) {
  const socket = net.connect(server.address().port, '127.0.0.1');
  socket.on('error', () => {}); // the server may reset the connection
  socket.resume();
  socket.write(bytes);
  await once(socket, 'close');
}

server.listen(0, '127.0.0.1', async () => {
  await raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await raw(Buffer.alloc(4096, 0xff));
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1');
  // A HEADERS frame whose block is broken.
  await raw(Buffer.concat([preface, Buffer.from('000004010500000001ffffffff', 'hex')]));
  assert.ok(errors.length >= 2, `errors: ${errors}`);

  // A client that goes away in the middle of a frame.
  const half = net.connect(server.address().port, '127.0.0.1', () => {
    half.write(Buffer.concat([preface, Buffer.from('0000ff0104', 'hex')]));
    half.destroy();
  });
  await once(half, 'close');

  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const many = client.request(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`x-${i}`, 'v'])));
  await assert.rejects(once(many, 'response'), { message: 'Stream closed with error code NGHTTP2_ENHANCE_YOUR_CALM' });
  assert.throws(() => client.request({ 'connection': 'close' }), { code: 'ERR_HTTP2_INVALID_CONNECTION_HEADERS' });

  // A value cannot smuggle a second header in.
  const sneaky = client.request({ 'x-a': 'b\0x-evil\0yes' });
  sneaky.setEncoding('utf8');
  assert.doesNotMatch((await sneaky.toArray()).join(''), /evil/);

  const fine = client.request();
  fine.setEncoding('utf8');
  assert.strictEqual((await fine.toArray()).join(''), ':method,:authority,:scheme,:path');
  client.close();
  server.close();
});
