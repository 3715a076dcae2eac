// SPDX-License-Identifier: MIT
// http2's requests and responses as http has them: heads, trailers, writes, events, errors; files, pushes, informational heads, settings.
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const http2 = require('http2');
const { once } = require('events');
const { constants } = http2;

const file = path.join(os.tmpdir(), `h2-${process.pid}.txt`);
fs.writeFileSync(file, '0123456789');

async function ask(client, headers, body) {
  const stream = client.request({ ':path': '/', ...headers });
  const parts = [];
  const got = { info: [] };
  stream.on('headers', (head) => got.info.push(head[':status']));
  stream.on('trailers', (trailers) => { got.trailers = trailers; });
  stream.on('data', (chunk) => parts.push(chunk));
  if (body !== undefined) stream.end(body);
  const [head] = await once(stream, 'response');
  if (!stream.readableEnded) await once(stream, 'end');
  return { ...got, head, status: head[':status'], text: Buffer.concat(parts).toString() };
}

const routes = {
  '/head'(req, res) {
    assert.strictEqual(req.method, 'POST');
    assert.strictEqual(req.httpVersion, '2.0');
    assert.strictEqual(req.httpVersionMajor, 2);
    assert.strictEqual(req.scheme, 'http');
    assert.ok(req.authority.startsWith('localhost'));
    assert.strictEqual(req.headers['x-one'], '1');
    assert.ok(req.rawHeaders.includes('x-one'));
    assert.strictEqual(req.complete, false);
    assert.ok(req.stream && req.socket && req.connection);
    assert.throws(() => { req.method = '  '; }, { code: 'ERR_INVALID_ARG_VALUE' });
    assert.throws(() => { req.method = 5; }, { code: 'ERR_INVALID_ARG_TYPE' });
    req.url = '/other';
    assert.strictEqual(req.url, '/other');
    req.setTimeout(1000);
    let text = '';
    req.setEncoding('utf8');
    req.on('data', (chunk) => { text += chunk; });
    req.on('end', () => {
      assert.strictEqual(req.trailers['x-after'], undefined);
      res.statusCode = 201;
      assert.strictEqual(res.statusMessage, '');
      res.setHeader('X-Name', ['a', 'b']);
      res.setHeader('gone', 'x');
      res.removeHeader('Gone');
      res.appendHeader('more', '1');
      res.appendHeader('more', '2');
      assert.strictEqual(res.hasHeader('X-NAME'), true);
      assert.deepStrictEqual(res.getHeader('x-name'), ['a', 'b']);
      assert.deepStrictEqual(res.getHeaderNames().sort(), ['more', 'x-name']);
      assert.strictEqual(Object.keys(res.getHeaders()).length, 2);
      assert.throws(() => res.setHeader(':status', '1'), { code: 'ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED' });
      assert.throws(() => res.setHeader('x'), { code: 'ERR_HTTP2_INVALID_HEADER_VALUE' });
      assert.throws(() => res.setHeader(''), { code: 'ERR_INVALID_HTTP_TOKEN' });
      assert.throws(() => { res.statusCode = 99; }, { code: 'ERR_HTTP2_STATUS_INVALID' });
      assert.throws(() => { res.statusCode = 101; }, { code: 'ERR_HTTP2_INFO_STATUS_NOT_ALLOWED' });
      res.setTrailer('x-sum', '42');
      res.addTrailers({ 'x-other': 'y' });
      assert.strictEqual(res.headersSent, false);
      assert.strictEqual(res.sendDate, true);
      res.write('got ');
      assert.strictEqual(res.headersSent, true);
      assert.throws(() => res.setHeader('late', 'x'), { code: 'ERR_HTTP2_HEADERS_SENT' });
      assert.throws(() => res.removeHeader('late'), { code: 'ERR_HTTP2_HEADERS_SENT' });
      assert.throws(() => res.writeHead(200), { code: 'ERR_HTTP2_HEADERS_SENT' });
      res.cork();
      res.write(text, 'utf8');
      res.uncork();
      res.end(() => assert.strictEqual(res.writableEnded, true));
      assert.strictEqual(res.finished, true);
    });
  },
  '/write-head'(req, res) {
    res.setTimeout(1000);
    res.writeHead(203, 'ignored', { 'content-type': 'text/plain', 'x': 'y' }).end('body');
  },
  '/raw'(req, res) {
    res.writeHead(200, ['a', '1', 'b', '2']);
    res.end();
  },
  '/info'(req, res) {
    res.writeContinue();
    res.writeEarlyHints({ link: '</x.css>; rel=preload; as=style' });
    res.writeInformation?.(102);
    res.end('after');
  },
  '/push'(req, res) {
    res.createPushResponse({ ':path': '/pushed' }, (error, pushed) => {
      assert.ifError(error);
      pushed.end('pushed body');
      res.end('main');
    });
  },
  '/no-body'(req, res) {
    res.statusCode = 204;
    res.end();
  },
  '/file'(req, res) {
    res.stream.respondWithFile(file, { 'content-type': 'text/plain' }, { offset: 2, length: 4, statCheck(stat, headers) { headers['x-size'] = stat.size; } });
  },
  '/fd'(req, res) {
    const fd = fs.openSync(file);
    res.stream.respondWithFD(fd, {});
    res.stream.on('close', () => fs.closeSync(fd));
  },
  '/missing'(req, res) {
    res.stream.respondWithFile(`${file}.none`, {}, { onError(error) { res.stream.respond({ ':status': error.code === 'ENOENT' ? 404 : 500 }); res.stream.end(); } });
  },
  '/refused'(req, res) {
    res.stream.close(constants.NGHTTP2_REFUSED_STREAM);
  },
  '/stream'(req, res) {
    const { stream } = res;
    assert.strictEqual(stream.headersSent, false);
    assert.strictEqual(stream.pushAllowed, true);
    assert.strictEqual(stream.endAfterHeaders, true);
    assert.throws(() => stream.additionalHeaders({ ':status': 200 }), { code: 'ERR_HTTP2_INVALID_INFO_STATUS' });
    assert.throws(() => stream.sendTrailers({}), { code: 'ERR_HTTP2_TRAILERS_NOT_READY' });
    stream.additionalHeaders({ ':status': 103, 'link': '<x>' });
    stream.respond({ ':status': 200, 'x-list': ['1', '2'] }, { endStream: false });
    assert.throws(() => stream.respond(), { code: 'ERR_HTTP2_HEADERS_SENT' });
    assert.throws(() => stream.additionalHeaders({ ':status': 103 }), { code: 'ERR_HTTP2_HEADERS_AFTER_RESPOND' });
    assert.strictEqual(stream.sentHeaders[':status'], 200);
    assert.strictEqual(stream.sentInfoHeaders.length, 1);
    assert.strictEqual(typeof stream.state.weight === 'number' || stream.state.weight === undefined, true);
    stream.end('done');
  },
};

