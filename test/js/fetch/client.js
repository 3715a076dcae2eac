// SPDX-License-Identifier: MIT
// What goes out and what comes back: default headers, bodies of every kind, streams both ways, content codings, connections kept.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const zlib = require('node:zlib');

const TEXT = 'all work and no play '.repeat(5000);
const encoders = {
  gzip: zlib.gzipSync, deflate: zlib.deflateSync, 'deflate-raw': zlib.deflateRawSync, br: zlib.brotliCompressSync, zstd: zlib.zstdCompressSync,
};
let connections = 0;
const server = http.createServer((request, response) => {
  const { url } = request;
  if (url === '/echo') {
    response.setHeader('x-request', JSON.stringify({ method: request.method, headers: request.headers }));
    request.pipe(response);
  } else if (url.startsWith('/coded/')) {
    const name = url.slice(7);
    response.setHeader('content-encoding', name.replace('-raw', '').replace('+', ', '));
    response.end(name.split('+').reduce((bytes, each) => encoders[each](bytes), TEXT));
  } else if (url === '/broken') {
    response.setHeader('content-encoding', 'gzip');
    response.end('this is no gzip');
  } else if (url === '/big') {
    for (let i = 0; i < 64; i++) response.write(Buffer.alloc(65536, 97));
    response.end();
  } else {
    response.statusCode = Number(url.slice(1)) || 200;
    response.end();
  }
});
server.on('connection', () => connections++);
server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const echo = async (init) => {
    const response = await fetch(`${base}/echo`, init);
    return { response, sent: JSON.parse(response.headers.get('x-request')), text: await response.text() };
  };
  const plain = await echo();
  assert.strictEqual(plain.response.url, `${base}/echo`);
  assert.deepStrictEqual(plain.sent.headers, {
    'host': base.slice(7), 'connection': 'keep-alive', 'accept': '*/*', 'accept-language': '*', 'sec-fetch-mode': 'cors', 'user-agent': 'node',
    'accept-encoding': 'gzip, deflate',
  });
  const posted = await echo({ method: 'POST', body: '\u00e9', headers: { 'User-Agent': 'me', 'x-y': 'z' } });
  assert.strictEqual(posted.text, '\u00e9');
  assert.strictEqual(posted.sent.headers['content-length'], '2');
  assert.strictEqual(posted.sent.headers['user-agent'], 'me');
  assert.strictEqual((await echo({ method: 'POST' })).sent.headers['content-length'], '0');
  assert.strictEqual((await echo({ method: 'PUT', body: new Blob(['blob']) })).text, 'blob');
  const streamed = await echo({
    method: 'POST', duplex: 'half', body: (async function* () { for (let i = 0; i < 5; i++) yield Buffer.alloc(50000, 48 + i); })(),
  });
  assert.strictEqual(streamed.sent.headers['transfer-encoding'], 'chunked');
  assert.strictEqual(streamed.text.length, 250000);
  // What is sent may be text and views of any kind, as a stream gives it, and buffers where it comes from an iterable.
  const chunks = ['text ', new Uint16Array([0x6261]), new DataView(new Uint8Array([32, 99, 100]).buffer, 1)];
  const ofStream = () => new ReadableStream({ start: (controller) => chunks.forEach((each) => controller.enqueue(each)) || controller.close() });
  assert.strictEqual((await echo({ method: 'POST', duplex: 'half', body: ofStream() })).text, 'text abcd');
  const iterable = (async function* () { yield* [...chunks, new Uint8Array([33]).buffer]; })();
  assert.strictEqual((await echo({ method: 'POST', duplex: 'half', body: iterable })).text, 'text abcd!');
  assert.strictEqual(connections, 1);
  for (const chunk of [5, null, {}]) {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(chunk) });
    await assert.rejects(echo({ method: 'POST', duplex: 'half', body }), ({ cause }) => cause.code === 'ERR_INVALID_ARG_TYPE');
  }

  for (const coding of ['gzip', 'deflate', 'deflate-raw', 'br', 'zstd', 'gzip+br']) {
    assert.strictEqual(await (await fetch(`${base}/coded/${coding}`)).text(), TEXT, coding);
    let text = '';
    for await (const piece of (await fetch(`${base}/coded/${coding}`)).body) text += Buffer.from(piece).toString();
    assert.strictEqual(text, TEXT, `${coding} as a stream`);
  }
  await assert.rejects((await fetch(`${base}/broken`)).text(), { name: 'TypeError', message: 'terminated' });

  assert.strictEqual((await (await fetch(`${base}/big`)).arrayBuffer()).byteLength, 64 * 65536);
  const reader = (await fetch(`${base}/big`)).body.getReader({ mode: 'byob' });
  const { value } = await reader.read(new Uint8Array(1000));
  assert.ok(value.length > 0 && value.length <= 1000);
  await reader.cancel();

  for (const status of [204, 304]) assert.strictEqual((await fetch(`${base}/${status}`)).body, null);
  const head = await fetch(`${base}/echo`, { method: 'HEAD' });
  assert.strictEqual(head.body, null);
  assert.strictEqual((await fetch(`${base}/404`)).ok, false);
  const all = await Promise.all(Array.from({ length: 20 }, () => fetch(`${base}/big`).then((response) => response.bytes())));
  assert.ok(all.every((bytes) => bytes.length === 64 * 65536));
  server.close();
});
