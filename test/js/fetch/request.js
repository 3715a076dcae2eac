// SPDX-License-Identifier: MIT
// Request: methods, bodies, copies, signals, and what is refused.
'use strict';

const assert = require('node:assert');

(async () => {
  const request = new Request('http://host/path?q#h', { method: 'post', body: 'text', headers: { a: 'b' } });
  assert.strictEqual(request.method, 'POST');
  assert.strictEqual(request.url, 'http://host/path?q#h');
  assert.strictEqual(request.headers.get('content-type'), 'text/plain;charset=UTF-8');
  assert.deepStrictEqual([request.mode, request.credentials, request.cache, request.redirect, request.duplex],
    ['cors', 'same-origin', 'default', 'follow', 'half']);
  const copy = request.clone();
  assert.strictEqual(await copy.text(), 'text');
  const moved = new Request(request, { method: 'PUT' });
  assert.strictEqual(request.bodyUsed, true);
  assert.strictEqual(moved.method, 'PUT');
  assert.strictEqual(await moved.text(), 'text');
  assert.throws(() => new Request(request), TypeError);

  const controller = new AbortController();
  const followed = new Request('http://host', { signal: controller.signal });
  const { signal } = followed;
  assert.notStrictEqual(signal, controller.signal);
  controller.abort('why');
  assert.strictEqual(signal.aborted, true);
  assert.strictEqual(signal.reason, 'why');

  assert.strictEqual(new Request('http://h', { method: 'patch' }).method, 'patch');
  for (const [input, init] of [
    ['nowhere'], ['http://u:p@host/'], ['http://h', { method: 'TRACE' }], ['http://h', { method: 'a b' }], ['http://h', { body: 'x' }],
    ['http://h', { mode: 'navigate' }], ['http://h', { redirect: 'maybe' }], ['http://h', { signal: {} }], ['http://h', { window: 1 }],
    ['http://h', { method: 'POST', body: new ReadableStream() }], ['http://h', 5],
  ]) assert.throws(() => new Request(input, init), TypeError, `${input} ${JSON.stringify(init)}`);
  assert.throws(() => new Request(), TypeError);
})();
