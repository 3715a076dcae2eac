// SPDX-License-Identifier: MIT
// http.setGlobalProxyFromEnv(): for http, https and fetch at once, until what it gives is called.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const https = require('node:https');
const { ask, listen, startProxy } = require('./_proxy.js');

for (const bad of [42, 'text', null, [], true]) {
  assert.throws(() => http.setGlobalProxyFromEnv(bad), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
}
assert.throws(() => http.setGlobalProxyFromEnv({ http_proxy: 'not a url' }), { code: 'ERR_PROXY_INVALID_CONFIG' });
assert.throws(() => http.setGlobalProxyFromEnv({ HTTPS_PROXY: 'not a url' }), { code: 'ERR_PROXY_INVALID_CONFIG' });
assert.throws(() => http.setGlobalProxyFromEnv({ http_proxy: 'socks5://localhost' }), { code: 'UND_ERR_INVALID_ARG' });
assert.strictEqual(http.setGlobalProxyFromEnv.length, 0);

(async () => {
  const server = await listen(http.createServer((request, response) => response.end(request.url)));
  const [one, two] = [await startProxy(), await startProxy()];
  const url = `http://localhost:${server.port}/x`;
  const { globalAgent } = http;
  const both = async () => {
    assert.strictEqual((await ask(http, url)).text, '/x');
    assert.strictEqual(await (await fetch(url)).text(), '/x');
    return [one, two].map(({ log }) => log.splice(0).map(({ method }) => method).join());
  };

  assert.deepStrictEqual(await both(), ['', '']);
  http.setGlobalProxyFromEnv({})();
  assert.strictEqual(http.globalAgent, globalAgent);
  const restore = http.setGlobalProxyFromEnv({ http_proxy: one.url() });
  assert.notStrictEqual(http.globalAgent, globalAgent);
  assert.deepStrictEqual(await both(), ['GET,CONNECT', '']);
  const restoreFirst = http.setGlobalProxyFromEnv({ HTTP_PROXY: two.url(), https_proxy: two.url() });
  assert.strictEqual(https.globalAgent.options.proxyEnv.https_proxy, two.url());
  assert.deepStrictEqual(await both(), ['', 'GET,CONNECT']);
  restoreFirst();
  assert.deepStrictEqual(await both(), ['GET,CONNECT', '']);
  restore();
  assert.strictEqual(http.globalAgent, globalAgent);
  assert.deepStrictEqual(await both(), ['', '']);
  const last = http.setGlobalProxyFromEnv({ http_proxy: one.url(), no_proxy: 'localhost' });
  assert.deepStrictEqual(await both(), ['', '']);
  last();
  one.close();
  two.close();
  server.close();
})();
