// SPDX-License-Identifier: MIT
// A buffer of one chunk is emptied by a read of all, of its length, and not by one of less; text and objects likewise.
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');

const stream = (options, ...chunks) => {
  const readable = new Readable({ ...options, read() {} });
  for (const chunk of chunks) readable.push(chunk);
  return readable;
};
const bytes = stream({}, Buffer.from('abcdef'));
assert.strictEqual(String(bytes.read(2)), 'ab');
assert.strictEqual(bytes.readableLength, 4);
assert.strictEqual(bytes.read(5), null);
assert.strictEqual(String(bytes.read(4)), 'cdef');
assert.strictEqual(bytes.readableLength, 0);
assert.strictEqual(bytes.read(), null);
bytes.push('gh');
bytes.push('ij');
assert.strictEqual(String(bytes.read(2)), 'gh');
assert.strictEqual(String(bytes.read()), 'ij');
bytes.unshift('k');
assert.strictEqual(String(bytes.read()), 'k');

const text = stream({ encoding: 'utf8' }, 'na\u00efve');
assert.strictEqual(text.read(), 'na\u00efve');
assert.strictEqual(text.read(), null);

const objects = stream({ objectMode: true }, { a: 1 }, '', 0);
assert.deepStrictEqual(objects.read(), { a: 1 });
assert.strictEqual(objects.read(), '');
assert.strictEqual(objects.read(), 0);
assert.strictEqual(objects.read(), null);
