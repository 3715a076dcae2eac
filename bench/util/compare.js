// SPDX-License-Identifier: MIT
// Deep comparison, assertions that hold, and errors with codes.
'use strict';
const assert = require('node:assert');
const { isDeepStrictEqual, types } = require('node:util');

const make = (i) => ({ id: i, name: `user${i}`, tags: ['a', 'b', { deep: [i, i + 1] }], at: { x: 1, y: [1, 2, 3] } });
const left = Array.from({ length: 64 }, (_, i) => make(i));
const right = Array.from({ length: 64 }, (_, i) => make(i));
const numbers = Array.from({ length: 64 }, (_, i) => [0, 1].map(() => Array.from({ length: 100 }, (_, j) => i + j)));
const maps = Array.from({ length: 64 }, (_, i) => [0, 1].map(() => new Map(Array.from({ length: 20 }, (_, j) => [`k${j}`, { v: i + j }]))));
const sets = Array.from({ length: 64 }, (_, i) => [0, 1].map(() => new Set(Array.from({ length: 20 }, (_, j) => `k${i + j}`))));
const buffers = Array.from({ length: 64 }, (_, i) => [0, 1].map(() => Buffer.alloc(256, i)));

function codeOf(run) {
  try {
    run();
  } catch (error) {
    return error.code;
  }
  return undefined;
}

const cases = {
  'isDeepStrictEqual objects': [(i) => isDeepStrictEqual(left[i & 63], right[i & 63]), true],
  'isDeepStrictEqual differing': [(i) => isDeepStrictEqual(left[i & 63], right[(i + 1) & 63]), false],
  'isDeepStrictEqual 100 numbers': [(i) => isDeepStrictEqual(...numbers[i & 63]), true],
  'isDeepStrictEqual maps': [(i) => isDeepStrictEqual(...maps[i & 63]), true],
  'isDeepStrictEqual sets': [(i) => isDeepStrictEqual(...sets[i & 63]), true],
  'isDeepStrictEqual buffers': [(i) => isDeepStrictEqual(...buffers[i & 63]), true],
  'assert.strictEqual': [(i) => assert.strictEqual(i & 63, i & 63) === undefined, true],
  'assert.ok': [(i) => assert.ok(i >= 0) === undefined, true],
  'types.isDate': [(i) => types.isDate(left[i & 63]), false],
  'error with a code': [() => codeOf(() => Buffer.alloc('x')), 'ERR_INVALID_ARG_TYPE'],
};

for (const [name, [run, expected]] of Object.entries(cases)) {
  assert.strictEqual(run(0), expected, name);
  let ops = 0;
  for (let n = 1000; ; n *= 2) {
    const started = performance.now();
    let hits = 0;
    for (let i = 0; i < n; i++) if (run(i) === expected) hits++;
    const elapsed = performance.now() - started;
    assert.strictEqual(hits, n);
    ops = n / elapsed * 1000;
    if (elapsed > 120) break;
  }
  console.log(JSON.stringify({ name, ops: Math.round(ops) }));
}
