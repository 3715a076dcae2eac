// SPDX-License-Identifier: MIT
// Values of every kind go into a table and come back; run() tells what changed.
'use strict';

const assert = require('node:assert');
const { DatabaseSync, StatementSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB)');
const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?, ?)');
assert.ok(insert instanceof StatementSync);
assert.deepStrictEqual(insert.run(1, 42, 1.5, 'gr\u00fc\u00df \u2603 \ud83d\ude00', new Uint8Array([0, 255])), { changes: 1, lastInsertRowid: 1 });
assert.deepStrictEqual(insert.run(2, null, null, '', new Uint8Array()), { changes: 1, lastInsertRowid: 2 });
assert.deepStrictEqual(insert.run(7, -5n, -0.25, 'x'.repeat(5000), Buffer.from('abc')), { changes: 1, lastInsertRowid: 7 });

const select = db.prepare('SELECT * FROM t WHERE id = ?');
assert.deepStrictEqual(select.get(1), {
  __proto__: null, id: 1, i: 42, r: 1.5, t: 'gr\u00fc\u00df \u2603 \ud83d\ude00', b: new Uint8Array([0, 255]),
});
assert.deepStrictEqual(select.get(2), { __proto__: null, id: 2, i: null, r: null, t: '', b: new Uint8Array() });
assert.strictEqual(select.get(7).i, -5);
assert.strictEqual(select.get(7).t.length, 5000);
assert.strictEqual(select.get(3), undefined);
assert.deepStrictEqual(db.prepare('SELECT i FROM t ORDER BY id').all().map((row) => row.i), [42, null, -5]);
assert.deepStrictEqual(db.prepare('UPDATE t SET r = 1').run(), { changes: 3, lastInsertRowid: 7 });

// Text with a NUL keeps all of its characters.
assert.strictEqual(db.prepare('SELECT ? AS t').get('a\0b').t, 'a\0b');
// Halves of characters are replaced.
assert.strictEqual(db.prepare('SELECT ? AS t').get('\ud800x').t, '\ufffdx');
assert.deepStrictEqual(db.prepare('SELECT 1 AS "__proto__", 2 AS "1", 3 AS constructor').get(),
  { __proto__: null, ['__proto__']: 1, 1: 2, constructor: 3 });
