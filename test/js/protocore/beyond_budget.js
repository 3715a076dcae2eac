// SPDX-License-Identifier: MIT
// Objects too large to come over at once: what has no wrapper of its own (dates, errors, bytes) comes as itself wherever it stands, read in place and thawed.
'use strict';
const assert = require('node:assert');
const { share, thaw, List } = require('protojs:core');

const wide = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]));
for (let size = 1980; size <= 2010; size += 3) {
  const filler = Array.from({ length: 20 }, () => wide(Math.floor(size / 20) - 1));
  const error = new RangeError('late', { cause: new TypeError('later', { cause: { deep: [1, 2] } }) });
  const value = [{ filler, date: new Date(5), pattern: /x+/g, error, bytes: new Uint8Array([1, 2, 3]), map: new Map([[1, new Date(6)]]), more: [new Date(7), 8], tail: 'end' }];
  const record = share(value).get(0);
  assert.ok(record.date instanceof Date && record.date.getTime() === 5, `date of ${size}`);
  assert.strictEqual(String(record.pattern), '/x+/g');
  assert.ok(record.error instanceof RangeError && record.error.cause instanceof TypeError);
  assert.deepStrictEqual(record.bytes, new Uint8Array([1, 2, 3]));
  assert.ok(record.map.get(1) instanceof Date && record.more instanceof List && record.more.get(0) instanceof Date);
  assert.strictEqual(record.tail, 'end');
  assert.deepStrictEqual(thaw(share(value)), value);
}
