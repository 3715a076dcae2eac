// SPDX-License-Identifier: MIT
// fetch through the proxies of the environment: tunnels for both protocols, which are kept; failures say why.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { listen, startProxy } = require('../http/_proxy.js');
const { ca, server: identity } = require('../tls/fixtures/certificates');

async function text(url, options) {
  const response = await fetch(url, options);
  return response.text();
}

(async () => {
  tls.setDefaultCACertificates([ca.cert]);
  const answer = (request, response) => request.pipe(response);
  const plain = await listen(http.createServer(answer));
  const secure = await listen(https.createServer(identity, answer));
  const urls = [`http://localhost:${plain.port}/x`, `https://localhost:${secure.port}/x`];
  const large = 'piece '.repeat(100_000);

  for (const [proxy, names] of [[await startProxy(), ['http_proxy', 'https_proxy']], [await startProxy(identity), ['HTTP_PROXY']]]) {
    const restore = http.setGlobalProxyFromEnv(Object.fromEntries(names.map((name) => [name, proxy.url('us:pw@')])));
    for (const url of urls) {
      for (const body of ['one', 'two', large]) assert.strictEqual(await text(url, { method: 'POST', body }), body);
      const { host } = new URL(url);
      const headers = { host, 'connection': 'close', 'proxy-connection': 'keep-alive', 'proxy-authorization': `Basic ${btoa('us:pw')}` };
      assert.deepStrictEqual(proxy.log.splice(0), [{ method: 'CONNECT', url: host, headers }]);
    }
    restore();
    assert.strictEqual(await text(urls[0], { method: 'POST', body: 'direct' }), 'direct');
    assert.strictEqual(proxy.log.length, 0);
    proxy.close();
  }

  const failing = async (head, options) => {
    const proxy = await listen(net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        if (head !== undefined) socket.end(head);
      });
    }));
    const restore = http.setGlobalProxyFromEnv({ http_proxy: `http://127.0.0.1:${proxy.port}` });
    const error = await fetch(urls[0], options).then(() => assert.fail('there is an answer'), (reason) => reason);
    restore();
    proxy.close();
    return error;
  };
  const refused = await failing('HTTP/1.1 407 No\r\n\r\n');
  assert.strictEqual(refused.message, 'fetch failed');
  assert.strictEqual(refused.cause.code, 'UND_ERR_ABORTED');
  assert.match(refused.cause.message, /407/);
  assert.strictEqual((await failing('')).cause.code, 'ERR_PROXY_TUNNEL');
  assert.strictEqual((await failing('nonsense\r\n\r\n')).cause.code, 'ERR_PROXY_TUNNEL');
  assert.strictEqual((await failing(undefined, { signal: AbortSignal.timeout(50) })).name, 'TimeoutError');

  const past = http.setGlobalProxyFromEnv({ http_proxy: 'http://127.0.0.1:9', no_proxy: `localhost:${plain.port}` });
  assert.strictEqual(await text(urls[0], { method: 'POST', body: 'past' }), 'past');
  past();
  for (const server of [plain, secure]) {
    server.close();
    server.closeAllConnections();
  }
})();
