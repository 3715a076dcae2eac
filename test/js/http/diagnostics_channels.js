// SPDX-License-Identifier: MIT
// What http and net tell on diagnostics channels: servers that listen or cannot, requests on both sides, requests that fail.
const assert = require('node:assert');
const { channel, subscribe, unsubscribe } = require('node:diagnostics_channel');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

const told = [];
const names = [
  'http.client.request.created', 'http.client.request.start', 'http.client.request.error', 'http.client.response.finish',
  'http.server.request.start', 'http.server.response.created', 'http.server.response.finish', 'net.client.socket', 'net.server.socket',
  'tracing:net.server.listen:asyncStart', 'tracing:net.server.listen:asyncEnd', 'tracing:net.server.listen:error',
];
const listeners = names.map((name) => [name, (message) => told.push([name.replace('tracing:', ''), message])]);
for (const [name, listener] of listeners) subscribe(name, listener);

const take = () => told.splice(0).map(([name, message]) => `${name} ${Object.keys(message).join()}`).sort();

async function main() {
  const server = http.createServer((req, res) => res.end('x'));
  server.listen({ port: 0, host: '127.0.0.1', more: 1 });
  await once(server, 'listening');
  assert.strictEqual(told[0][1].server, server);
  assert.strictEqual(told[0][1].options.more, 1);
  assert.deepStrictEqual(take(), ['net.server.listen:asyncEnd server', 'net.server.listen:asyncStart server,options']);

  const { port } = server.address();
  const second = net.createServer().listen(port, '127.0.0.1');
  const [busy] = await once(second, 'error');
  assert.strictEqual(told[1][1].error, busy);
  assert.deepStrictEqual(take(), ['net.server.listen:asyncStart server,options', 'net.server.listen:error server,error']);

  const request = http.get({ port, host: '127.0.0.1', agent: false });
  const [response] = await once(request, 'response');
  await once(response.resume(), 'close');
  const of = (name) => told.find(([each]) => each === name)[1];
  assert.strictEqual(of('http.client.request.created').request, request);
  assert.strictEqual(of('http.client.response.finish').response, response);
  assert.strictEqual(of('http.server.response.created').response, of('http.server.request.start').response);
  assert.strictEqual(of('http.server.request.start').server, server);
  assert.deepStrictEqual(take(), [
    'http.client.request.created request', 'http.client.request.start request', 'http.client.response.finish request,response',
    'http.server.request.start request,response,socket,server', 'http.server.response.created request,response',
    'http.server.response.finish request,response,socket,server', 'net.client.socket socket', 'net.server.socket socket',
  ]);

  const refused = http.get({ port: 1, host: '127.0.0.1', agent: false });
  const [error] = await once(refused, 'error');
  assert.strictEqual(of('http.client.request.error').error, error);
  assert.strictEqual(of('http.client.request.error').request, refused);
  server.close();

  for (const [name, listener] of listeners) assert.ok(unsubscribe(name, listener), name);
  assert.ok(names.every((name) => !channel(name).hasSubscribers));
}

let done = false;
main().then(() => { done = true; });
process.on('exit', () => assert.ok(done));
