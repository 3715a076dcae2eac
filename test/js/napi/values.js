// SPDX-License-Identifier: MIT
// Primitive values, text and bigints cross to C and back.
const assert = require('node:assert');
const { load } = require('./_addon.js');

const native = load('values');
const values = [undefined, null, true, 1.5, 'x', Symbol('s'), {}, () => {}, undefined, 1n];
values.forEach((value, i) => {
  if (i !== 8) assert.strictEqual(native.kind(value), i);
});
assert.strictEqual(native.kind(), 0);

assert.deepStrictEqual(native.numbers(-1), [-1, 4294967295, -1, -1]);
assert.deepStrictEqual(native.numbers(4294967297.9), [1, 1, 4294967297, 4294967297.9]);
assert.deepStrictEqual(native.numbers(NaN), [0, 0, 0, NaN]);
assert.deepStrictEqual(native.numbers(Infinity), [0, 0, 0, Infinity]);
assert.deepStrictEqual(native.numbers(2 ** 70), [0, 0, 2 ** 63, 2 ** 70]);
assert.throws(() => native.numbers('1'), { code: 'ERR_CALL' });

assert.strictEqual(native.text('hello', 100), 'hello');
assert.strictEqual(native.text('', 1), '');
// Characters are whole or not there.
assert.strictEqual(native.text('h\u00e9llo', 3), 'h');
assert.strictEqual(native.text('a\u{1f600}b', 7), 'a\u{1f600}b');
assert.strictEqual(native.text('a\u{1f600}b', 5), 'a');
assert.strictEqual(native.text('\ud800', 10), '\ufffd');

for (const value of [0n, 1n, -1n, 2n ** 64n - 1n, -(2n ** 64n), 2n ** 1000n + 12345n, -(2n ** 127n)]) {
  assert.strictEqual(native.bigint(value), value);
}
