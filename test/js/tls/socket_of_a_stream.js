// SPDX-License-Identifier: MIT
// The class of sockets over plain streams, which packages take from a TLS socket over one: an HTTP request goes through it.
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { PassThrough, duplexPair } = require('node:stream');
const { TLSSocket } = require('node:tls');

const JSStreamSocket = new TLSSocket(new PassThrough())._handle._parentWrap.constructor;
assert.strictEqual(JSStreamSocket.name, 'JSStreamSocket');
assert.ok(JSStreamSocket.prototype instanceof net.Socket);

const [near, far] = duplexPair();
const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => response.end(`${request.method} ${request.url} ${body}`));
});
server.emit('connection', new JSStreamSocket(far));

const socket = new JSStreamSocket(near);
assert.deepStrictEqual([socket.pending, socket.connecting, socket.readyState], [false, false, 'open']);
const request = http.request({ createConnection: () => socket, method: 'POST', path: '/path', headers: { connection: 'close' } }, (response) => {
  response.setEncoding('utf8');
  let body = '';
  response.on('data', (chunk) => { body += chunk; });
  response.on('end', () => {
    assert.strictEqual(body, `POST /path ${'x'.repeat(100_000)}`);
    socket.on('close', () => { setImmediate(() => assert.strictEqual(near.destroyed, true)); });
  });
});
for (let i = 0; i < 100; i++) request.write('x'.repeat(1000));
request.end();

// An error below is the socket's.
const broken = new PassThrough();
const above = new JSStreamSocket(broken);
above.on('error', (error) => assert.strictEqual(error.message, 'below'));
broken.destroy(new Error('below'));
