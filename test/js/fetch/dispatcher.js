// SPDX-License-Identifier: MIT
// A dispatcher takes the place of the client, with either form of handler: its answers are read, its errors are causes, aborts reach it.
'use strict';

const assert = require('node:assert');
const { gzipSync } = require('node:zlib');

const modern = {
  async dispatch({ origin, path, method, headers, body }, handler) {
    const controller = { abort: (reason) => { this.aborted = reason; }, pause() {}, resume() {} };
    handler.onRequestStart(controller, {});
    if (path === '/wait') return;
    if (path === '/fail') {
      handler.onResponseError(controller, new Error('no luck'));
      return;
    }
    let text = '';
    for await (const piece of body ?? []) text += typeof piece === 'number' ? String.fromCharCode(piece) : Buffer.from(piece).toString();
    handler.onResponseStart(controller, 200, { 'content-encoding': 'gzip', 'x-list': ['a', 'b'] }, 'Fine');
    handler.onResponseData(controller, gzipSync(`${method} ${origin}${path} ${headers['x-a']} ${text}`));
    handler.onResponseEnd(controller, {});
  },
};
const old = {
  dispatch(options, handler) {
    handler.onConnect(() => {});
    handler.onHeaders(options.path === '/' ? 302 : 201, [Buffer.from('location'), Buffer.from('/next')], () => {}, 'Made');
    handler.onData(Buffer.from(options.path));
    handler.onComplete([]);
  },
};

(async () => {
  const response = await fetch('http://nowhere.test/p?q', { method: 'POST', body: 'b', headers: { 'x-a': '1' }, dispatcher: modern });
  assert.deepStrictEqual([response.status, response.statusText, response.headers.get('x-list')], [200, 'Fine', 'a, b']);
  assert.strictEqual(await response.text(), 'POST http://nowhere.test/p?q 1 b');
  await assert.rejects(fetch('http://nowhere.test/fail', { dispatcher: modern }), (error) => error.cause.message === 'no luck');
  const controller = new AbortController();
  const waiting = fetch('http://nowhere.test/wait', { dispatcher: modern, signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  assert.ok(modern.aborted);

  globalThis[Symbol.for('undici.globalDispatcher.1')] = old;
  const redirected = await fetch('http://nowhere.test/');
  assert.deepStrictEqual([redirected.status, redirected.url, await redirected.text()], [201, 'http://nowhere.test/next', '/next']);
})();
