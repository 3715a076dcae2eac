// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// Statements, iterators, sessions and databases that nobody holds are let go of, also while other calls run; what is needed stays.
'use strict';

const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)');
db.function('collect', () => { gc(); return 1; });
for (let i = 0; i < 200; i++) {
  db.prepare('SELECT * FROM t').iterate().next();
  db.createSession();
}
gc();
assert.strictEqual(db.prepare('SELECT collect() AS c FROM t').all().length, 3);
for (let i = 0; i < 50; i++) {
  db.prepare(`SELECT *, ${i} FROM t`).iterate().next();
  if (i % 10 === 0) db.exec('SELECT collect()');
}

// Functions are kept by their database, and it by its statements.
function statementOnly() {
  const hidden = new DatabaseSync(':memory:');
  let calls = 0;
  hidden.function('count', () => ++calls);
  return hidden.prepare('SELECT count() AS n');
}
const alone = statementOnly();
gc();
for (let i = 1; i < 20; i++) {
  assert.strictEqual(alone.get().n, i);
  if (i % 5 === 0) gc();
}

// A function that refers to its database does not keep it for ever.
let gone = 0;
const registry = new FinalizationRegistry(() => gone++);
(function() {
  for (let i = 0; i < 20; i++) {
    const circular = new DatabaseSync(':memory:');
    circular.function('self', () => circular.isOpen);
    circular.setAuthorizer(() => (circular.isOpen ? 0 : 1));
    registry.register(circular);
  }
})();
let rounds = 0;
(function look() {
  gc();
  if (gone >= 15) return;
  assert.ok(rounds++ < 50, `${gone} of 20 collected`);
  setImmediate(look);
})();
