// SPDX-License-Identifier: MIT
// How streams end: by errors, by data behind the end, by close().
const assert = require('node:assert');
const zlib = require('node:zlib');
const { AsyncLocalStorage } = require('node:async_hooks');

const seen = new Set();
const all = ['bad', 'cut', 'members', 'tail', 'close', 'context'];
process.on('exit', () => assert.deepStrictEqual([...seen].sort(), [...all].sort()));

const bad = zlib.createInflate();
bad.on('error', (error) => {
  assert.strictEqual(error.code, 'Z_DATA_ERROR');
  assert(bad.destroyed);
  seen.add('bad');
});
bad.write('not deflate');

const cut = zlib.createGunzip();
cut.on('error', (error) => {
  assert.strictEqual(error.code, 'Z_BUF_ERROR');
  seen.add('cut');
});
cut.resume().end(zlib.gzipSync('hello').subarray(0, 12));

function collect(stream, expected, name) {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => text += chunk).on('end', () => {
    assert.strictEqual(text, expected);
    seen.add(name);
  });
}
const members = zlib.createGunzip();
collect(members, 'onetwo', 'members');
for (const byte of Buffer.concat([zlib.gzipSync('one'), zlib.gzipSync('two'), Buffer.alloc(3)])) members.write(Buffer.from([byte]));
members.end();

const tail = zlib.createInflate();
collect(tail, 'abc', 'tail');
tail.end(Buffer.concat([zlib.deflateSync('abc'), Buffer.from('more')]));

// Closed while a job runs.
const closed = zlib.createGzip();
closed.write(Buffer.alloc(1_000_000));
closed.close(() => seen.add('close'));
assert.throws(() => closed.reset(), { code: 'ERR_INTERNAL_ASSERTION' });

const storage = new AsyncLocalStorage();
storage.run('here', () => zlib.gzip('a', () => {
  assert.strictEqual(storage.getStore(), 'here');
  seen.add('context');
}));
assert.throws(() => zlib.createBrotliCompress({ dictionary: Buffer.from('a') }), { code: 'ERR_METHOD_NOT_IMPLEMENTED' });