async function main() {
  const server = http2.createServer({ settings: { maxConcurrentStreams: 50 } });
  server.on('request', (req, res) => routes[req.url](req, res));
  const seen = [];
  server.on('session', (session) => {
    seen.push('session');
    session.on('ping', () => seen.push('ping'));
    session.on('goaway', (code) => seen.push(`goaway ${code}`));
  });
  server.listen(0);
  await once(server, 'listening');
  const client = http2.connect(`http://localhost:${server.address().port}`);
  await once(client, 'connect');
  assert.strictEqual(client.encrypted, false);
  assert.strictEqual(client.connecting, false);
  assert.strictEqual(client.alpnProtocol, 'h2c');
  assert.strictEqual(client.type, constants.NGHTTP2_SESSION_CLIENT);
  const [settings] = client.remoteSettings?.maxConcurrentStreams === 50 ? [client.remoteSettings] : await once(client, 'remoteSettings');
  assert.strictEqual(settings.maxConcurrentStreams, 50);

  const head = await ask(client, { ':method': 'POST', ':path': '/head', 'x-one': '1' }, 'a body');
  assert.strictEqual(head.status, 201);
  assert.strictEqual(head.text, 'got a body');
  assert.strictEqual(head.head['x-name'], 'a, b');
  assert.strictEqual(head.head.more, '1, 2');
  assert.ok(head.head.date);
  assert.strictEqual(head.trailers['x-sum'], '42');
  assert.strictEqual(head.trailers['x-other'], 'y');
  const written = await ask(client, { ':path': '/write-head' });
  assert.deepStrictEqual([written.status, written.head.x, written.text], [203, 'y', 'body']);
  assert.strictEqual((await ask(client, { ':path': '/raw' })).head.b, '2');
  const info = await ask(client, { ':path': '/info' });
  assert.ok(info.info.includes(103));
  assert.strictEqual(info.text, 'after');
  const pushed = once(client, 'stream').then(async ([stream, headers]) => {
    let text = '';
    for await (const chunk of stream) text += chunk;
    return [headers[':path'], text];
  });
  assert.strictEqual((await ask(client, { ':path': '/push' })).text, 'main');
  assert.deepStrictEqual(await pushed, ['/pushed', 'pushed body']);
  assert.strictEqual((await ask(client, { ':path': '/no-body' })).status, 204);
  const part = await ask(client, { ':path': '/file' });
  assert.strictEqual(part.text, '2345');
  assert.strictEqual(part.head['x-size'], '10');
  const whole = await ask(client, { ':path': '/fd' });
  assert.strictEqual(whole.text, '0123456789');
  assert.strictEqual((await ask(client, { ':path': '/missing' })).status, 404);
  const streamed = await ask(client, { ':path': '/stream' });
  assert.strictEqual(streamed.head['x-list'], '1, 2');
  const refused = client.request({ ':path': '/refused' });
  assert.strictEqual((await once(refused, 'error'))[0].code, 'ERR_HTTP2_STREAM_ERROR');
  assert.strictEqual(refused.rstCode, constants.NGHTTP2_REFUSED_STREAM);

  const [duration, payload] = await new Promise((resolve, reject) => client.ping(Buffer.from('12345678'), (error, ...rest) => (error ? reject(error) : resolve(rest))));
  assert.ok(duration >= 0);
  assert.strictEqual(payload.toString(), '12345678');
  assert.throws(() => client.ping(Buffer.from('1')), { code: 'ERR_HTTP2_PING_LENGTH' });
  client.settings({ initialWindowSize: 100000 });
  await once(client, 'localSettings');
  assert.strictEqual(client.localSettings.initialWindowSize, 100000);
  client.setLocalWindowSize(200000);
  assert.strictEqual(client.state.effectiveLocalWindowSize, 200000);
  assert.strictEqual(client.pendingSettingsAck, false);
  assert.throws(() => client.settings({ maxFrameSize: 5 }), { code: 'ERR_HTTP2_INVALID_SETTING_VALUE' });
  assert.throws(() => client.request({ ':method': 'CONNECT', ':path': '/' }), { code: /ERR_HTTP2_CONNECT/ });
  assert.throws(() => client.request({ 'bad name': 'x' }), { code: 'ERR_INVALID_HTTP_TOKEN' });
  const stopper = new AbortController();
  const aborted = client.request({ ':path': '/no-body' }, { signal: stopper.signal });
  stopper.abort();
  assert.strictEqual((await once(aborted, 'error'))[0].name, 'AbortError');
  client.unref();
  client.ref();
  client.setTimeout(5000);
  client.close();
  await once(client, 'close');
  assert.strictEqual(client.destroyed, true);
  assert.ok(seen.includes('session') && seen.includes('ping'));
  await new Promise((resolve) => server.close(resolve));

  const packed = http2.getPackedSettings({ headerTableSize: 100, enablePush: false, maxHeaderListSize: 5 });
  assert.strictEqual(http2.getUnpackedSettings(packed).headerTableSize, 100);
  assert.strictEqual(http2.getUnpackedSettings(packed).enablePush, false);
  assert.strictEqual(http2.getDefaultSettings().maxFrameSize, 16384);
  assert.throws(() => http2.getUnpackedSettings(Buffer.alloc(5)), { code: 'ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH' });
  assert.throws(() => http2.getPackedSettings({ enablePush: 5 }), { code: 'ERR_HTTP2_INVALID_SETTING_VALUE' });
  assert.throws(() => http2.createServer(5), { code: 'ERR_INVALID_ARG_TYPE' });
  fs.unlinkSync(file);
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0, 'it did not come to its end'));
