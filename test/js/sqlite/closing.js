// SPDX-License-Identifier: MIT
// Closing a database ends its statements, iterators and sessions; what was ended says so. A function of the program cannot close the database that called it.
'use strict';

const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const finalized = { code: 'ERR_INVALID_STATE', message: 'statement has been finalized' };
const closed = { code: 'ERR_INVALID_STATE', message: 'database is not open' };

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)');
const statement = db.prepare('SELECT * FROM t');
const iterator = statement.iterate();
assert.strictEqual(iterator.next().value.a, 1);
const session = db.createSession();
assert.strictEqual(db.isOpen, true);
db.close();
assert.strictEqual(db.isOpen, false);
assert.throws(() => iterator.next(), finalized);
assert.throws(() => iterator.return(), finalized);
for (const use of ['get', 'all', 'run', 'iterate', 'columns']) assert.throws(() => statement[use](), finalized);
assert.throws(() => statement.sourceSQL, finalized);
assert.throws(() => session.changeset(), closed);
assert.throws(() => db.exec('SELECT 1'), closed);
assert.throws(() => db.close(), closed);
assert.throws(() => db.limits.length, closed);
session[Symbol.dispose]();

// It can be opened again; old statements stay ended.
db.open();
assert.throws(() => statement.get(), finalized);
assert.strictEqual(db.prepare('SELECT 1 AS a').get().a, 1);

db.function('closer', () => db.close());
assert.throws(() => db.prepare('SELECT closer()').get(), { code: 'ERR_INVALID_STATE', message: /closed by a function/ });
const again = db.prepare('SELECT again() AS a FROM (SELECT 1 UNION ALL SELECT 2)'.replace('again()', 'abs(1)'));
assert.strictEqual(again.all().length, 2);
db[Symbol.dispose]();
db[Symbol.dispose]();
assert.strictEqual(db.isOpen, false);
