// SPDX-License-Identifier: MIT
// A statement that SQLite prepares anew because the schema changed gives rows of the new columns.
'use strict';

const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)');
const select = db.prepare('SELECT * FROM t ORDER BY a');
assert.deepStrictEqual(select.all(), [{ __proto__: null, a: 1 }, { __proto__: null, a: 2 }]);
db.exec('ALTER TABLE t ADD COLUMN b DEFAULT 7');
assert.deepStrictEqual(select.get(), { __proto__: null, a: 1, b: 7 });
assert.deepStrictEqual(select.all(), [{ __proto__: null, a: 1, b: 7 }, { __proto__: null, a: 2, b: 7 }]);
db.exec('ALTER TABLE t RENAME COLUMN b TO c');
assert.deepStrictEqual([...select.iterate()], [{ __proto__: null, a: 1, c: 7 }, { __proto__: null, a: 2, c: 7 }]);
db.exec('ALTER TABLE t DROP COLUMN c');
assert.deepStrictEqual(select.all(), [{ __proto__: null, a: 1 }, { __proto__: null, a: 2 }]);
