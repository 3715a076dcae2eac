// SPDX-License-Identifier: MIT
// How a WebSocket ends: the codes that a program may give and what the other side is told; the codes that a server sends, and those it may
// not; frames that break the rules; a server that vanishes.
const assert = require('node:assert');
const crypto = require('node:crypto');
const http = require('node:http');

function frame(opcode, data, { first = 0x80, mask = false } = {}) {
  const bytes = Buffer.from(data);
  const head = bytes.length < 126 ? [first | opcode, bytes.length] : [first | opcode, 126, bytes.length >> 8, bytes.length & 255];
  if (mask) {
    head[1] |= 0x80;
    head.push(0, 0, 0, 0);
  }
  return Buffer.concat([Buffer.from(head), bytes]);
}
const closing = (code, reason = '') => frame(8, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));

const bad = 1006;
// By path: what the server does, and what the client is told.
const endings = {
  'normal': [closing(1000, 'bye'), 1000, 'bye', true],
  'of-the-program': [closing(3001), 3001, '', true],
  'empty': [frame(8, ''), 1005, '', true],
  'restart': [closing(1012), 1012, '', true],
  'largest': [closing(4999, 'x'.repeat(123)), 4999, 'x'.repeat(123), true],
  'one-byte': [frame(8, 'x'), bad],
  'reserved-1005': [closing(1005), bad],
  'reserved-1006': [closing(1006), bad],
  'too-small': [closing(999), bad],
  'not-given-out': [closing(2000), bad],
  'too-large': [closing(5000), bad],
  'reason-no-text': [frame(8, Buffer.from([3, 232, 0xff])), bad],
  'text-no-text': [frame(1, Buffer.from([0xc3, 0x28])), bad],
  'unknown-opcode': [frame(3, 'x'), bad],
  'reserved-bit': [frame(1, 'x', { first: 0xc0 }), bad],
  'masked': [frame(1, 'x', { mask: true }), bad],
  'continuation-of-nothing': [frame(0, 'x'), bad],
  'message-in-a-message': [Buffer.concat([frame(1, 'a', { first: 0 }), frame(1, 'b')]), bad],
  'large-ping': [frame(9, 'x'.repeat(126)), bad],
  'ping-in-parts': [frame(9, 'x', { first: 0 }), bad],
  'vanishes': [null, bad],
};

const told = [];
const server = http.createServer().on('upgrade', (req, socket) => {
  const accept = crypto.createHash('sha1').update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.on('error', () => {});
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  const ending = endings[req.url.slice(1)];
  if (ending !== undefined) {
    if (ending[0] === null) socket.destroy();
    else socket.write(ending[0]);
    return;
  }
  socket.on('data', (data) => {
    if ((data[0] & 15) !== 8) return;
    const payload = data.subarray(6).map((byte, i) => byte ^ data[2 + i % 4]);
    told.push([payload.length >= 2 ? payload.readUInt16BE(0) : undefined, payload.toString('utf8', 2)]);
    socket.end(frame(8, payload));
  });
});

function connect(path, act) {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}/${path}`);
    socket.onopen = () => act?.(socket);
    let errors = 0;
    socket.onerror = ({ error }) => {
      assert.ok(error instanceof Error);
      errors++;
    };
    socket.onclose = ({ code, reason, wasClean }) => {
      assert.strictEqual(socket.readyState, WebSocket.CLOSED);
      assert.strictEqual(errors, wasClean ? 0 : 1, path); // a connection that breaks off, too
      resolve([code, reason, wasClean]);
    };
  });
}

async function main() {
  for (const [path, [, code, reason = '', wasClean = false]] of Object.entries(endings)) {
    assert.deepStrictEqual(await connect(path), [code, reason, wasClean], path);
  }
  for (const [given, expected] of [[[], [1005, '']], [[1000], [1000, '']], [[3000, 'x'], [3000, 'x']], [[undefined, 'alone'], [1000, 'alone']],
                                   [[4999, '\u20ac'.repeat(41)], [4999, '\u20ac'.repeat(41)]]]) {
    assert.deepStrictEqual(await connect('', (socket) => socket.close(...given)), [...expected, true], JSON.stringify(given));
    assert.deepStrictEqual(told.pop(), [expected[0] === 1005 ? undefined : expected[0], expected[1]]);
  }
  await connect('', (socket) => {
    for (const code of [1001, 1006, 999, 2999, 5000, 'x']) assert.throws(() => socket.close(code), { name: 'InvalidAccessError' }, String(code));
    assert.throws(() => socket.close(1000, 'x'.repeat(124)), { name: 'SyntaxError' });
    assert.throws(() => socket.close(1000, '\u20ac'.repeat(42)), { name: 'SyntaxError' });
    assert.strictEqual(socket.readyState, WebSocket.OPEN);
    socket.close();
    assert.strictEqual(socket.readyState, WebSocket.CLOSING);
    socket.close(3000); // is too late
  });
  server.close();
  server.closeAllConnections();
}

let done = false;
server.listen(0, '127.0.0.1', () => main().then(() => { done = true; }));
process.on('exit', () => assert.ok(done));
