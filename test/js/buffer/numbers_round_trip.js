// SPDX-License-Identifier: MIT
// Every read method reads what its write method wrote and what a DataView reads.
'use strict';
const assert = require('node:assert');

const buffer = Buffer.alloc(24);
const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
const kinds = [
  ['UInt8', 1], ['Int8', 1], ['UInt16', 2], ['Int16', 2], ['UInt32', 4], ['Int32', 4],
  ['Float', 4], ['Double', 8], ['BigUInt64', 8], ['BigInt64', 8],
];
const samples = [0, 1, -1, 127, -128, 255, 32767, -32768, 65535, 2147483647, -2147483648, 4294967295, 0.1, -1e30];
for (const [kind, size] of kinds) {
  for (const order of size === 1 ? [''] : ['LE', 'BE']) {
    const read = `read${kind}${order}`;
    const write = `write${kind}${order}`;
    const viewKind = { Float: 'Float32', Double: 'Float64' }[kind] ?? kind.replace('UI', 'Ui');
    const viewRead = (offset) => view[`get${viewKind}`](offset, order === 'LE');
    for (const sample of samples) {
      const value = kind.startsWith('Big') ? BigInt(Math.trunc(sample)) : sample;
      buffer.fill(0xee);
      let next;
      try {
        next = buffer[write](value, 3);
      } catch (error) {
        assert.strictEqual(error.code, 'ERR_OUT_OF_RANGE');
        continue;
      }
      assert.strictEqual(next, 3 + size);
      assert.strictEqual(buffer[read](3), viewRead(3));
      assert.strictEqual(buffer[2], 0xee);
      assert.strictEqual(buffer[next], 0xee);
      if (Number.isInteger(sample) || kind === 'Double') assert.ok(buffer[read](3) === value || kind === 'Float');
    }
    assert.throws(() => buffer[read](24 - size + 1), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => buffer[read](-1), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => buffer[read](0.5), { code: 'ERR_OUT_OF_RANGE', message: /must be an integer/ });
    assert.throws(() => buffer[read]('0'), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => buffer.subarray(0, size - 1)[read](), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
  }
}
for (let size = 1; size <= 6; size++) {
  for (const order of ['LE', 'BE']) {
    const top = 2 ** (size * 8);
    for (const value of [0, 1, top - 1, Math.floor(top / 3)]) {
      assert.strictEqual(buffer[`writeUInt${order}`](value, 5, size), 5 + size);
      assert.strictEqual(buffer[`readUInt${order}`](5, size), value);
    }
    for (const value of [0, -1, -top / 2, top / 2 - 1, -Math.floor(top / 3)]) {
      buffer[`writeInt${order}`](value, 5, size);
      assert.strictEqual(buffer[`readInt${order}`](5, size), value);
    }
    assert.throws(() => buffer[`writeUInt${order}`](top, 0, size), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => buffer[`writeInt${order}`](top / 2, 0, size), { code: 'ERR_OUT_OF_RANGE' });
  }
}
assert.throws(() => buffer.readUIntLE(0, 7), { code: 'ERR_OUT_OF_RANGE', message: /"byteLength"/ });
assert.throws(() => buffer.readUIntLE(undefined, 2), { code: 'ERR_INVALID_ARG_TYPE' });
