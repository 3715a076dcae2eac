// SPDX-License-Identifier: MIT
// Serializer and Deserializer by hand.
'use strict';
const assert = require('node:assert');
const { Serializer, Deserializer } = require('node:v8');

const s = new Serializer();
s.writeHeader();
s.writeUint32(300);
s.writeUint64(1, 2);
s.writeDouble(-0.25);
s.writeRawBytes(Buffer.from('raw'));
s.writeValue([true]);
const d = new Deserializer(s.releaseBuffer());
assert.strictEqual(d.readHeader(), true);
assert.strictEqual(d.readUint32(), 300);
assert.deepStrictEqual(d.readUint64(), [1, 2]);
assert.strictEqual(d.readDouble(), -0.25);
assert.strictEqual(d.readRawBytes(3).toString(), 'raw');
assert.deepStrictEqual(d.readValue(), [true]);
assert.throws(() => Serializer(), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
