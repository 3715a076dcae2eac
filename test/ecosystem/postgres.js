// SPDX-License-Identifier: MIT
// pg against a PostgreSQL that the test starts: types, prepared statements, notices, errors, notifications, a pool.
const { load } = require('./_packages');
const { postgres, skip } = require('./_services');

const { Client, Pool } = load('pg');

async function withPostgres({ port, user, password, stop }) {
  const options = { host: '127.0.0.1', port, user, password, database: 'postgres' };
  console.log(await new Client({ ...options, password: 'wrong' }).connect().catch((error) => error.code));
  const client = new Client(options);
  const notices = [];
  client.on('notice', ({ message }) => notices.push(message));
  await client.connect();
  await client.query('create table t (id serial primary key, name text unique, data jsonb, at timestamptz, tags text[], n numeric, b bytea)');
  await client.query('create table if not exists t (id int)');
  const { rows: [row] } = await client.query('insert into t (name, data, at, tags, n, b) values ($1, $2, $3, $4, $5, $6) returning *',
    ['\u00dcn', { a: [1, null] }, new Date(1e12), ['x', 'y"z'], '12345678901234567890.5', Buffer.from([0, 255])]);
  console.log(row);
  console.log((await client.query({ name: 'prepared', text: 'select $1::int + 1 as n', values: [1] })).rows, (await client.query({ name: 'prepared', text: 'select $1::int + 1 as n', values: [41] })).rows);
  console.log((await client.query({ text: 'select i, i * i from generate_series(1, 3) i', rowMode: 'array' })).rows);
  await client.query('begin');
  await client.query("insert into t (name) values ('gone')");
  await client.query('rollback');
  console.log((await client.query('select count(*) from t')).rows);
  console.log(await client.query('insert into t (name) values ($1)', ['\u00dcn']).catch(({ code, constraint }) => [code, constraint]));
  console.log(await client.query('nonsense').catch(({ code, position }) => [code, position]));
  console.log((await client.query("select repeat('x', 3000000) as big")).rows[0].big.length, notices);
  const heard = new Promise((resolve) => client.once('notification', ({ channel, payload }) => resolve([channel, payload])));
  await client.query('listen news');
  await client.query("notify news, 'hello'");
  console.log(await heard);
  await client.end();
  const pool = new Pool({ ...options, max: 5 });
  const sums = await Promise.all(Array.from({ length: 100 }, (_, i) => pool.query('select sum(x) from generate_series(1, $1) x', [i + 1]).then(({ rows }) => +rows[0].sum)));
  console.log(sums.reduce((a, b) => a + b), pool.totalCount);
  await pool.end();
  await stop();
}

postgres().then((server) => (server === undefined ? skip('PostgreSQL', __filename) : withPostgres(server)));
