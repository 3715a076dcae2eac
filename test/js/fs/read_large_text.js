// SPDX-License-Identifier: MIT
// Large files as text: ASCII and Latin-1 that C reads straight into the string, UTF-8 of other kinds, and files of the wrong size.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-text-'));
const file = path.join(dir, 'text');

function reads(bytes, why) {
  fs.writeFileSync(file, bytes);
  for (const encoding of ['utf8', 'latin1', 'utf-8', 'ascii']) {
    assert.ok(fs.readFileSync(file, encoding) === bytes.toString(encoding), `${why}, ${encoding}`);
    const fd = fs.openSync(file);
    assert.ok(fs.readFileSync(fd, encoding) === bytes.toString(encoding), `${why}, ${encoding}, of a descriptor`);
    assert.strictEqual(fs.readFileSync(fd, encoding), '');
    fs.closeSync(fd);
  }
}

try {
  for (const size of [65535, 65536, 65537, 262144 + 65536, 262145 + 65536, 1 << 20]) {
    const ascii = Buffer.alloc(size, 'the quick brown fox\n');
    reads(ascii, `${size} of ASCII`);
    for (const at of [0, 100, 65535, 65536, size - 2]) {
      if (at + 2 > size) continue;
      const latin = Buffer.from(ascii);
      latin.write('\u00e9', at);
      reads(latin, `${size}, two bytes at ${at}`);
      const broken = Buffer.from(ascii);
      broken[at] = 0xff;
      reads(broken, `${size}, broken at ${at}`);
    }
    reads(Buffer.alloc(size, '\u20ac uro'), `${size} of wide text`);
  }
  // A descriptor in the middle of a file: the size promises more than there is.
  const bytes = Buffer.alloc(300000, 'abcdefg');
  fs.writeFileSync(file, bytes);
  const fd = fs.openSync(file);
  fs.readSync(fd, Buffer.alloc(100000), 0, 100000, null);
  assert.ok(fs.readFileSync(fd, 'utf8') === bytes.toString('latin1', 100000));
  fs.closeSync(fd);
  // Files whose size says nothing.
  assert.match(fs.readFileSync('/proc/self/maps', 'utf8'), /\[stack\]/);
} finally {
  fs.rmSync(dir, { recursive: true });
}
