// SPDX-License-Identifier: MIT
// What is short, or whole, takes other ways than what is long, or a part: the results are the same on both sides of each limit.
'use strict';
const assert = require('node:assert');

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789+/';
for (const length of [1, 2, 3, 5, 8, 9, 10, 11, 16, 17, 23, 24, 25, 31, 32, 33, 64, 65, 95, 96, 97, 200]) {
  const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 37 + length) & 0xff));
  const inside = Buffer.concat([Buffer.from('x'), bytes, Buffer.from('y')]).subarray(1, -1);
  const plain = new Uint8Array(bytes);
  for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'utf8', 'utf16le', 'ascii']) {
    const text = bytes.toString(encoding);
    assert.strictEqual(inside.toString(encoding), text);
    assert.strictEqual(Buffer.concat([bytes, bytes]).toString(encoding, 0, length), text);
    assert.strictEqual(Buffer.prototype.toString.call(plain, encoding), text);
    if (encoding.startsWith('base64') || encoding === 'hex') {
      assert.deepStrictEqual(Buffer.from(text, encoding), bytes);
      assert.strictEqual(text.includes('='), encoding === 'base64' && length % 3 !== 0);
      assert.match(text, encoding === 'base64url' ? /^[\w-]+$/ : /^[\w+/]+=*$/);
    }
  }
  const ascii = letters.repeat(6).slice(0, length);
  for (const encoding of ['utf8', 'latin1', 'ascii']) assert.strictEqual(Buffer.from(ascii).toString(encoding), ascii);

  // Order and equality at each place.
  for (const at of new Set([0, length >> 1, length - 1])) {
    const other = Buffer.from(bytes);
    assert.ok(other.equals(bytes) && other.equals(plain));
    assert.strictEqual(other.compare(bytes), 0);
    other[at] ^= 0x80;
    const sign = other[at] < bytes[at] ? -1 : 1;
    assert.strictEqual(other.equals(bytes), false);
    assert.strictEqual(other.compare(bytes), sign);
    assert.strictEqual(Buffer.compare(bytes, other), -sign);
  }
  assert.strictEqual(bytes.compare(inside.subarray(0, -1)), 1);
  assert.strictEqual(bytes.subarray(0, -1).compare(inside), -1);

  // Copies of all, also over itself, and of as much as fits.
  const room = Buffer.alloc(length + 4, 1);
  assert.strictEqual(bytes.copy(room, 2), length);
  assert.deepStrictEqual(room.subarray(2, -2), bytes);
  assert.strictEqual(bytes.copy(room, 5), length - 1);
  assert.strictEqual(bytes.copy(new Uint16Array(1)), Math.min(2, length));
  const self = Buffer.from([...bytes, 0]);
  assert.strictEqual(self.subarray(0, length).copy(self, 1), length);
  assert.deepStrictEqual(self.subarray(1), bytes);

  // Filling with text of one byte a character and of more.
  for (const text of ['a', 'abc', 'n\u00efve', '\u20ac', letters, letters.repeat(2)]) {
    const pattern = Buffer.from(text);
    const filled = Buffer.alloc(length).fill(text);
    for (let i = 0; i < length; i++) assert.strictEqual(filled[i], pattern[i % pattern.length]);
    const part = Buffer.alloc(length + 2).fill(text, 1, length + 1);
    assert.deepStrictEqual(part.subarray(1, -1), filled);
    assert.strictEqual(part[0] | part[length + 1], 0);
  }

  // Searching.
  const hay = Buffer.from(ascii);
  const last = ascii.slice(-2);
  assert.strictEqual(hay.indexOf(last), ascii.indexOf(last));
  assert.strictEqual(hay.indexOf(Buffer.from(last)), ascii.indexOf(last));
  assert.strictEqual(hay.indexOf(`${ascii}!`), -1);
  assert.strictEqual(hay.indexOf(Buffer.from('!')), -1);
  assert.strictEqual(hay.includes('\u00e9'), false);
  assert.strictEqual(hay.indexOf(''), 0);
  assert.strictEqual(hay.indexOf(Buffer.alloc(0)), 0);
  assert.strictEqual(hay.indexOf('a', -length), 0);
}

assert.strictEqual(Buffer.from('caf\u00e9').indexOf('\u00e9'), 3);
assert.strictEqual(Buffer.from('aab').indexOf('ab'), 1);

// Lengths that a program puts in front of the engine's own do not widen the result.
const liar = Buffer.from('ab');
Object.defineProperty(liar, 'length', { value: 1000 });
assert.strictEqual(Buffer.concat([liar, Buffer.from('c')]).toString(), 'abc');
assert.throws(() => Buffer.concat([Buffer.from('a'), 'b']), { code: 'ERR_INVALID_ARG_TYPE', message: /list\[1\]/ });

// subarray's places.
const ten = Buffer.from('0123456789');
for (const [args, text] of [[[], '0123456789'], [[3], '3456789'], [[-3], '789'], [[2, 5], '234'], [[5, 2], ''], [[10], ''], [[11, 20], ''],
  [[2, -2], '234567'], [[1.9, 3.9], '12'], [['2', '4'], '23'], [[-20, 2], '01'], [[NaN, 1], '0'], [[null, 2], '01'], [[0, 2 ** 33], '0123456789'],
  [[-0, 3], '012'], [[undefined, undefined], '0123456789'], [[-Infinity, Infinity], '0123456789']]) {
  assert.strictEqual(ten.subarray(...args).toString(), text);
}

for (const length of [0, 1, 2, 3, 4, 60, 1000]) {
  const text = '\u00ff\u0000a'.repeat(334).slice(0, length);
  assert.strictEqual(btoa(text), Buffer.from(text, 'latin1').toString('base64'));
  assert.strictEqual(atob(btoa(text)), text);
  assert.strictEqual(btoa(`\u20ac${text}`.slice(1)), btoa(text));
}
assert.throws(() => btoa('\u20ac'), { name: 'InvalidCharacterError' });
