// SPDX-License-Identifier: MIT
// Handshakes that are no agreement and frames that break the protocol are an error and a close; arguments are checked.
'use strict';

const assert = require('node:assert');
const net = require('node:net');
const { frame, listen, readFrames } = require('./_server.js');

for (const [url, protocols, name] of [
  ['nowhere', [], 'SyntaxError'], ['ftp://x', [], 'SyntaxError'], ['ws://x/#f', [], 'SyntaxError'], ['ws://x', ['a', 'a'], 'SyntaxError'],
  ['ws://x', 'a b', 'SyntaxError'],
]) assert.throws(() => new WebSocket(url, protocols), { name });
assert.throws(() => new WebSocket(), TypeError);
assert.throws(() => WebSocket('ws://x'), TypeError);
assert.strictEqual(new CloseEvent('close', { code: 5 }).code, 5);

function refused(answer) {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {}); // the client is gone
      socket.once('data', () => socket.end(answer));
    }).listen(0, () => {
      const events = [];
      const socket = new WebSocket(`ws://localhost:${server.address().port}`);
      socket.onerror = ({ type }) => events.push(type);
      socket.onclose = ({ code, wasClean }) => {
        assert.deepStrictEqual([...events, code, wasClean], ['error', 1006, false], answer);
        server.close(resolve);
      };
    });
  });
}

function broken(bytes, code, headers = '') {
  return new Promise((resolve) => {
    listen((socket) => {
      socket.write(bytes);
      readFrames(socket, (opcode, payload) => {
        if (code !== 1006) assert.deepStrictEqual([opcode, payload.readUInt16BE(0)], [8, code]);
      });
    }, (url, server) => {
      const socket = new WebSocket(url);
      let errors = 0;
      socket.onerror = () => errors++;
      socket.onclose = (event) => {
        assert.strictEqual(errors, 1);
        assert.deepStrictEqual([event.code, event.wasClean], [1006, false]);
        server.close(resolve);
      };
    }, () => headers);
  });
}

// Who asks for protocols and gets none has no connection.
function unanswered() {
  return new Promise((resolve) => {
    listen((socket) => socket.on('error', () => {}), (url, server) => {
      const socket = new WebSocket(url, ['a', 'b']);
      socket.onopen = () => assert.fail('opened');
      socket.onclose = ({ code }) => {
        assert.strictEqual(code, 1006);
        server.close(resolve);
      };
    });
  });
}

(async () => {
  await refused('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  await refused('HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n');
  await refused('noise\r\n\r\n');
  await refused('');
  await broken(Buffer.from([0x83, 0]), 1002);
  await broken(Buffer.from([0x81, 0x80]), 1002);
  await broken(frame(1, Buffer.from([0xc3, 0x28])), 1007);
  await broken(frame(8, Buffer.from([0x03, 0xed])), 1002);
  await broken(frame(1, 'x', { compressed: true }), 1002);
  await unanswered();
  await broken('', 1006, 'Sec-WebSocket-Protocol: other\r\n');
  await broken('', 1006, 'Sec-WebSocket-Extensions: unknown\r\n');

  // The server's close is answered with its code; sending afterwards only counts.
  listen((socket) => {
    socket.write(frame(8, Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from('bye')])));
    readFrames(socket, (opcode, payload) => {
      assert.deepStrictEqual([opcode, payload.readUInt16BE(0)], [8, 4001]);
      socket.end();
    });
  }, (url, server) => {
    const socket = new WebSocket(url);
    assert.throws(() => socket.close(999), { name: 'InvalidAccessError' });
    assert.throws(() => socket.close(1000, 'x'.repeat(124)), { name: 'SyntaxError' });
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      assert.deepStrictEqual([code, reason, wasClean], [4001, 'bye', true]);
      socket.send('late');
      assert.strictEqual(socket.bufferedAmount, 4);
      server.close();
    });
  });
})();
