// SPDX-License-Identifier: MIT
// Whole buffers compressed and decompressed, and the same through streams. Results are checked.
const zlib = require('zlib');

function repeat(name, each, want = each()) {
  let calls = 4;
  let best = 0;
  for (let round = 0; round < 4;) {
    const started = process.hrtime.bigint();
    let sum = 0;
    for (let i = 0; i < calls; i++) sum += each();
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    if (sum !== want * calls) throw new Error(`${name}: wrong result`);
    if (ms < 30) {
      calls *= 2;
      continue;
    }
    best = Math.max(best, calls / ms * 1000);
    round++;
  }
  console.log(JSON.stringify({ name, ops: Math.round(best * 100) / 100 }));
}

// Text as servers send it: words of a small vocabulary and numbers, in JSON.
function jsonText(size) {
  const words = 'name value id user order price status created updated true false null list item total count page next'.split(' ');
  let seed = 1;
  const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
  let text = '[';
  while (text.length < size) text += `{"${words[next(words.length)]}":${next(100000)},"${words[next(words.length)]}":"${words[next(words.length)]}"},`;
  return Buffer.from(text.slice(0, size));
}

for (const [label, size] of [['1 KB', 1024], ['64 KB', 65536], ['1 MB', 1 << 20]]) {
  const data = jsonText(size);
  for (const [name, compress, expand] of [
    ['gzip', zlib.gzipSync, zlib.gunzipSync], ['deflate', zlib.deflateSync, zlib.inflateSync],
    ['deflateRaw', zlib.deflateRawSync, zlib.inflateRawSync],
  ]) {
    const packed = compress(data);
    if (!expand(packed).equals(data)) throw new Error(`${name}: not the same after all`);
    repeat(`${name} ${label}`, () => compress(data).length);
    repeat(`un-${name} ${label}`, () => expand(packed).length);
  }
}
