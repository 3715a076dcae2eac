// SPDX-License-Identifier: MIT
// A proxy that refuses, hangs up, is silent or says what it should not: one error, in time, and room for the next in line.
'use strict';

const assert = require('node:assert');
const https = require('node:https');
const net = require('node:net');
const { once } = require('node:events');
const { listen } = require('../http/_proxy.js');

// A proxy whose answer to anything is `parts`; undefined: none.
async function answering(parts, end = true) {
  const server = await listen(net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      if (parts === undefined) return;
      for (const part of parts) socket.write(part, 'latin1');
      if (end) socket.end();
    });
  }));
  return server;
}

const envOf = (proxy) => ({ HTTPS_PROXY: `http://user:secret@127.0.0.1:${proxy.port}` });

async function failure(proxy, options = {}, agentOptions = {}) {
  const agent = new https.Agent({ proxyEnv: envOf(proxy), ...agentOptions });
  const request = https.get({ host: 'example.invalid', agent, ...options });
  let errors = 0;
  let last;
  request.on('error', (error) => {
    errors++;
    last = error;
  });
  await new Promise((resolve) => {
    request.on('close', resolve);
  });
  assert.strictEqual(errors, 1);
  assert.strictEqual(agent.totalSocketCount, 0);
  assert.deepStrictEqual(Object.keys(agent.sockets), []);
  return last;
}

const endless = `HTTP/1.1 200 OK\r\n${'x-field: value\r\n'.repeat(5000)}`;

const cases = [
  [['HTTP/1.1 407 Proxy Authentication Required\r\n', 'Proxy-Authenticate: Basic\r\n\r\n'], /via http:\/\/127.0.0.1:\d+: HTTP\/1.1 407 Proxy Auth/, 407],
  [['HTTP/1.1 404 Not Found\r\n\r\n'], /^Failed to establish tunnel to example.invalid:443 via .*: HTTP\/1.1 404 Not Found$/, 404],
  [['HTTP/1.0 201 Created\r\n\r\n'], /201 Created$/, 201],
  [['NOT-HTTP MALFORMED RESPONSE\r\n\r\n'], /Failed to establish tunnel to .* NOT-HTTP MALFORMED RESPONSE$/, NaN],
  [['HTTP/1.1 2000 OK\r\n\r\n'], /Failed to establish tunnel/, NaN],
  [['HTTP/2 200 OK\r\n\r\n'], /Failed to establish tunnel/, NaN],
  [['HTTP/1.1 200 OK\r\nVia: x\r\n'], /^Connection to establish proxy tunnel ended unexpectedly$/],
  [['HTTP/1.1 200 OK\n\n'], /ended unexpectedly/],
  [[], /ended unexpectedly/],
  [[endless], /more than 16384 bytes/],
  [[`${endless}\r\n`], /more than 16384 bytes/],
  [['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'], /more than the head/],
];

(async () => {
  for (const [parts, message, statusCode] of cases) {
    const proxy = await answering(parts);
    const error = await failure(proxy);
    assert.strictEqual(error.code, 'ERR_PROXY_TUNNEL');
    assert.match(error.message, message);
    assert.strictEqual(error.statusCode, statusCode);
    assert.doesNotMatch(error.message, /secret/);
    proxy.close();
  }

  // Silence, and a head that never ends: as long as the request or the agent says.
  for (const proxy of [await answering(undefined), await answering(['HTTP/1.1 200 OK\r\n'], false)]) {
    const slow = (options, agentOptions, set) => new Promise((resolve) => {
      const request = https.get({ host: 'example.invalid', agent: new https.Agent({ proxyEnv: envOf(proxy), ...agentOptions }), ...options });
      let timeouts = 0;
      let error;
      request.on('timeout', () => {
        timeouts++;
        request.destroy();
      }).on('error', (given) => {
        error = given;
      }).on('close', () => resolve([timeouts, error]));
      set?.(request);
    });
    const all = [slow({ timeout: 50 }, {}), slow({}, { timeout: 50 }), slow({ timeout: 50 }, { timeout: 10_000 }), slow({}, {}, (r) => r.setTimeout(50))];
    for (const [timeouts, error] of await Promise.all(all)) {
      assert.strictEqual(timeouts, 1);
      assert.strictEqual(error.code, 'ERR_PROXY_TUNNEL');
      assert.strictEqual(error.message, 'Connection to establish proxy tunnel timed out after 50ms');
      assert.strictEqual(error.proxyTunnelTimeout, 50);
    }
    proxy.close();
  }

  // Requests that are given up while the tunnel is made.
  const silent = await answering(undefined);
  const agent = new https.Agent({ proxyEnv: envOf(silent), maxSockets: 1 });
  const given = https.get({ host: 'example.invalid', agent });
  const waiting = https.get({ host: 'example.invalid', agent });
  setTimeout(() => given.destroy(new Error('enough')), 50);
  assert.strictEqual((await once(given, 'error'))[0].message, 'enough');
  setTimeout(() => waiting.destroy(), 50);
  assert.strictEqual((await once(waiting, 'error'))[0].code, 'ECONNRESET');
  const signal = AbortSignal.timeout(50);
  assert.strictEqual((await failure(silent, { signal })).name, 'AbortError');
  assert.strictEqual(agent.totalSocketCount, 0);
  silent.close();

  // Who waits for room has a try of its own.
  const refusing = await answering(['HTTP/1.1 503 Busy\r\n\r\n']);
  const narrow = new https.Agent({ proxyEnv: envOf(refusing), maxSockets: 1 });
  const errors = await Promise.all([1, 2, 3].map((n) => once(https.get({ host: `${n < 3 ? 'a' : 'b'}.invalid`, agent: narrow }), 'error')));
  assert.deepStrictEqual(errors.map(([{ statusCode }]) => statusCode), [503, 503, 503]);
  refusing.close();

  const gone = await answering(undefined);
  await new Promise((resolve) => {
    gone.close(resolve);
  });
  assert.strictEqual((await failure(gone)).code, 'ECONNREFUSED');
})();
