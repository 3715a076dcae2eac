// SPDX-License-Identifier: MIT
// Requests with bodies both ways, at once, over one session; trailers; errors of streams.
'use strict';
const assert = require('node:assert');
const http2 = require('node:http2');
const { once } = require('node:events');

const large = Buffer.alloc(700_000, 'protojs ');

const server = http2.createServer();
server.on('stream', (stream, headers) => {
  if (headers[':path'] === '/refused') {
    stream.on('error', (error) => assert.strictEqual(error.code, 'ERR_HTTP2_STREAM_ERROR'));
    stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    return;
  }
  stream.respond({ ':status': 201, 'x-method': headers[':method'], 'set-cookie': ['a=1', 'b=2'] }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-done': 'yes' }));
  stream.pipe(stream);
});

async function echo(client, body) {
  const stream = client.request({ ':method': 'POST', ':path': '/echo' });
  const trailers = once(stream, 'trailers');
  stream.end(body);
  const [headers] = await once(stream, 'response');
  assert.strictEqual(headers[':status'], 201);
  assert.strictEqual(headers['x-method'], 'POST');
  assert.deepStrictEqual(headers['set-cookie'], ['a=1', 'b=2']);
  const chunks = await stream.toArray();
  assert.ok(Buffer.concat(chunks).equals(body));
  assert.strictEqual((await trailers)[0]['x-done'], 'yes');
}

server.listen(0, '127.0.0.1', async () => {
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  await Promise.all([large, Buffer.from('small'), large, Buffer.from('x')].map((body) => echo(client, body)));

  const refused = client.request({ ':path': '/refused' });
  await assert.rejects(once(refused, 'response'), { code: 'ERR_HTTP2_STREAM_ERROR', message: 'Stream closed with error code NGHTTP2_REFUSED_STREAM' });
  assert.strictEqual(refused.rstCode, 7);

  const duration = await new Promise((resolve, reject) => client.ping((error, ms) => (error ? reject(error) : resolve(ms))));
  assert.ok(duration >= 0);
  client.close();
  await once(client, 'close');
  assert.throws(() => client.request(), { code: 'ERR_HTTP2_INVALID_SESSION' });
  server.close();
});
