// SPDX-License-Identifier: MIT
// Results of all sizes around a batch of rows, by all(), iterate() and get(), as objects and as arrays.
'use strict';

const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
const numbers = 'WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT ?)';
for (const columns of [1, 2, 3, 5, 7, 100, 1023, 1024, 1025, 1500]) {
  const list = Array.from({ length: columns }, (_, k) => `i + ${k} AS c${k}`).join(', ');
  const select = db.prepare(`${numbers} SELECT ${list} FROM n`);
  const batch = Math.max(1, Math.floor(1024 / columns));
  for (const count of new Set([1, 2, batch - 1, batch, batch + 1, 2 * batch, 2 * batch + 1].filter((n) => n > 0))) {
    const rows = select.all(count);
    assert.strictEqual(rows.length, count);
    rows.forEach((row, i) => {
      assert.strictEqual(row.c0, i);
      assert.strictEqual(row[`c${columns - 1}`], i + columns - 1);
      assert.strictEqual(Object.getPrototypeOf(row), null);
    });
    assert.strictEqual(Object.keys(rows[count - 1]).length, columns);
    if (count > 3000) continue;
    let i = 0;
    for (const row of select.iterate(count)) assert.strictEqual(row.c0, i++);
    assert.strictEqual(i, count);
    select.setReturnArrays(true);
    const arrays = select.all(count);
    assert.strictEqual(arrays.length, count);
    assert.deepStrictEqual(arrays[count - 1], Array.from({ length: columns }, (_, k) => count - 1 + k));
    assert.deepStrictEqual(select.get(1), Array.from({ length: columns }, (_, k) => k));
    select.setReturnArrays(false);
  }
}
assert.deepStrictEqual(db.prepare('CREATE TABLE x(a)').all(), []);
assert.deepStrictEqual(db.prepare('SELECT * FROM x').all(), []);
