// SPDX-License-Identifier: MIT
// What cannot be a proxy is refused when the agent is made, what cannot be part of a request's head when the request is.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const https = require('node:https');

for (const text of ['http://256.256.256.256:8080', 'http://::1:8080', 'http://:8080', 'http://proxy.example.com:port', 'http://a%zz@proxy.example.com',
                    'http://user\r:pass@proxy.example.com', 'http://user:pass\n@proxy.example.com', 'http://u\r\nHost: x:p@proxy.example.com']) {
  const expected = { name: 'Error', code: 'ERR_PROXY_INVALID_CONFIG', message: `Invalid proxy URL: ${text}` };
  assert.throws(() => new http.Agent({ proxyEnv: { HTTP_PROXY: text } }), expected);
  assert.throws(() => new https.Agent({ proxyEnv: { https_proxy: text } }), expected);
  // The other protocol's does not concern an agent.
  assert.ok(new http.Agent({ proxyEnv: { HTTPS_PROXY: text } }));
}

// No proxies, or none of ours.
for (const proxyEnv of [undefined, null, {}, { HTTP_PROXY: '' }, { HTTP_PROXY: undefined }, { HTTP_PROXY: 'socks5://127.0.0.1:9' }]) {
  const request = http.request({ host: 'a.com', agent: new http.Agent({ proxyEnv }), lookup: () => {} }).on('error', () => {});
  assert.strictEqual(request.path, '/');
  request.destroy();
}

for (const [lib, name] of [[http, 'HTTP_PROXY'], [https, 'HTTPS_PROXY']]) {
  const agent = new lib.Agent({ proxyEnv: { [name]: 'http://127.0.0.1:9' } });
  for (const place of [{ host: 'local\r\nhost' }, { host: 'local\nhost' }, { host: 'a.com/b' }, { host: 'a@b.com' }, { port: '8\r0' }, { port: '8\n0' }]) {
    for (const setHost of [true, false]) {
      assert.throws(() => lib.request({ host: 'localhost', port: 80, ...place, agent, setHost }), { code: 'ERR_INVALID_CHAR' });
      assert.throws(() => lib.request({ host: 'localhost', port: 80, ...place, agent, headers: ['Host', 'x'] }), { code: 'ERR_INVALID_CHAR' });
    }
    // An agent's method may be called without a request.
    if (lib === https) assert.throws(() => agent.createConnection({ host: 'localhost', port: 80, ...place }), { code: 'ERR_INVALID_CHAR' });
  }
  assert.throws(() => lib.request({ host: 'localhost', port: 70000, agent }), { code: 'ERR_SOCKET_BAD_PORT' });
}
