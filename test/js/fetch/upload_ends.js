// SPDX-License-Identifier: MIT
// Who gives a body bit by bit is told at once when nobody wants more of it: after an abort with its reason, where the server goes, where it
// has answered already. Redirects to another origin show in the type, and modes forbid some.
'use strict';

const assert = require('node:assert');
const http = require('node:http');

const server = http.createServer((request, response) => {
  request.on('error', () => {});
  const { url } = request;
  if (url === '/early') response.end('early');
  else if (url === '/gone') request.once('data', () => request.socket.destroy());
  else if (url.startsWith('/to/')) response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
  else request.resume().on('end', () => response.end('done'));
}).listen(0, '127.0.0.1', main);

// A stream that gives one piece and then waits; what it was cancelled with.
function source() {
  let told;
  const cancelled = new Promise((resolve) => { told = resolve; });
  let first = true;
  const body = new ReadableStream({
    pull(controller) {
      if (!first) return new Promise(() => {});
      first = false;
      controller.enqueue(new Uint8Array(10));
    },
    cancel: told,
  });
  return { cancelled, init: { method: 'POST', duplex: 'half', body } };
}

async function main() {
  const { port } = server.address();
  const base = `http://127.0.0.1:${port}`;
  const reason = new Error('enough');
  const controller = new AbortController();
  const stopped = source();
  const failing = assert.rejects(fetch(base, { ...stopped.init, signal: controller.signal }), reason);
  server.once('request', () => controller.abort(reason));
  await failing;
  assert.strictEqual(await stopped.cancelled, reason);

  const gone = source();
  await assert.rejects(fetch(`${base}/gone`, gone.init), { message: 'fetch failed' });
  assert.strictEqual((await gone.cancelled).code, 'UND_ERR_SOCKET');

  const early = source();
  assert.strictEqual(await (await fetch(`${base}/early`, early.init)).text(), 'early');
  assert.ok(await early.cancelled instanceof Error);

  const to = (url) => `${base}/to/${encodeURIComponent(url)}`;
  assert.strictEqual((await fetch(to('/'))).type, 'basic');
  assert.strictEqual((await fetch(to(`http://localhost:${port}/to/%2F`.replace('localhost', '[::ffff:127.0.0.1]')))).type, 'cors');
  await assert.rejects(fetch(to('http://[::1]:1/'), { mode: 'same-origin' }), ({ cause }) => /same-origin/.test(cause.message));
  await assert.rejects(fetch(to(`http://user:secret@127.0.0.1:${port}/`)), ({ cause }) => /cross origin/.test(cause.message));
  server.close();
  server.closeAllConnections();
}
