// SPDX-License-Identifier: MIT
// A small WebSocket server for tests: it answers the handshake and shows the frames of the client; what it sends is up to the test.
'use strict';

const { createHash } = require('node:crypto');
const { createServer } = require('node:http');

function frame(opcode, payload, { fin = true, compressed = false } = {}) {
  const bytes = Buffer.from(payload);
  const head = bytes.length < 126 ? Buffer.from([0, bytes.length]) : bytes.length < 65536 ?
    Buffer.from([0, 126, bytes.length >> 8, bytes.length & 255]) : Buffer.concat([Buffer.from([0, 127, 0, 0, 0, 0]), uint32(bytes.length)]);
  head[0] = (fin ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode;
  return Buffer.concat([head, bytes]);
}

function uint32(n) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
}

// Calls onFrame(opcode, payload, first byte) for each frame of the client, which must be masked.
function readFrames(socket, onFrame) {
  let data = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    data = Buffer.concat([data, chunk]);
    for (;;) {
      if (data.length < 2) return;
      let at = 2;
      let length = data[1] & 127;
      if (length === 126) {
        length = data.readUInt16BE(2);
        at = 4;
      } else if (length === 127) {
        length = data.readUInt32BE(6);
        at = 10;
      }
      if (!(data[1] & 128)) throw new Error('a client must mask');
      if (data.length < at + 4 + length) return;
      const mask = data.subarray(at, at + 4);
      const payload = Buffer.from(data.subarray(at + 4, at + 4 + length).map((byte, i) => byte ^ mask[i & 3]));
      const first = data[0];
      const opcode = first & 15;
      data = data.subarray(at + 4 + length);
      onFrame(opcode, payload, first);
    }
  });
}

// accept(socket, request) is called after the handshake. `headers` are added to the answer.
function listen(accept, ready, headers = () => '') {
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n${headers(request)}\r\n`);
    socket.on('error', () => {}); // clients leave when they have seen enough
    accept(socket, request);
  });
  server.listen(0, '127.0.0.1', () => ready(`ws://127.0.0.1:${server.address().port}`, server));
}

module.exports = { frame, listen, readFrames };
