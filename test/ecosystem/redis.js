// SPDX-License-Identifier: MIT
// ioredis against a Redis that the test starts: pipelines, transactions, scripts, large values, publishing.
const { load } = require('./_packages');
const { redis, skip } = require('./_services');

const Redis = load('ioredis');

async function withRedis({ port, stop }) {
  const db = new Redis({ port, host: '127.0.0.1', lazyConnect: true });
  await db.connect();
  console.log(await db.set('a', '1', 'EX', 100), await db.get('a'), await db.incrby('a', 41), await db.get('none'));
  console.log(await db.pipeline().lpush('list', 1, 2, 3).lrange('list', 0, -1).llen('list').get('list').exec().then((all) => all.map(([error, value]) => error?.message.slice(0, 9) ?? value)));
  console.log(await db.multi().hset('h', { x: 1, y: 'z' }).hgetall('h').exec());
  console.log(await db.eval('return {KEYS[1], ARGV[1] * 2}', 1, 'k', 21));
  const big = Buffer.alloc(1000000, 'v');
  await db.set('big', big);
  console.log((await db.getBuffer('big')).equals(big));
  const listener = db.duplicate();
  await listener.subscribe('news');
  const heard = new Promise((resolve) => listener.on('message', (channel, text) => resolve([channel, text])));
  console.log(await db.publish('news', 'h\u00e9llo'), await heard);
  console.log((await Promise.all(Array.from({ length: 2000 }, (_, i) => db.incr('count').then((n) => n - i)))).every((n) => n === 1));
  const found = [];
  for await (const keys of db.scanStream({ match: '*i*' })) found.push(...keys);
  console.log(found.sort());
  console.log(await db.call('NOSUCH').catch((error) => error.message.slice(0, 19)));
  await Promise.all([db.quit(), listener.quit()]);
  await stop();
}

redis().then((server) => (server === undefined ? skip('Redis', __filename) : withRedis(server)));
