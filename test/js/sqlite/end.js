// SPDX-License-Identifier: MIT
// Databases are closed when the process ends: no journal is left.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
const open = `const db = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(join(folder, 'db'))});
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1)');
  const rows = db.prepare('SELECT * FROM t').iterate();
  rows.next();`;
for (const end of ['', 'process.exit(0)', "db.function('leave', () => process.exit(0)); db.exec('SELECT leave()')"]) {
  assert.strictEqual(spawnSync(process.execPath, ['-e', `${open} ${end}`]).status, 0);
  if (!end.includes('leave')) assert.deepStrictEqual(readdirSync(folder), ['db']);
}
rmSync(folder, { recursive: true });
