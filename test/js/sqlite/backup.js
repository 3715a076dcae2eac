// SPDX-License-Identifier: MIT
// A backup copies a database that is used and changed meanwhile; closing the source ends it.
'use strict';

const assert = require('node:assert');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { backup, DatabaseSync } = require('node:sqlite');

const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
const fill = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) INSERT INTO t SELECT i, hex(randomblob(200)) FROM n';

(async function() {
  const db = new DatabaseSync(join(folder, 'source'));
  db.exec(`CREATE TABLE t(a, b); ${fill}`);
  let seen = 0;
  const steps = [];
  const ends = backup(db, join(folder, 'copy'), {
    rate: 20,
    progress({ totalPages, remainingPages }) {
      steps.push(remainingPages);
      assert.ok(remainingPages < totalPages);
      seen += db.prepare('SELECT count(*) AS n FROM t').get().n;
      if (steps.length === 2) db.exec("UPDATE t SET b = 'new' WHERE a = 1");
    },
  });
  assert.strictEqual(db.prepare('SELECT count(*) AS n FROM t').get().n, 2000);
  assert.ok(await ends > 100);
  assert.ok(steps.length > 5);
  assert.strictEqual(seen, 2000 * steps.length);
  const copy = new DatabaseSync(join(folder, 'copy'));
  assert.deepStrictEqual(copy.prepare('SELECT count(*) AS n, (SELECT b FROM t WHERE a = 1) AS b FROM t').get(), { __proto__: null, n: 2000, b: 'new' });
  copy.close();

  const stops = backup(db, join(folder, 'second'), { rate: 1 });
  db.close();
  await assert.rejects(stops, { code: 'ERR_INVALID_STATE', message: 'database is not open' });
  const other = new DatabaseSync(':memory:');
  other.exec(`CREATE TABLE t(a, b); ${fill}`);
  await assert.rejects(backup(other, join(folder, 'missing', 'db')), { code: 'ERR_SQLITE_ERROR', message: 'unable to open database file' });
  await assert.rejects(backup(other, join(folder, 'third'), { rate: 1, progress() { throw new Error('enough'); } }), { message: 'enough' });
  rmSync(folder, { recursive: true });
})();
