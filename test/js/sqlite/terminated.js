// SPDX-License-Identifier: MIT
// A worker that is in the middle of SQL, or waits for a lock, ends when it is told to.
'use strict';

const assert = require('node:assert');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { DatabaseSync } = require('node:sqlite');
const { Worker } = require('node:worker_threads');

const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
const file = join(folder, 'db');
const db = new DatabaseSync(file);
db.exec('CREATE TABLE t(a); BEGIN EXCLUSIVE');

const programs = {
  endless: "db.exec('WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n')",
  waiting: `new DatabaseSync(${JSON.stringify(file)}, { timeout: 100000 }).exec('INSERT INTO t VALUES (1)')`,
};
let left = Object.keys(programs).length;
for (const name of Object.keys(programs)) {
  const worker = new Worker(`
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(':memory:');
    require('node:worker_threads').parentPort.postMessage('ready');
    ${programs[name]};
  `, { eval: true });
  worker.on('message', () => setTimeout(async () => {
    assert.strictEqual(await worker.terminate(), 1);
    if (--left > 0) return;
    db.exec('COMMIT');
    db.close();
    rmSync(folder, { recursive: true });
  }, 50));
}
