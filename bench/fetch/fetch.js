// SPDX-License-Identifier: MIT
// fetch of small and large bodies over connections that are kept. The server runs in a process of its own, the same for every runtime where
// BENCH_SERVER names one.
'use strict';

const { spawn } = require('child_process');
const path = require('path');

async function bench(name, count, parallel, run) {
  const all = async (n) => {
    let left = n;
    await Promise.all(Array.from({ length: parallel }, async () => {
      while (left-- > 0) await run();
    }));
  };
  await all(Math.ceil(count / 5));
  const started = process.hrtime.bigint();
  await all(count);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(JSON.stringify({ name, ops: Math.round(count / seconds) }));
}

function check(good) {
  if (!good) throw new Error('wrong result');
}

async function main(port) {
  const base = `http://127.0.0.1:${port}`;
  const text = async () => check(await (await fetch(`${base}/text`)).text() === 'Hello, World!');
  await bench('text, one at a time', 3000, 1, text);
  await bench('text, 16 at a time', 8000, 16, text);
  await bench('json, 16 at a time', 8000, 16, async () => {
    const response = await fetch(`${base}/json`, { headers: { accept: 'application/json', authorization: 'Bearer x' } });
    check(response.headers.get('content-type') === 'application/json' && (await response.json()).list[2] === 3);
  });
  await bench('post json, 16 at a time', 6000, 16, async () => {
    const body = JSON.stringify({ a: 1, b: 'text' });
    const response = await fetch(`${base}/echo`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    check((await response.json()).b === 'text');
  });
  await bench('1 MB at once', 300, 4, async () => check((await (await fetch(`${base}/large`)).arrayBuffer()).byteLength === 1 << 20));
  await bench('1 MB as a stream', 200, 4, async () => {
    let size = 0;
    for await (const piece of (await fetch(`${base}/large`)).body) size += piece.length;
    check(size === 1 << 20);
  });
}

const server = spawn(process.env.BENCH_SERVER ?? process.execPath, [path.join(__dirname, '_server.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
server.stdout.once('data', (line) => {
  main(Number(line)).then(() => server.stdin.end(), (error) => {
    console.error(error);
    process.exit(1);
  });
});
