// SPDX-License-Identifier: MIT
// Long messages go out compressed where the server agreed to it: over messages or each for itself, with the window that was agreed on, in order.
'use strict';

const assert = require('node:assert');
const zlib = require('node:zlib');
const { listen, readFrames } = require('./_server.js');

const long = Array.from({ length: 400 }, (_, i) => `\u00fc ${i * 7919 % 1009} has ${i * 31 % 97}; `).join('');
const bytes = Buffer.from(long);
const TAIL = Buffer.from([0, 0, 0xff, 0xff]);

function run(extension, { windowBits = 15, fresh = false, compressed = true }) {
  return new Promise((resolve) => {
    const got = [];
    let context = [];
    const inflate = (payload) => {
      if (fresh) context = [];
      // All since the beginning, so that a message may look back at those before.
      const before = context.length === 0 ? 0 : zlib.inflateRawSync(Buffer.concat(context), { windowBits, finishFlush: 2 }).length;
      context.push(payload, TAIL);
      return zlib.inflateRawSync(Buffer.concat(context), { windowBits, finishFlush: 2 }).subarray(before);
    };
    listen((socket) => readFrames(socket, (opcode, payload, first) => {
      if (opcode === 8) {
        socket.end(Buffer.concat([Buffer.from([0x88, payload.length]), payload]));
        return;
      }
      got.push({ opcode, size: payload.length, rsv1: (first & 0x40) !== 0, data: (first & 0x40) !== 0 ? inflate(payload) : payload });
    }), (url, server) => {
      const socket = new WebSocket(url);
      socket.onopen = () => {
        const changed = Buffer.from(bytes);
        socket.send('short');
        socket.send(long);
        socket.send(new Blob([bytes]));
        socket.send(changed); // behind the blob
        changed.fill(0);
        socket.send(long);
        assert.strictEqual(socket.bufferedAmount, 5 + 4 * bytes.length);
        socket.close(1000);
      };
      socket.onclose = ({ code, wasClean }) => {
        assert.deepStrictEqual([code, wasClean], [1000, true]);
        assert.strictEqual(socket.bufferedAmount, 0);
        assert.deepStrictEqual(got.map(({ opcode, rsv1 }) => [opcode, rsv1]), [[1, false], ...[1, 2, 2, 1].map((opcode) => [opcode, compressed])]);
        assert.strictEqual(got[0].data.toString(), 'short');
        for (const { data } of got.slice(1)) assert.ok(data.equals(bytes));
        if (compressed) {
          assert.ok(got[1].size < bytes.length / 2);
          // A second time it is nothing but a reference, where one may look back.
          if (fresh) assert.strictEqual(got[4].size, got[1].size);
          else assert.ok(windowBits < 15 || got[4].size < got[1].size / 4);
        }
        server.close(resolve);
      };
    }, () => `Sec-WebSocket-Extensions: ${extension}\r\n`);
  });
}

(async () => {
  await run('permessage-deflate', {});
  await run('permessage-deflate; client_no_context_takeover', { fresh: true });
  await run('permessage-deflate; client_max_window_bits=9', { windowBits: 9 });
  await run('permessage-deflate; client_max_window_bits=8', { compressed: false });
})();
