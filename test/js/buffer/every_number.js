// SPDX-License-Identifier: MIT
// Numbers of every width, order and kind in a Buffer, against DataView; their errors; fill, indexOf, transcoding and comparisons in all forms.
const assert = require('assert');
const { Buffer, transcode, isUtf8, isAscii, constants, SlowBuffer, INSPECT_MAX_BYTES } = require('buffer');

const kinds = [
  ['UInt8', 1, 'Uint8'], ['Int8', 1, 'Int8'], ['UInt16', 2, 'Uint16'], ['Int16', 2, 'Int16'], ['UInt32', 4, 'Uint32'], ['Int32', 4, 'Int32'],
  ['BigUInt64', 8, 'BigUint64'], ['BigInt64', 8, 'BigInt64'], ['Float', 4, 'Float32'], ['Double', 8, 'Float64'],
];
const bytes = Buffer.from([0x80, 0xff, 0x01, 0x7f, 0x00, 0xfe, 0x10, 0x9a, 0x3c, 0x55]);
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
for (const [name, size, get] of kinds) {
  for (const order of size === 1 ? [''] : ['LE', 'BE']) {
    for (let at = 0; at + size <= bytes.length; at++) {
      const want = view[`get${get}`](at, order === 'LE');
      assert.strictEqual(bytes[`read${name}${order}`](at), want);
      const copy = Buffer.alloc(10);
      assert.strictEqual(copy[`write${name}${order}`](want, at), at + size);
      if (!Number.isNaN(want)) assert.deepStrictEqual(copy.subarray(at, at + size), bytes.subarray(at, at + size));
      if (name.includes('UI')) assert.strictEqual(bytes[`read${name.replace('UI', 'Ui')}${order}`](at), want);
    }
    assert.throws(() => bytes[`read${name}${order}`](11 - size), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => bytes[`read${name}${order}`](-1), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => bytes[`read${name}${order}`](0.5), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => bytes[`read${name}${order}`]('0'), { code: 'ERR_INVALID_ARG_TYPE' });
    if (/^U?Int/.test(name)) {
      assert.throws(() => Buffer.alloc(8)[`write${name}${order}`](2 ** (8 * size), 0), { code: 'ERR_OUT_OF_RANGE' });
      assert.throws(() => Buffer.alloc(8)[`write${name}${order}`](-(2 ** (8 * size)), 0), { code: 'ERR_OUT_OF_RANGE' });
    }
    if (/^Big/.test(name)) assert.throws(() => Buffer.alloc(8)[`write${name}${order}`](2n ** 65n, 0), { code: 'ERR_OUT_OF_RANGE' });
  }
}
for (let size = 1; size <= 6; size++) {
  for (const order of ['LE', 'BE']) {
    for (const value of [0, 1, 0x12 * 2 ** (8 * (size - 1)), 2 ** (8 * size - 1) - 1]) {
      const copy = Buffer.alloc(8);
      assert.strictEqual(copy[`writeUInt${order}`](value, 1, size), 1 + size);
      assert.strictEqual(copy[`readUInt${order}`](1, size), value);
      assert.strictEqual(copy[`writeInt${order}`](-value - 1, 2, size), 2 + size);
      assert.strictEqual(copy[`readInt${order}`](2, size), -value - 1);
    }
    assert.throws(() => bytes[`readInt${order}`](10 - size + 1, size), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => Buffer.alloc(8)[`writeUInt${order}`](2 ** (8 * size), 0, size), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => Buffer.alloc(8)[`writeInt${order}`](2 ** (8 * size - 1), 0, size), { code: 'ERR_OUT_OF_RANGE' });
  }
}
assert.throws(() => bytes.readUIntLE(0, 7), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => bytes.readIntBE(0, 0), { code: 'ERR_OUT_OF_RANGE' });

