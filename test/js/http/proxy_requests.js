// SPDX-License-Identifier: MIT
// An agent with proxyEnv sends whole URLs to the proxy, with fields for it, in whatever way the request has its own fields.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { ask, listen, startProxy } = require('./_proxy.js');

(async () => {
  const server = await listen(http.createServer((request, response) => {
    request.resume().on('end', () => response.end(`${request.method} ${request.url} ${request.headers.host}`));
  }));
  const proxy = await startProxy();
  const agent = new http.Agent({ keepAlive: true, proxyEnv: { HTTP_PROXY: proxy.url('us%40er:p%3Aw@') } });
  const host = `localhost:${server.port}`;
  const base = { host: 'localhost', port: server.port, agent };
  const credentials = { 'proxy-authorization': `Basic ${Buffer.from('us@er:p:w').toString('base64')}` };
  const kept = { ...credentials, 'proxy-connection': 'keep-alive', 'connection': 'keep-alive' };
  const seen = () => proxy.log.splice(0);

  assert.strictEqual((await ask(http, { ...base, path: '/a?b' })).text, `GET /a?b ${host}`);
  assert.deepStrictEqual(seen(), [{ method: 'GET', url: `http://${host}/a?b`, headers: { host, ...kept } }]);

  // The second goes over the connection of the first.
  const again = await ask(http, { ...base, path: '/c' });
  assert.strictEqual(again.request.reusedSocket, true);
  assert.strictEqual(again.request.path, `http://${host}/c`);
  seen();

  // A path that looks like another server's stays a path.
  await ask(http, { ...base, path: '//elsewhere/x' });
  assert.strictEqual(seen()[0].url, `http://${host}//elsewhere/x`);

  // Fields as a list, flat and in pairs; what the program says to the proxy does not count.
  for (const headers of [['Host', host, 'X-One', '1', 'Proxy-Connection', 'close'], [['Host', host], ['X-One', '1']]]) {
    assert.strictEqual((await ask(http, { ...base, path: '/l', method: 'POST', headers }, 'body')).text, `POST /l ${host}`);
    const [{ url, headers: got }] = seen();
    assert.strictEqual(url, `http://${host}/l`);
    assert.deepStrictEqual(got, { 'host': host, 'x-one': '1', 'transfer-encoding': 'chunked', ...kept });
  }

  // A head that is sent at once.
  await ask(http, { ...base, path: '/e', method: 'POST', headers: { 'expect': '100-continue', 'content-length': 2 } }, 'ok');
  assert.deepStrictEqual(seen()[0], {
    method: 'POST', url: `http://${host}/e`, headers: { 'expect': '100-continue', 'content-length': '2', host, ...kept },
  });
  agent.destroy();

  // An agent that keeps nothing says so. The field Host names the server.
  const closing = new http.Agent({ proxyEnv: { http_proxy: proxy.url(), HTTP_PROXY: 'http://256.256.256.256' } });
  await ask(http, { ...base, agent: closing, host: 'example.invalid', headers: { host } });
  assert.deepStrictEqual(seen(), [{ method: 'GET', url: `http://${host}/`, headers: { host, 'proxy-connection': 'close', 'connection': 'close' } }]);

  // Over IPv6, and for the server as such.
  for (const [options, target] of [[{ host: '::1', port: 80 }, 'http://[::1]/'], [{ path: '*', method: 'OPTIONS' }, `http://${host}`]]) {
    const request = http.request({ ...base, agent: closing, ...options }).on('error', () => {});
    assert.strictEqual(request.path, target);
    request.destroy();
  }

  // A proxy that nobody answers for.
  const gone = await listen(http.createServer());
  await new Promise((resolve) => {
    gone.close(resolve);
  });
  const lost = new http.Agent({ proxyEnv: { HTTP_PROXY: `http://127.0.0.1:${gone.port}` } });
  await assert.rejects(ask(http, { ...base, agent: lost }), { code: 'ECONNREFUSED', port: gone.port });
  proxy.close();
  server.close();
})();
