// SPDX-License-Identifier: MIT
// The authorizer cannot use the database that asks it, another it can; what it throws and what it answers count.
'use strict';

const assert = require('node:assert');
const { constants, DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
const other = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t(a); INSERT INTO t VALUES (1)');
const select = db.prepare('SELECT a FROM t');
const seen = [];
const uses = [() => db.exec('DROP TABLE t'), () => select.get(), () => db.prepare('SELECT 1'), () => db.close(), () => db.setAuthorizer(null),
  () => db.function('f', () => 1), () => db.createSession(), () => db.location()];
db.setAuthorizer((action, ...names) => {
  seen.push(action);
  for (const use of uses) assert.throws(use, { code: 'ERR_INVALID_STATE', message: 'database cannot be used by its authorizer' });
  assert.strictEqual(other.prepare('SELECT 5 AS five').get().five, 5);
  return constants.SQLITE_OK;
});
assert.strictEqual(db.prepare('SELECT a FROM t').get().a, 1);
assert.deepStrictEqual(seen, [constants.SQLITE_SELECT, constants.SQLITE_READ]);
db.setAuthorizer(() => { throw new RangeError('never'); });
assert.throws(() => db.exec('SELECT 1'), { name: 'RangeError', message: 'never' });
db.setAuthorizer(() => constants.SQLITE_DENY);
assert.throws(() => db.exec('SELECT 1'), { code: 'ERR_SQLITE_ERROR', message: 'not authorized' });
db.setAuthorizer(null);
assert.strictEqual(select.get().a, 1);
