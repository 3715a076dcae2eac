// SPDX-License-Identifier: MIT
// https through a proxy: CONNECT, then TLS with the server itself. What an agent promises of its connections holds for tunnels, too.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const https = require('node:https');
const tls = require('node:tls');
const { ask, listen, startProxy } = require('../http/_proxy.js');
const { ca, server: identity } = require('../tls/fixtures/certificates');

(async () => {
  let open = 0;
  let most = 0;
  const server = await listen(https.createServer(identity, (request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    }).on('end', () => response.end(`${request.method} ${request.url} ${text}`));
  }));
  server.on('connection', (socket) => {
    most = Math.max(most, ++open);
    socket.on('close', () => open--);
  });
  const plain = await startProxy();
  const host = `localhost:${server.port}`;
  const base = { host: 'localhost', port: server.port, ca: ca.cert };
  const credentials = `Basic ${Buffer.from('user:p w').toString('base64')}`;

  // The proxy sees where to, not what.
  const agent = new https.Agent({ keepAlive: true, proxyEnv: { HTTPS_PROXY: plain.url('user:p%20w@') } });
  const first = await ask(https, { ...base, agent, path: '/a', method: 'POST' }, 'body');
  assert.strictEqual(first.text, 'POST /a body');
  assert.strictEqual(first.request.path, '/a');
  assert.deepStrictEqual(plain.log.splice(0), [{
    method: 'CONNECT', url: host, headers: { host, 'proxy-connection': 'keep-alive', 'proxy-authorization': credentials },
  }]);
  const again = await ask(https, { ...base, agent, path: '/b' });
  assert.strictEqual(again.request.reusedSocket, true);
  assert.strictEqual(again.request.getHeader('proxy-authorization'), undefined);
  assert.strictEqual(plain.log.length, 0);
  agent.destroy();

  // Nothing is kept: a tunnel for each.
  const closing = new https.Agent({ proxyEnv: { https_proxy: plain.url() } });
  await ask(https, { ...base, agent: closing });
  assert.deepStrictEqual(plain.log.splice(0), [{ method: 'CONNECT', url: host, headers: { host } }]);
  await assert.rejects(ask(https, { ...base, ca: undefined, agent: closing }), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });

  // Tunnels that are still to open count.
  while (open > 0) await new Promise(setImmediate);
  most = 0;
  plain.log.length = 0;
  const few = new https.Agent({ maxSockets: 2, proxyEnv: { HTTPS_PROXY: plain.url() } });
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => ask(https, { ...base, agent: few, path: `/${n}` })));
  assert.deepStrictEqual(answers.map(({ text }) => text), [1, 2, 3, 4, 5, 6].map((n) => `GET /${n} `));
  assert.strictEqual(most, 2);
  assert.strictEqual(plain.log.length, 2);
  assert.strictEqual(few.totalSocketCount <= 2, true);
  few.destroy();

  // A proxy that is passed by.
  const past = new https.Agent({ proxyEnv: { HTTPS_PROXY: plain.url(), NO_PROXY: host } });
  plain.log.length = 0;
  assert.strictEqual((await ask(https, { ...base, agent: past, path: '/direct' })).text, 'GET /direct ');
  assert.strictEqual(plain.log.length, 0);

  // A proxy over TLS, for both protocols. It is trusted as the process trusts, whatever a request says of its server.
  const secure = await startProxy(identity);
  const through = { HTTP_PROXY: secure.url(), HTTPS_PROXY: secure.url() };
  const distrusted = new https.Agent({ rejectUnauthorized: false, proxyEnv: through });
  await assert.rejects(ask(https, { ...base, agent: distrusted }), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([ca.cert]);
  assert.strictEqual((await ask(https, { ...base, agent: new https.Agent({ proxyEnv: through }), path: '/tls' })).text, 'GET /tls ');
  const target = await listen(http.createServer((request, response) => response.end(request.url)));
  const overTls = new http.Agent({ proxyEnv: through });
  assert.strictEqual((await ask(http, { host: 'localhost', port: target.port, agent: overTls, path: '/p' })).text, '/p');
  assert.deepStrictEqual(secure.log.map(({ method, url }) => `${method} ${url}`), [`CONNECT ${host}`, `GET http://localhost:${target.port}/p`]);
  tls.setDefaultCACertificates(before);

  for (const each of [plain, secure]) each.close();
  server.close();
  target.close();
})();