// fill
const filled = (...args) => Buffer.alloc(6, '.').fill(...args).toString('latin1');
assert.strictEqual(filled('ab'), 'ababab');
assert.strictEqual(filled('ab', 1, 4), '.aba..');
assert.strictEqual(filled('6162', 'hex'), 'ababab');
assert.strictEqual(filled('YWI=', 2, 'base64'), '..abab');
assert.strictEqual(filled(65), 'AAAAAA');
assert.strictEqual(filled(321), 'AAAAAA');
assert.strictEqual(filled(Buffer.from('xyz'), 1), '.xyzxy');
assert.strictEqual(filled('\u00e9', 'latin1'), '\u00e9'.repeat(6));
assert.strictEqual(filled('a', 'utf16le'), 'a\0a\0a\0');
assert.strictEqual(filled(''), '\0\0\0\0\0\0');
assert.strictEqual(filled('x', 3, 3), '......');
assert.throws(() => filled('x', -1), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => filled('x', 0, 7), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => filled('zz', 'hex'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => filled('x', 'no encoding'), { code: 'ERR_UNKNOWN_ENCODING' });
assert.throws(() => Buffer.alloc(2, new Uint8Array(0)), { code: 'ERR_INVALID_ARG_VALUE' });

// places
const text = Buffer.from('one two one two');
assert.strictEqual(text.indexOf('two'), 4);
assert.strictEqual(text.indexOf('two', 5), 12);
assert.strictEqual(text.indexOf('two', -3), 12);
assert.strictEqual(text.lastIndexOf('one'), 8);
assert.strictEqual(text.lastIndexOf('one', 7), 0);
assert.strictEqual(text.lastIndexOf('one', -20), -1);
assert.strictEqual(text.indexOf(Buffer.from('o o')), 6);
assert.strictEqual(text.indexOf(116), 4);
assert.strictEqual(text.lastIndexOf(116.9), 12);
assert.strictEqual(text.indexOf('74776f', 'hex'), 4);
assert.strictEqual(text.includes('three'), false);
assert.strictEqual(text.includes('two', 13), false);
assert.strictEqual(text.indexOf(''), 0);
assert.strictEqual(text.indexOf('', 99), text.length);
assert.throws(() => text.indexOf({}), { code: 'ERR_INVALID_ARG_TYPE' });

// swaps, comparisons, copies
assert.deepStrictEqual(Buffer.from([1, 2, 3, 4]).swap16(), Buffer.from([2, 1, 4, 3]));
assert.deepStrictEqual(Buffer.from([1, 2, 3, 4]).swap32(), Buffer.from([4, 3, 2, 1]));
assert.deepStrictEqual(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]).swap64(), Buffer.from([8, 7, 6, 5, 4, 3, 2, 1]));
assert.deepStrictEqual(Buffer.alloc(512, 'abcd').swap16(), Buffer.alloc(512, 'badc'));
for (const [name, size] of [['swap16', 1], ['swap32', 2], ['swap64', 4]]) {
  assert.throws(() => Buffer.alloc(size)[name](), { code: 'ERR_INVALID_BUFFER_SIZE' });
}
assert.strictEqual(Buffer.compare(Buffer.from('a'), Buffer.from('b')), -1);
assert.strictEqual(Buffer.from('abcd').compare(Buffer.from('xbcy'), 1, 3, 1, 3), 0);
assert.strictEqual(Buffer.from('abcd').compare(Buffer.from('b'), 0, 1, 1), 1);
assert.throws(() => Buffer.from('a').compare('a'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Buffer.from('a').equals('a'), { code: 'ERR_INVALID_ARG_TYPE' });
const target = Buffer.alloc(5, '-');
assert.strictEqual(Buffer.from('hello').copy(target, 2, 1, 9), 3);
assert.strictEqual(target.toString(), '--ell');
assert.strictEqual(Buffer.from('hello').copy(target, 9), 0);
assert.throws(() => Buffer.from('x').copy(target, -1), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => Buffer.from('x').copy('target'), { code: 'ERR_INVALID_ARG_TYPE' });
const same = Buffer.from('abcdef');
same.copy(same, 2, 0, 4);
assert.strictEqual(same.toString(), 'ababcd');

// text
assert.strictEqual(Buffer.alloc(4).write('abcdef', 1, 2), 2);
assert.strictEqual(Buffer.alloc(4).write('abcdef', 'latin1'), 4);
assert.strictEqual(Buffer.alloc(4).write('616263', 1, 'hex'), 3);
assert.strictEqual(Buffer.alloc(4).write('\u20ac\u20ac'), 3);
assert.throws(() => Buffer.alloc(4).write('a', 5), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => Buffer.alloc(4).write('a', 0, 5), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => Buffer.alloc(4).write(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Buffer.alloc(4).toString('none'), { code: 'ERR_UNKNOWN_ENCODING' });
for (const [name, encoding] of [['utf8', 'utf8'], ['latin1', 'latin1'], ['ascii', 'ascii'], ['hex', 'hex'], ['base64', 'base64'],
                                ['base64url', 'base64url'], ['ucs2', 'ucs2']]) {
  const room = Buffer.alloc(8);
  const written = room[`${name}Write`]('QUJD', 1, 6);
  assert.strictEqual(room[`${name}Slice`](1, 1 + written), room.toString(encoding, 1, 1 + written));
}
assert.strictEqual(Buffer.from('abc').toString('utf8', -5, 2), 'ab');
assert.strictEqual(Buffer.from('abc').toString('utf8', 2, 1), '');
assert.deepStrictEqual(transcode(Buffer.from('\u20ac'), 'utf8', 'ucs2'), Buffer.from('\u20ac', 'ucs2'));
assert.deepStrictEqual(transcode(Buffer.from('\u00e9\u20ac'), 'utf8', 'latin1'), Buffer.from([0xe9, 0x3f]));
assert.deepStrictEqual(transcode(Buffer.from([0xe9]), 'latin1', 'utf8'), Buffer.from('\u00e9'));
assert.deepStrictEqual(transcode(Buffer.from('a', 'ucs2'), 'ucs2', 'ascii'), Buffer.from('a'));
assert.throws(() => transcode(Buffer.from('a'), 'utf8', 'hex'), { code: 'U_ILLEGAL_ARGUMENT_ERROR' });
assert.strictEqual(isUtf8(Buffer.from([0xc3, 0x28])), false);
assert.strictEqual(isAscii(Buffer.from('abc')), true);
assert.strictEqual(isAscii(Buffer.from('\u00e9')), false);

// making
assert.throws(() => Buffer.from(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Buffer.from(null), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Buffer.alloc('5'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Buffer.alloc(-1), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => Buffer.allocUnsafe(constants.MAX_LENGTH + 1), { code: 'ERR_OUT_OF_RANGE' });
assert.strictEqual(Buffer.allocUnsafeSlow(10).length, 10);
assert.deepStrictEqual(Buffer.from({ length: 2, 0: 1, 1: 300 }), Buffer.from([1, 44]));
assert.deepStrictEqual(Buffer.from({ type: 'Buffer', data: [1, 2] }), Buffer.from([1, 2]));
assert.deepStrictEqual(Buffer.from(new String('abc')), Buffer.from('abc'));
assert.deepStrictEqual(Buffer.from({ [Symbol.toPrimitive]: () => 'abc' }), Buffer.from('abc'));
assert.deepStrictEqual(Buffer.from(new Uint16Array([1, 258]).buffer, 1, 2), Buffer.from([0, 2]));
assert.throws(() => Buffer.from(new ArrayBuffer(2), 3), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
assert.throws(() => Buffer.from(new ArrayBuffer(2), 1, 3), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
assert.deepStrictEqual(Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1), Buffer.from([2, 0]));
assert.throws(() => Buffer.copyBytesFrom([1]), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Buffer.copyBytesFrom(new Uint8Array(1), -1), { code: 'ERR_OUT_OF_RANGE' });
assert.deepStrictEqual(Buffer.concat([Buffer.from('ab'), new Uint8Array([99])], 5), Buffer.from('abc\0\0'));
assert.deepStrictEqual(Buffer.concat([Buffer.from('abcdef')], 2), Buffer.from('ab'));
assert.throws(() => Buffer.concat('a'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => Buffer.concat(['a']), { code: 'ERR_INVALID_ARG_TYPE' });
assert.strictEqual(Buffer.byteLength('\u20ac', 'utf16le'), 2);
assert.strictEqual(Buffer.byteLength('YWJj', 'base64'), 3);
assert.strictEqual(Buffer.byteLength('616', 'hex'), 1);
assert.strictEqual(Buffer.byteLength(new DataView(new ArrayBuffer(3))), 3);
assert.throws(() => Buffer.byteLength(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.strictEqual(Buffer.isEncoding('UTF-8'), true);
assert.strictEqual(Buffer.isEncoding('none'), false);
assert.deepStrictEqual(Buffer.of(1, 257).toJSON(), { type: 'Buffer', data: [1, 1] });
assert.strictEqual(Buffer.alloc(4).subarray(-2).length, 2);
assert.strictEqual(Buffer.from('abcd').slice(1, -1).toString(), 'bc');
assert.strictEqual(Buffer.from('ab').parent, Buffer.from('ab').buffer === undefined ? undefined : Buffer.from('ab').parent);
assert.strictEqual(typeof INSPECT_MAX_BYTES, 'number');
assert.strictEqual(require('util').inspect(Buffer.alloc(60)).includes('... 10 more bytes'), true);
assert.ok(SlowBuffer === undefined || SlowBuffer(2).length === 2);
