// SPDX-License-Identifier: MIT
// Both sides of compression streams: all kinds of chunks, a writer that waits for its reader, output much larger than its input, ends that
// are missing, cancel and abort.
'use strict';

const assert = require('node:assert');
const { randomBytes } = require('node:crypto');
const zlib = require('node:zlib');

const formats = ['gzip', 'deflate', 'deflate-raw', 'brotli'];
const all = async (readable) => Buffer.concat(await Array.fromAsync(readable));
const later = () => new Promise((resolve) => setImmediate(resolve));

async function kinds(format) {
  const { readable, writable } = new CompressionStream(format);
  const writer = writable.getWriter();
  const wide = Uint16Array.from([1, 2, 0xffff]);
  const chunks = [Buffer.from('bytes'), 'text \u2713', wide, new DataView(wide.buffer, 2, 3), wide.buffer, new Uint8Array(0)];
  for (const chunk of chunks) writer.write(chunk);
  writer.close();
  const packed = await Array.fromAsync(readable);
  for (const part of packed) assert.strictEqual(Object.getPrototypeOf(part), Uint8Array.prototype);
  const expander = new DecompressionStream(format);
  const back = expander.writable.getWriter();
  for (const byte of Buffer.concat(packed)) back.write(Uint8Array.of(byte));
  back.close();
  const expected = Buffer.concat([Buffer.from('bytestext \u2713'), Buffer.from(wide.buffer), Buffer.from(wide.buffer, 2, 3), Buffer.from(wide.buffer)]);
  assert.deepStrictEqual(await all(expander.readable), expected);
}

// A megabyte that does not get smaller: writes wait, nothing is lost.
async function slowReader() {
  const data = randomBytes(1 << 20);
  const { readable, writable } = new CompressionStream('gzip');
  const writer = writable.getWriter();
  let written = 0;
  const writing = (async () => {
    for (let at = 0; at < data.length; at += 65536) {
      await writer.write(data.subarray(at, at + 65536));
      written++;
    }
    await writer.close();
  })();
  for (let i = 0; i < 200; i++) await later();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(written < 10, `${written} chunks without a reader`);
  assert.ok(zlib.gunzipSync(await all(readable)).equals(data));
  await writing;
}

// A few kilobytes that become 32 MB come as they are read.
async function largeOutput() {
  const data = Buffer.alloc(32 << 20);
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const before = process.memoryUsage().rss;
  writer.write(zlib.gzipSync(data));
  writer.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(process.memoryUsage().rss - before < 16 << 20);
  let length = 0;
  for await (const part of readable) {
    assert.ok(part.length <= 65536);
    length += part.length;
  }
  assert.strictEqual(length, data.length);
}

async function ends(format) {
  const packed = await all(new Response('some text that ends early').body.pipeThrough(new CompressionStream(format)));
  for (const length of [0, 1, packed.length - 1]) {
    const { readable, writable } = new DecompressionStream(format);
    const writer = writable.getWriter();
    writer.write(packed.subarray(0, length)).catch(() => {});
    const closed = assert.rejects(writer.close(), TypeError);
    await assert.rejects(all(readable), TypeError);
    await closed;
  }
  const { readable, writable } = new DecompressionStream(format);
  const writer = writable.getWriter();
  writer.write(packed);
  const refused = assert.rejects(writer.write(Buffer.from('more')), { name: 'TypeError', code: 'ERR_TRAILING_JUNK_AFTER_STREAM_END' });
  await assert.rejects(all(readable), { code: 'ERR_TRAILING_JUNK_AFTER_STREAM_END' });
  await refused;
}

async function goodbye() {
  const why = new Error('enough');
  const one = new CompressionStream('gzip');
  const writer = one.writable.getWriter();
  const waiting = writer.write(randomBytes(1 << 20)); // more than either side buffers
  await later();
  await one.readable.cancel(why);
  await waiting.catch(() => {});
  await assert.rejects(writer.write(Buffer.from('a')), why);
  await assert.rejects(writer.closed, why);

  const other = new CompressionStream('gzip');
  const reader = other.readable.getReader();
  await other.writable.getWriter().abort(why);
  await assert.rejects(reader.read(), why);
  assert.throws(() => Reflect.get(CompressionStream.prototype, 'readable', {}), { name: 'TypeError', message: /Cannot read private member/ });
}

let done = 0;
Promise.all([...formats.flatMap((format) => [kinds(format), ends(format)]), slowReader(), goodbye()]).then(largeOutput).then(() => done++);
process.on('exit', () => assert.strictEqual(done, 1));
