// SPDX-License-Identifier: MIT
// Texts, bytes and blobs both ways, in the order of sending; fragments; pings answered; both binary types.
'use strict';

const assert = require('node:assert');
const { frame, listen, readFrames } = require('./_server.js');

const got = [];
listen((socket, request) => {
  assert.strictEqual(request.headers['x-given'], 'yes');
  assert.strictEqual(request.headers['sec-websocket-version'], '13');
  socket.write(frame(9, 'ping'));
  socket.write(frame(1, 'gr\u00fc', { fin: false }));
  socket.write(frame(9, ''));
  socket.write(frame(0, '\u00df', { fin: true }));
  readFrames(socket, (opcode, payload) => {
    got.push([opcode, payload.length > 20 ? payload.length : payload.toString()]);
    if (opcode === 1 || opcode === 2) socket.write(frame(opcode, payload));
    if (opcode === 8) socket.end(frame(8, payload));
  });
}, (url, server) => {
  const socket = new WebSocket(url, { protocols: ['chat'], headers: { 'x-given': 'yes' } });
  assert.strictEqual(socket.readyState, WebSocket.CONNECTING);
  assert.throws(() => socket.send('early'), { name: 'InvalidStateError' });
  const received = [];
  socket.onopen = () => {
    assert.strictEqual(socket.protocol, 'chat');
    assert.strictEqual(socket.url, `${url}/`);
    socket.send('\u20ac');
    socket.send(new Blob(['blob']));
    socket.send(new Uint8Array([65, 66, 67]).subarray(1));
    socket.send(new ArrayBuffer(70000));
    assert.ok(socket.bufferedAmount > 0);
  };
  socket.onmessage = async ({ data, origin }) => {
    assert.strictEqual(origin, url);
    received.push(data);
    if (received.length === 2) socket.binaryType = 'arraybuffer';
    if (received.length < 5) return;
    assert.deepStrictEqual(received.slice(0, 2), ['gr\u00fc\u00df', '\u20ac']);
    assert.strictEqual(Buffer.from(received[2]).toString(), 'blob');
    assert.strictEqual(Buffer.from(received[3]).toString(), 'BC');
    assert.strictEqual(received[4].byteLength, 70000);
    socket.close(3001, 'done');
  };
  socket.onclose = (event) => {
    assert.deepStrictEqual([event.wasClean, event.code, event.reason], [true, 3001, 'done']);
    assert.deepStrictEqual(got.filter(([opcode]) => opcode === 10), [[10, 'ping'], [10, '']]);
    assert.deepStrictEqual(got.filter(([opcode]) => opcode !== 10),
      [[1, '\u20ac'], [2, 'blob'], [2, 'BC'], [2, 70000], [8, '\u000b\ufffddone']]);
    assert.strictEqual(socket.readyState, WebSocket.CLOSED);
    assert.strictEqual(socket.bufferedAmount, 0);
    server.close();
  };
  socket.onerror = (event) => assert.fail(event.message);
}, () => 'Sec-WebSocket-Protocol: chat\r\n');
