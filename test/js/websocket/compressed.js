// SPDX-License-Identifier: MIT
// permessage-deflate: messages that refer to earlier ones, and with no_context_takeover ones that do not; broken ones end the connection.
'use strict';

const assert = require('node:assert');
const zlib = require('node:zlib');
const { frame, listen } = require('./_server.js');

const TEXT = 'a text that repeats a text that repeats \u00fc';

// Messages as one deflate stream, each cut after its flush.
function compress(texts, fresh, done) {
  const pieces = [];
  let stream;
  const next = (i) => {
    if (i === texts.length) return done(pieces);
    if (fresh || stream === undefined) stream = zlib.createDeflateRaw();
    const chunks = [];
    const collect = (chunk) => chunks.push(chunk);
    stream.on('data', collect);
    stream.write(texts[i]);
    stream.flush(zlib.constants.Z_SYNC_FLUSH, () => {
      stream.off('data', collect);
      const bytes = Buffer.concat(chunks);
      pieces.push(bytes.subarray(0, bytes.length - 4));
      next(i + 1);
    });
  };
  next(0);
}

function run(extension, fresh, done) {
  listen((socket, request) => {
    assert.strictEqual(request.headers['sec-websocket-extensions'], 'permessage-deflate; client_max_window_bits');
    compress([TEXT, TEXT, 'last'], fresh, (pieces) => {
      socket.write(frame(1, pieces[0], { compressed: true }));
      socket.write(frame(1, pieces[1].subarray(0, 3), { compressed: true, fin: false }));
      socket.write(frame(0, pieces[1].subarray(3)));
      socket.write(frame(2, pieces[2], { compressed: true }));
      socket.write(frame(1, 'plain'));
      socket.write(frame(1, 'no deflate', { compressed: true }));
    });
  }, (url, server) => {
    const socket = new WebSocket(url);
    const got = [];
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => got.push(typeof data === 'string' ? data : Buffer.from(data).toString());
    socket.onerror = () => got.push('error');
    socket.onclose = ({ code, wasClean }) => {
      assert.deepStrictEqual(got, [TEXT, TEXT, 'last', 'plain', 'error']);
      assert.deepStrictEqual([code, wasClean], [1006, false]);
      assert.strictEqual(socket.extensions, extension);
      server.close();
      done();
    };
  }, () => `Sec-WebSocket-Extensions: ${extension}\r\n`);
}

run('permessage-deflate', false, () => run('permessage-deflate; server_no_context_takeover; server_max_window_bits=15', true, () => {}));
