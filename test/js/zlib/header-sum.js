// SPDX-License-Identifier: MIT
// Sums are checked in each form: of gzip's header, of the data, its length; and those of the second member.
const assert = require('node:assert');
const zlib = require('node:zlib');

const plain = zlib.gzipSync('hello');
const head = Buffer.from(plain.subarray(0, 10));
head[3] = 2;
const sum = zlib.crc32(head) & 0xffff;
const withSum = (wrong) => Buffer.concat([head, Buffer.from([(sum & 255) ^ wrong, sum >> 8]), plain.subarray(10)]);
const changed = (bytes, at) => {
  const copy = Buffer.from(bytes);
  copy[copy.length - at] ^= 4;
  return copy;
};

function streamed(Class, bytes, size) {
  return new Promise((resolve) => {
    const stream = new zlib[Class]();
    let text = '';
    stream.on('data', (chunk) => { text += chunk; });
    stream.on('error', (error) => resolve(error.message));
    stream.on('end', () => resolve(text));
    for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
    stream.end();
  });
}

(async () => {
  const deflated = zlib.deflateSync('hello');
  const cases = [
    [plain, 'hello', 'gunzip'], [withSum(0), 'hello', 'gunzip'], [withSum(1), 'header crc mismatch', 'gunzip'],
    [changed(plain, 6), 'incorrect data check', 'gunzip'], [changed(plain, 2), 'incorrect length check', 'gunzip'],
    [Buffer.concat([plain, withSum(0)]), 'hellohello', 'gunzip'], [Buffer.concat([plain, withSum(1)]), 'header crc mismatch', 'gunzip'],
    [Buffer.concat([withSum(0), changed(plain, 7)]), 'incorrect data check', 'gunzip'],
    [deflated, 'hello', 'inflate'], [changed(deflated, 2), 'incorrect data check', 'inflate'],
  ];
  for (const [bytes, want, name] of cases) {
    for (const each of [name, 'unzip']) {
      let got;
      try {
        got = zlib[`${each}Sync`](bytes).toString();
      } catch (error) {
        got = error.message;
      }
      assert.strictEqual(got, want);
      for (const size of [1, 3, 8, 1000]) assert.strictEqual(await streamed(each[0].toUpperCase() + each.slice(1), bytes, size), want);
    }
  }
})();
