// SPDX-License-Identifier: MIT
// http's messages in full: heads in every form, trailers, corking, informational heads, upgrades, CONNECT, timeouts, agents, errors.
const assert = require('assert');
const http = require('http');
const net = require('net');
const { once } = require('events');

async function ask(options, body) {
  const request = http.request(options);
  request.end(body);
  const [response] = await once(request, 'response');
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk;
  return { response, text, request };
}

const routes = {
  '/heads'(req, res) {
    assert.deepStrictEqual(req.headers['x-twice'], 'a, b');
    assert.deepStrictEqual(req.headersDistinct['x-twice'], ['a', 'b']);
    assert.ok(req.rawHeaders.length % 2 === 0);
    res.statusCode = 202;
    res.statusMessage = 'Fine';
    res.setHeaders(new Map([['x-map', '1']]));
    res.setHeader('Set-Cookie', ['a=1', 'b=2']);
    res.appendHeader('x-app', 'one');
    res.appendHeader('X-App', ['two', 'three']);
    res.setHeader('X-Gone', 1);
    res.removeHeader('x-gone');
    assert.strictEqual(res.getHeader('X-MAP'), '1');
    assert.deepStrictEqual(res.getRawHeaderNames(), ['x-map', 'Set-Cookie', 'x-app']);
    assert.deepStrictEqual(res.getHeaderNames(), ['x-map', 'set-cookie', 'x-app']);
    assert.strictEqual(res.hasHeader('x-gone'), false);
    assert.throws(() => res.setHeader('bad name', 'x'), { code: 'ERR_INVALID_HTTP_TOKEN' });
    assert.throws(() => res.setHeader('x', 'a\r\nb'), { code: 'ERR_INVALID_CHAR' });
    assert.throws(() => res.setHeader('x', undefined), { code: 'ERR_HTTP_INVALID_HEADER_VALUE' });
    assert.throws(() => res.setHeaders([]), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => res.writeHead(1000), { code: 'ERR_HTTP_INVALID_STATUS_CODE' });
    assert.throws(() => res.write(null), { code: 'ERR_STREAM_NULL_VALUES' });
    assert.throws(() => res.write(5), { code: 'ERR_INVALID_ARG_TYPE' });
    res.flushHeaders();
    assert.strictEqual(res.headersSent, true);
    assert.throws(() => res.setHeader('late', 'x'), { code: 'ERR_HTTP_HEADERS_SENT' });
    assert.throws(() => res.removeHeader('late'), { code: 'ERR_HTTP_HEADERS_SENT' });
    assert.throws(() => res.writeHead(200), { code: 'ERR_HTTP_HEADERS_SENT' });
    res.end('done');
    res.end();
  },
  '/trailers'(req, res) {
    res.setHeader('Trailer', 'X-Sum');
    res.cork();
    res.write('a');
    res.write(Buffer.from('b'));
    res.write('YyBk', 'base64');
    res.uncork();
    assert.throws(() => res.addTrailers({ 'bad name': 'x' }), { code: 'ERR_INVALID_HTTP_TOKEN' });
    res.addTrailers({ 'X-Sum': '42' });
    res.end(() => {});
  },
  '/info'(req, res) {
    res.writeContinue();
    res.writeProcessing();
    res.writeEarlyHints({ link: ['</a>; rel=preload', '</b>; rel=preload'] });
    res.writeHead(200, 'OK', ['Content-Length', '2', 'X-Raw', 'y']);
    res.end('ok');
  },
  '/echo'(req, res) {
    res.writeHead(200, { 'Content-Type': 'text/plain' });
    req.pipe(res);
  },
  '/strict'(req, res) {
    res.strictContentLength = true;
    res.setHeader('content-length', 3);
    res.write('ab');
    assert.throws(() => res.write('cd'), { code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' });
    res.end('c');
  },
  '/none'(req, res) {
    res.writeHead(204);
    res.end();
  },
  '/old'(req, res) {
    res.useChunkedEncodingByDefault = false;
    res.shouldKeepAlive = false;
    res.sendDate = false;
    res.end('until the end');
  },
  '/slow'(req, res) {
    res.setTimeout(20, () => res.end('slow'));
  },
};

async function main() {
  const server = http.createServer({ keepAliveTimeout: 2000, maxHeaderSize: 20000 }, (req, res) => routes[new URL(req.url, 'http://x').pathname](req, res));
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2, maxFreeSockets: 1, scheduling: 'fifo', timeout: 3000 });
  const to = (path, more = {}) => ({ port, path, agent, ...more });

  const heads = await ask(to('/heads', { headers: ['Host', 'x', 'X-Twice', 'a', 'X-Twice', 'b'] }));
  assert.deepStrictEqual([heads.response.statusCode, heads.response.statusMessage], [202, 'Fine']);
  assert.deepStrictEqual(heads.response.headers['set-cookie'], ['a=1', 'b=2']);
  assert.strictEqual(heads.response.headers['x-app'], 'one, two, three');
  const trailers = await ask(to('/trailers'));
  assert.strictEqual(trailers.text, 'abc d');
  assert.deepStrictEqual({ ...trailers.response.trailers }, { 'x-sum': '42' });
  assert.deepStrictEqual(trailers.response.rawTrailers, ['X-Sum', '42']);

  const informed = http.request(to('/info', { headers: { Expect: '100-continue' } }));
  const infos = [];
  informed.on('information', (info) => infos.push(info.statusCode));
  informed.on('continue', () => infos.push('continue'));
  informed.flushHeaders();
  informed.end();
  const [answer] = await once(informed, 'response');
  answer.resume();
  assert.ok(infos.includes('continue') && infos.includes(103));
  assert.strictEqual(answer.headers['x-raw'], 'y');
  await once(answer, 'end');

  const echo = http.request(to('/echo', { method: 'PUT', headers: { 'Transfer-Encoding': 'chunked' } }));
  echo.setNoDelay(true);
  echo.setSocketKeepAlive(true, 1000);
  assert.strictEqual(echo.getHeader('host'), `localhost:${port}`);
  assert.strictEqual(echo.method, 'PUT');
  assert.strictEqual(echo.path, '/echo');
  echo.write('one ');
  echo.write('');
  echo.end('two');
  const [echoed] = await once(echo, 'response');
  assert.strictEqual((await echoed.toArray()).join(''), 'one two');
  assert.throws(() => echo.setHeader('x', 'y'), { code: 'ERR_HTTP_HEADERS_SENT' });
  assert.strictEqual(echo.writableFinished, true);

  assert.strictEqual((await ask(to('/strict'))).text, 'abc');
  assert.strictEqual((await ask(to('/none'))).response.statusCode, 204);
  assert.strictEqual((await ask(to('/none', { method: 'HEAD' }))).text, '');
  const old = await ask(to('/old'));
  assert.strictEqual(old.text, 'until the end');
  assert.strictEqual(old.response.headers.date, undefined);
  assert.strictEqual((await ask(to('/slow'))).text, 'slow');
  const parallel = await Promise.all(Array.from({ length: 6 }, () => ask(to('/echo', { method: 'POST' }), 'x')));
  assert.deepStrictEqual(parallel.map(({ text }) => text), Array(6).fill('x'));
  assert.ok(Object.keys(agent.freeSockets).length <= 1);
  assert.match(agent.getName({ host: 'h', port: 1, localAddress: 'l', family: 4 }), /^h:1:l:4$/);

  const timed = http.get(to('/slow', { timeout: 5 }));
  await once(timed, 'timeout');
  timed.destroy(new Error('too slow'));
  assert.strictEqual((await once(timed, 'error'))[0].message, 'too slow');
  const stopper = new AbortController();
  const aborted = http.get(to('/slow', { signal: stopper.signal }));
  stopper.abort();
  assert.strictEqual((await once(aborted, 'error'))[0].name, 'AbortError');
  const refused = http.get({ port: 1, host: '127.0.0.1', agent: false });
  assert.strictEqual((await once(refused, 'error'))[0].code, 'ECONNREFUSED');

  server.on('upgrade', (req, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    socket.pipe(socket);
  });
  const upgrade = http.get(to('/up', { headers: { Connection: 'Upgrade', Upgrade: 'echo' } }));
  const [upgraded, socket] = await once(upgrade, 'upgrade');
  assert.strictEqual(upgraded.statusCode, 101);
  socket.write('hey');
  assert.strictEqual(String((await once(socket, 'data'))[0]), 'hey');
  socket.destroy();
  server.on('connect', (req, connected) => {
    assert.strictEqual(req.url, 'target:80');
    connected.end('HTTP/1.1 200 OK\r\n\r\ntunnel');
  });
  const tunnel = http.request(to('target:80', { method: 'CONNECT' }));
  tunnel.end();
  const [, through, head] = await once(tunnel, 'connect');
  let tunnelled = String(head);
  through.on('data', (chunk) => { tunnelled += chunk; });
  await once(through, 'end');
  assert.strictEqual(tunnelled, 'tunnel');
  through.destroy();

  server.on('checkContinue', (req, res) => { res.writeContinue(); routes['/echo'](req, res); });
  const waiting = http.request(to('/echo', { method: 'POST', headers: { Expect: '100-continue' } }));
  await once(waiting, 'continue');
  waiting.end('after continue');
  assert.strictEqual((await (await once(waiting, 'response'))[0].toArray()).join(''), 'after continue');
  server.on('clientError', (error, connection) => connection.end(`HTTP/1.1 400 Bad Request\r\n\r\n${error.code}`));
  const raw = net.connect(port);
  raw.write('NONSENSE\r\n\r\n');
  assert.match(String((await once(raw, 'data'))[0]), /400 Bad Request[^]*HPE_/);

  for (const [options, code] of [
    [{ path: '/a b' }, 'ERR_UNESCAPED_CHARACTERS'], [{ method: 'BAD METHOD' }, 'ERR_INVALID_HTTP_TOKEN'], [{ protocol: 'ftp:' }, 'ERR_INVALID_PROTOCOL'],
    [{ agent: 5 }, 'ERR_INVALID_ARG_TYPE'], [{ host: 5 }, 'ERR_INVALID_ARG_TYPE'], [{ method: 5 }, 'ERR_INVALID_ARG_TYPE'],
    [{ insecureHTTPParser: 5 }, 'ERR_INVALID_ARG_TYPE'], [{ headers: ['odd'] }, 'ERR_INVALID_ARG_VALUE'], [{ maxHeaderSize: 'x' }, 'ERR_INVALID_ARG_TYPE'],
  ]) assert.throws(() => http.request({ port, ...options }), { code }, code);
  assert.throws(() => http.request('no url'), { code: 'ERR_INVALID_URL' });
  assert.throws(() => new http.Agent({ scheduling: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => new http.Agent({ maxTotalSockets: 'x' }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => http.validateHeaderName('a b'), { code: 'ERR_INVALID_HTTP_TOKEN' });
  assert.throws(() => http.validateHeaderValue('x', '\n'), { code: 'ERR_INVALID_CHAR' });
  assert.throws(() => http.createServer({ requestTimeout: -1 }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => http.createServer('x'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(http.METHODS.includes('GET'), true);
  assert.strictEqual(http.STATUS_CODES[418], 'I\'m a Teapot');
  server.setTimeout(1000);
  assert.strictEqual(server.timeout, 1000);
  server.closeIdleConnections();
  agent.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  assert.strictEqual(server.listening, false);
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0, 'it did not come to its end'));
