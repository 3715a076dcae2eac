// SPDX-License-Identifier: MIT
// What the server says over HTTP, to whom, and what it refuses: names of hosts that are not this machine, other paths, other methods.
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const inspector = require('node:inspector');

function get(path, headers, method = 'GET') {
  return new Promise((resolve, reject) => {
    http.request({ host: '127.0.0.1', port: new URL(inspector.url()).port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => resolve({ status: response.statusCode, text }));
    }).on('error', reject).end();
  });
}

(async () => {
  inspector.open(0);
  const address = inspector.url();
  assert.match(address, /^ws:\/\/127\.0\.0\.1:\d+\/[\da-f]{8}-[\da-f]{4}-/);
  assert.throws(() => inspector.open(0), { code: 'ERR_INSPECTOR_ALREADY_ACTIVATED' });
  for (const path of ['/json', '/json/list']) {
    const { status, text } = await get(path);
    const [target] = JSON.parse(text);
    assert.strictEqual(status, 200);
    assert.strictEqual(target.webSocketDebuggerUrl, address);
    assert.strictEqual(target.type, 'node');
    assert.ok(target.url.endsWith('/http.js'), target.url);
  }
  const version = JSON.parse((await get('/json/version')).text);
  assert.deepStrictEqual(version, { 'Browser': `node.js/${process.version}`, 'Protocol-Version': '1.1' });
  const { domains } = JSON.parse((await get('/json/protocol')).text);
  assert.ok(domains.some(({ domain }) => domain === 'Runtime'));

  for (const host of ['localhost', 'localhost:80', '127.0.0.1:1', '[::1]:9229', '10.1.2.3', 'LOCALHOST', 'a.localhost']) {
    assert.strictEqual((await get('/json', { Host: host })).status, 200, host);
  }
  for (const host of ['example.com', 'localhost.example.com', '127.0.0.1.example.com', '1.2.3', '1.2.3.256', '[example]', 'x:9229']) {
    assert.strictEqual((await get('/json', { Host: host })).status, 400, host);
  }
  assert.strictEqual((await get('/other')).status, 400);
  assert.strictEqual((await get('/json', {}, 'POST')).status, 400);

  inspector.close();
  assert.strictEqual(inspector.url(), undefined);
  inspector.close();
  await assert.rejects(new Promise((resolve, reject) => {
    http.get(address.replace('ws:', 'http:'), resolve).on('error', reject);
  }), { code: 'ECONNREFUSED' });
})();
