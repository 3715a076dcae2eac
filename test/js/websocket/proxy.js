// SPDX-License-Identifier: MIT
// WebSocket through the proxies of the environment, plain and over TLS: tunnels; exceptions go past them; a refusal is a failed connection.
'use strict';

const assert = require('node:assert');
const { createHash } = require('node:crypto');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { listen, startProxy } = require('../http/_proxy.js');
const { ca, server: identity } = require('../tls/fixtures/certificates');
const { frame, readFrames } = require('./_server.js');

// Sends back what comes.
function upgrade(request, socket) {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.on('error', () => {});
  socket.write(`HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  readFrames(socket, (opcode, payload) => {
    if (opcode === 8) socket.end(frame(8, payload));
    else socket.write(frame(opcode, payload));
  });
}

// What the server sent back, or the error.
function echo(url, message) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let answer;
    socket.onopen = () => socket.send(message);
    socket.onmessage = ({ data }) => {
      answer = data;
      socket.close(1000);
    };
    socket.onerror = ({ error, message: text }) => {
      answer = error ?? new Error(text);
    };
    socket.onclose = () => resolve(answer);
  });
}

(async () => {
  tls.setDefaultCACertificates([ca.cert]);
  const plain = await listen(http.createServer().on('upgrade', upgrade));
  const secure = await listen(https.createServer(identity).on('upgrade', upgrade));
  const urls = [`ws://localhost:${plain.port}/x`, `wss://localhost:${secure.port}/x`];
  const large = 'piece '.repeat(50_000);

  for (const [proxy, names] of [[await startProxy(), ['http_proxy', 'https_proxy']], [await startProxy(identity), ['HTTP_PROXY']]]) {
    const restore = http.setGlobalProxyFromEnv(Object.fromEntries(names.map((name) => [name, proxy.url('us:pw@')])));
    for (const url of urls) {
      assert.strictEqual(await echo(url, 'short'), 'short');
      assert.strictEqual(await echo(url, large), large);
      const { host } = new URL(url);
      const log = proxy.log.splice(0);
      assert.deepStrictEqual(log.map(({ method, url: target }) => [method, target]), [['CONNECT', host], ['CONNECT', host]]);
      assert.strictEqual(log[0].headers['proxy-authorization'], `Basic ${btoa('us:pw')}`);
    }
    restore();
    assert.strictEqual(await echo(urls[0], 'direct'), 'direct');
    assert.strictEqual(proxy.log.length, 0);
    proxy.close();
  }

  const refusing = await listen(net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 407 No\r\n\r\n'));
  }));
  const variables = { http_proxy: `http://127.0.0.1:${refusing.port}`, no_proxy: `localhost:${plain.port}` };
  const restore = http.setGlobalProxyFromEnv(variables);
  assert.match((await echo(urls[1], '')).message, /407/);
  assert.strictEqual(await echo(urls[0], 'past'), 'past');
  // Closed before there is a connection.
  const early = new WebSocket(urls[1]);
  early.close();
  await new Promise((resolve) => { early.onclose = resolve; });
  restore();
  for (const server of [refusing, plain, secure]) server.close();
})();
