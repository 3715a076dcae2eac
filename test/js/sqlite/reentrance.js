// SPDX-License-Identifier: MIT
// A function that SQLite calls may use the database, but not the statement that calls it; what it throws comes out of the call, whatever SQLite makes of it.
'use strict';

const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)');
db.function('total', () => db.prepare('SELECT sum(a) AS s FROM t').get().s);
assert.deepStrictEqual(db.prepare('SELECT total() AS s FROM t').all().map((row) => row.s), [6, 6, 6]);

let running;
db.function('itself', () => running.get());
running = db.prepare('SELECT itself()');
assert.throws(() => running.get(), { code: 'ERR_INVALID_STATE', message: /a function that it called/ });
assert.throws(() => running.all(), { code: 'ERR_INVALID_STATE' });

const boom = new Error('boom');
db.function('boom', () => { throw boom; });
for (const use of [() => db.exec('SELECT boom()'), () => db.prepare('SELECT boom() FROM t').all(), () => db.prepare('SELECT boom()').run(),
  () => [...db.prepare('SELECT boom() FROM t').iterate()], () => db.exec('INSERT OR IGNORE INTO t SELECT boom()')]) {
  assert.throws(use, (error) => error === boom);
}
db.function('none', () => { throw undefined; }); // eslint-disable-line no-throw-literal
let caught = false;
try {
  db.exec('SELECT none()');
} catch (error) {
  caught = error === undefined;
}
assert.ok(caught);

// Nested, the inner error can be caught.
db.function('caught', () => {
  try {
    db.exec('SELECT boom()');
  } catch (error) {
    return error.message;
  }
  return 'no';
});
assert.strictEqual(db.prepare('SELECT caught() AS c').get().c, 'boom');
assert.strictEqual(db.prepare('SELECT count(*) AS n FROM t').get().n, 3);
