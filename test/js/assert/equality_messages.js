// SPDX-License-Identifier: MIT
// Messages and diffs of failed equality.
'use strict';
const assert = require('node:assert');
const message = (method, ...args) => {
  try {
    assert[method](...args);
  } catch (error) {
    assert.strictEqual(error.code, 'ERR_ASSERTION');
    return error.message;
  }
  return undefined;
};
assert.strictEqual(message('strictEqual', 1, 2), 'Expected values to be strictly equal:\n\n1 !== 2\n');
assert.strictEqual(message('strictEqual', 'test test', 'test foobar'),
  "Expected values to be strictly equal:\n+ actual - expected\n\n+ 'test test'\n- 'test foobar'\n        ^\n");
assert.strictEqual(message('deepStrictEqual', [1, [2, 3]], [1, [2, 4]]),
  'Expected values to be strictly deep-equal:\n+ actual - expected\n\n  [\n    1,\n    [\n      2,\n+     3\n-     4\n    ]\n  ]\n');
assert.strictEqual(message('strictEqual', [], []), 'Values have same structure but are not reference-equal:\n\n[]\n');
assert.strictEqual(message('notStrictEqual', 1, 1), 'Expected "actual" to be strictly unequal to: 1');
assert.strictEqual(message('equal', 1, 2), '1 == 2');
assert.strictEqual(message('deepEqual', { a: 1 }, { a: 2 }),
  'Expected values to be loosely deep-equal:\n\n{\n  a: 1\n}\n\nshould loosely deep-equal\n\n{\n  a: 2\n}');
assert.strictEqual(message('strictEqual', 1, 2, 'why'), 'why\n\n1 !== 2\n');
assert.strictEqual(message('match', 'abc', /x/), "The input did not match the regular expression /x/. Input:\n\n'abc'\n");
