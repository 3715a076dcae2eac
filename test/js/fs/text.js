// SPDX-License-Identifier: MIT
// Text in and out: UTF-8 of every length and size class, other encodings, malformed bytes, lone surrogates.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-text-'));
const file = path.join(dir, '\u00fc\u{1f600}');
const samples = ['', 'ascii', '\ufeffmarked', 'h\u00e9llo', '\u20ac\u{1f600}', 'a\0b',
                 'x'.repeat(70000), '\u00e9'.repeat(40000), '\u{1f600}'.repeat(30000)];
const check = async () => {
  for (const text of samples) {
    fs.writeFileSync(file, text);
    assert.strictEqual(fs.readFileSync(file, 'utf8'), text);
    assert.strictEqual(fs.readFileSync(file).toString(), text);
    assert.strictEqual(await fs.promises.readFile(file, 'utf-8'), text);
    await fs.promises.writeFile(file, text, 'utf16le');
    assert.strictEqual(await fs.promises.readFile(file, 'utf16le'), text);
  }
  fs.writeFileSync(file, 'a\ud800b');
  assert.strictEqual(fs.readFileSync(file, 'utf8'), 'a\ufffdb');
  fs.writeFileSync(file, Buffer.from([0x61, 0xff, 0xe2, 0x82, 0x62]));
  assert.strictEqual(fs.readFileSync(file, 'utf8'), 'a\ufffd\ufffdb');
  assert.strictEqual(fs.readFileSync(file, 'latin1'), 'a\xff\xe2\x82b');
  assert.strictEqual(fs.readFileSync(file, 'hex'), '61ffe28262');
  assert.deepStrictEqual(fs.readdirSync(dir), ['\u00fc\u{1f600}']);
  fs.rmSync(dir, { recursive: true });
};
check();
