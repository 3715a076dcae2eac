// SPDX-License-Identifier: MIT
// Random bytes, numbers and UUIDs: shapes, ranges, parts that stay as they were, callbacks.
const assert = require('node:assert');
const { randomBytes, randomFill, randomFillSync, randomInt, randomUUID } = require('node:crypto');

assert.strictEqual(randomBytes(0).length, 0);
assert.ok(Buffer.isBuffer(randomBytes(16)));
assert.notDeepStrictEqual(randomBytes(16), randomBytes(16));

const part = randomFillSync(Buffer.alloc(64), 32, 16);
assert.deepStrictEqual(part.subarray(0, 32), Buffer.alloc(32));
assert.notDeepStrictEqual(part.subarray(32, 48), Buffer.alloc(16));
assert.deepStrictEqual(part.subarray(48), Buffer.alloc(16));
const wide = randomFillSync(new Uint32Array(8), 4);
assert.deepStrictEqual([...wide.subarray(0, 4)], [0, 0, 0, 0]);
assert.throws(() => randomFillSync(Buffer.alloc(4), 5), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => randomBytes(-1), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => randomBytes('1'), { code: 'ERR_INVALID_ARG_TYPE' });

let calls = 0;
for (const size of [10, 100000]) {
  randomBytes(size, (error, bytes) => {
    assert.strictEqual(error, null);
    assert.strictEqual(bytes.length, size);
    assert.ok(bytes.some((byte) => byte !== 0));
    calls++;
  });
  randomFill(new ArrayBuffer(size), (error, buffer) => {
    assert.strictEqual(error, null);
    assert.ok(new Uint8Array(buffer).some((byte) => byte !== 0));
    calls++;
  });
}

const seen = new Set();
for (let i = 0; i < 200; i++) seen.add(randomInt(-2, 2));
assert.deepStrictEqual([...seen].sort((a, b) => a - b), [-2, -1, 0, 1]);
randomInt(1, (error, n) => {
  assert.deepStrictEqual([error, n], [undefined, 0]);
  calls++;
});
assert.throws(() => randomInt(3, 2), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => randomInt(2 ** 60), { code: 'ERR_INVALID_ARG_TYPE' });

const uuids = new Set();
for (let i = 0; i < 300; i++) uuids.add(randomUUID({ disableEntropyCache: i % 3 === 0 }));
assert.strictEqual(uuids.size, 300);
for (const uuid of uuids) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

process.on('exit', () => assert.strictEqual(calls, 5));
