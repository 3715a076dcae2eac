// SPDX-License-Identifier: MIT
// A signal ends a fetch at every stage, with its reason; timeouts do, too.
'use strict';

const assert = require('node:assert');
const { getEventListeners } = require('node:events');
const http = require('node:http');

const server = http.createServer((request, response) => {
  if (request.url === '/silent') return;
  if (request.url === '/whole') {
    response.end('all');
    return;
  }
  response.write('start');
  response.flushHeaders();
});
server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  await assert.rejects(fetch(base, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  await assert.rejects(fetch(base, { signal: AbortSignal.abort('mine') }), (error) => error === 'mine');
  const controller = new AbortController();
  const waiting = fetch(`${base}/silent`, { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(waiting, { name: 'AbortError', code: 20 });
  await assert.rejects(fetch(`${base}/silent`, { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });

  const later = new AbortController();
  const response = await fetch(base, { signal: later.signal });
  const text = response.text();
  later.abort();
  await assert.rejects(text, { name: 'AbortError' });

  const third = new AbortController();
  const streamed = await fetch(base, { signal: third.signal });
  const reader = streamed.body.getReader();
  assert.strictEqual(Buffer.from((await reader.read()).value).toString(), 'start');
  third.abort(new Error('stop'));
  await assert.rejects(reader.read(), { message: 'stop' });

  let cancelled;
  const fourth = new AbortController();
  const sending = fetch(`${base}/silent`, {
    method: 'POST', duplex: 'half', signal: fourth.signal, body: new ReadableStream({ cancel(reason) { cancelled = reason; } }, { highWaterMark: 0 }),
  });
  setTimeout(() => fourth.abort('enough'), 20);
  await assert.rejects(sending, (error) => error === 'enough');

  // A signal that outlives its fetches does not keep them.
  const { signal } = new AbortController();
  assert.strictEqual(await (await fetch(`${base}/whole`, { signal })).text(), 'all');
  assert.strictEqual(getEventListeners(signal, 'abort').length, 0);
  server.closeAllConnections();
  server.close();
});
