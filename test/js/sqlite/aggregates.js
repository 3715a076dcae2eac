// SPDX-License-Identifier: MIT
// Aggregates with any accumulator; their groups are let go of when a statement ends half-way, without calling the program.
'use strict';

const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
db.exec("CREATE TABLE t(g, v); INSERT INTO t VALUES ('a', 1), ('b', 2), ('a', 3), ('b', 4), ('c', 5)");
let results = 0;
db.aggregate('list', {
  start: () => [],
  step: (list, v) => { list.push(v); return list; },
  result: (list) => { results++; return list.join(); },
});
const grouped = db.prepare('SELECT g, list(v) AS l FROM t GROUP BY g ORDER BY g');
assert.deepStrictEqual(grouped.all().map((row) => `${row.g}:${row.l}`), ['a:1,3', 'b:2,4', 'c:5']);
assert.strictEqual(results, 3);

results = 0;
const half = grouped.iterate();
half.next();
half.return();
assert.strictEqual(results, 1);
const open = grouped.iterate();
open.next();
db.function('fail', () => { throw new TypeError('no more'); });
assert.throws(() => db.prepare('SELECT list(fail()) FROM t').get(), { name: 'TypeError', message: 'no more' });
assert.throws(() => db.prepare('SELECT list(v), fail() FROM t GROUP BY g').all(), { message: 'no more' });
results = 0;
db.close();
assert.strictEqual(results, 0);
