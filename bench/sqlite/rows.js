// SPDX-License-Identifier: MIT
// Rows in and out of a table in memory: five columns, three numbers and two texts. Results are checked. Under Bun, bun:sqlite.
const { repeat } = require('../_measure');

const underBun = typeof Bun !== 'undefined';
const open = () => (underBun ? new (require('bun:sqlite').Database)(':memory:') : new (require('node:sqlite').DatabaseSync)(':memory:'));

const ROWS = 10000;
const SUM = 7 * ROWS * (ROWS - 1) / 2;
const db = open();
db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, f REAL, name TEXT, note TEXT)');
const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?, ?)');
const fill = () => {
  db.exec('DELETE FROM t; BEGIN');
  for (let i = 0; i < ROWS; i++) insert.run(i, i * 7, i * 0.5, `name ${i}`, `some longer note for the row number ${i}`);
  db.exec('COMMIT');
};
const count = db.prepare('SELECT count(*) AS n, sum(n) AS sum FROM t');

repeat('insert 10000 rows in a transaction', () => {
  fill();
  const { n, sum } = count.get();
  return n === ROWS && sum === SUM ? 1 : 0;
}, 1);

const named = db.prepare('INSERT INTO t VALUES ($id, $n, $f, $name, $note)');
repeat('insert 10000 rows, named parameters', () => {
  db.exec('DELETE FROM t; BEGIN');
  for (let i = 0; i < ROWS; i++) {
    named.run({ $id: i, $n: i * 7, $f: i * 0.5, $name: `name ${i}`, $note: `some longer note for the row number ${i}` });
  }
  db.exec('COMMIT');
  return count.get().sum;
}, SUM);

fill();
const byKey = db.prepare('SELECT * FROM t WHERE id = ?');
let key = 0;
repeat('get a row by its key', () => {
  key = (key + 7919) % ROWS;
  const row = byKey.get(key);
  return row.n - 7 * key + row.f - key / 2 + row.name.length - `${key}`.length;
}, 5);

const everything = db.prepare('SELECT * FROM t ORDER BY id');
repeat('all() of 10000 rows', () => {
  const rows = everything.all();
  let sum = 0;
  for (const row of rows) sum += row.n;
  return rows[ROWS - 1].name === `name ${ROWS - 1}` ? sum : 0;
}, SUM);
repeat('iterate() over 10000 rows', () => {
  let sum = 0;
  for (const row of everything.iterate()) sum += row.n;
  return sum;
}, SUM);
repeat('prepare and run a small query', () => db.prepare('SELECT n FROM t WHERE id = 5').get().n, 35);
repeat('exec a small statement', () => db.exec('UPDATE t SET f = f WHERE id = 5') === 'no' ? 1 : 2, 2);
if (!underBun) {
  db.function('twice', (x) => 2 * x);
  const functions = db.prepare('SELECT sum(twice(n)) AS sum FROM t');
  repeat('a function of the program, 10000 calls', () => functions.get().sum, 2 * SUM);
}
