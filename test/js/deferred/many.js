// SPDX-License-Identifier: MIT
// Many quick calls, more of them made while the first are on their way: each gets its own result, with slow ones, failing ones and ones with objects between.
'use strict';
const assert = require('node:assert');

const offset = 7;

async function round(count) {
  const all = [];
  for (let i = 0; i < count; i++) {
    if (i % 997 === 0) all.push(Deferred.run((o) => ({ sum: o.a + offset }), { a: i }));
    else if (i % 499 === 0) all.push(Deferred.run((x) => { throw new RangeError(`bad ${x}`); }, i).catch((error) => error.message));
    else if (i % 311 === 0) all.push(new Deferred((resolve) => setTimeout(resolve, 1, offset)));
    else all.push(Deferred.run((x) => x + offset, i));
  }
  const results = await Promise.all(all);
  results.forEach((result, i) => {
    if (i % 997 === 0) assert.deepStrictEqual(result, { sum: i + offset });
    else if (i % 499 === 0) assert.strictEqual(result, `bad ${i}`);
    else assert.strictEqual(result, i % 311 === 0 ? offset : i + offset);
  });
}

(async () => {
  for (const count of [1, 100, 5000, 20000, 5000]) await round(count);
  process.exitCode = 0;
})();
process.exitCode = 1;
