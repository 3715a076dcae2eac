// SPDX-License-Identifier: MIT
// HTTP servers in worker threads on one port, with one cache: what one of them has computed, all of them answer at once.
//   protojs examples/http_shared_cache.js [port] [threads]
'use strict';
const { Worker, isMainThread, parentPort, threadId, workerData } = require('node:worker_threads');
const http = require('node:http');
const { Map: SharedMap, Ref } = require('protojs:core');

function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function answer(cache, key) {
  const known = cache.get().get(key);
  if (known !== undefined) return { value: known, from: 'cache' };
  const value = fibonacci(Number(key));
  cache.update((entries) => entries.set(key, value));
  return { value, from: 'computed' };
}

function serve({ cache, port }) {
  const server = http.createServer((request, response) => {
    const key = request.url.slice(1);
    const known = /^\d{1,2}$/.test(key);
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(known ? JSON.stringify({ ...answer(cache, key), thread: threadId }) : '{"error":"ask for /0 to /99"}');
  });
  server.listen({ port, reusePort: true }, () => parentPort.postMessage(server.address().port));
}

function startWorker(cache, port) {
  return new Promise((resolve, reject) => {
    new Worker(__filename, { workerData: { cache, port } }).once('message', resolve).once('error', reject);
  });
}

async function main() {
  const cache = new Ref(new SharedMap());
  const port = await startWorker(cache, Number(process.argv[2] ?? 8080));
  const threads = Number(process.argv[3] ?? 4);
  await Promise.all(Array.from({ length: threads - 1 }, () => startWorker(cache, port)));
  console.log(`http://127.0.0.1:${port}/30 (${threads} threads)`);
}

if (isMainThread) main();
else serve(workerData);
