// SPDX-License-Identifier: MIT
// RFC 9110 and RFC 9112, rule by rule, over plain sockets: what a server takes and what it refuses, and what it answers to the byte.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const seen = [];
const bodies = {
  '/204': (res) => res.writeHead(204).end('no body'),
  '/304': (res) => res.writeHead(304, { ETag: '"a"' }).end('no body'),
  '/205': (res) => res.writeHead(205).end(),
  '/length': (res) => res.end('hello'),
  '/chunks': (res) => {
    res.write('hel');
    setImmediate(() => res.end('lo'));
  },
  '/204chunks': (res) => {
    res.writeHead(204, { 'Transfer-Encoding': 'chunked' });
    res.end();
  },
};
const server = http.createServer((req, res) => {
  res.sendDate = false;
  let body = '';
  req.setEncoding('latin1').on('error', () => {}).on('data', (part) => { body += part; }).on('end', () => {
    seen.push({ method: req.method, url: req.url, version: req.httpVersion, headers: req.headers, raw: req.rawHeaders, trailers: req.trailers, body });
    (bodies[req.url] ?? bodies['/length'])(res);
  });
});

// All that comes until the server ends, or until `until` has come; each byte alone where `each` is 1.
function exchange(text, { each = text.length, until } = {}) {
  seen.length = 0;
  return new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1', () => {
      for (let at = 0; at < text.length; at += each) socket.write(Buffer.from(text.slice(at, at + each), 'latin1'));
    });
    let got = '';
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(got);
    };
    const timer = setTimeout(done, 10000);
    socket.setNoDelay(true).setEncoding('latin1').on('error', () => {}).on('close', done).on('data', (part) => {
      got += part;
      if (until !== undefined && got.endsWith(until)) done();
    });
  });
}

const refused = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';
const close = 'Connection: close\r\n';
const get = (target, fields = 'Host: a\r\n') => `GET ${target} HTTP/1.1\r\n${fields}${close}\r\n`;
const post = (fields, body) => `POST / HTTP/1.1\r\nHost: a\r\n${close}${fields}\r\n${body}`;
const old = `HTTP/1.1 200 OK\r\n${close}\r\nhello`; // for HTTP/1.0, whose bodies end with the connection
const told = (body, fields = close) => `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;

async function taken(text, expected, check) {
  for (const each of [text.length, 1]) {
    assert.strictEqual(await exchange(text, { each }), expected, JSON.stringify(text));
    assert.strictEqual(seen.length, 1, JSON.stringify(text));
    check?.(seen[0]);
  }
}

async function isRefused(text) {
  for (const each of [text.length, 1]) {
    assert.strictEqual(await exchange(text, { each }), refused, JSON.stringify(text));
    assert.deepStrictEqual(seen, [], JSON.stringify(text));
  }
}

async function targets() {
  const is = (method, url) => (request) => assert.deepStrictEqual([request.method, request.url], [method, url]);
  await taken(get('/where?q=now'), told('hello'), is('GET', '/where?q=now'));
  await taken(get('http://a/where?q=now'), told('hello'), is('GET', 'http://a/where?q=now')); // absolute-form must be taken
  await taken(get('https://a:444/'), told('hello'), is('GET', 'https://a:444/'));
  await taken(`OPTIONS * HTTP/1.1\r\nHost: a\r\n${close}\r\n`, told('hello'), is('OPTIONS', '*'));
  await taken(get('/%00?%0d%0a'), told('hello'), is('GET', '/%00?%0d%0a')); // as it came
  await taken(`\r\n\r\n${get('/')}`, told('hello'), is('GET', '/')); // empty lines before a request are passed over
  for (const bad of ['', 'where', '/a b', '/a\tb', '/a\x00', '/a\x1f', '/a\x7f', '/a\n', '/a\r', ' /', 'http:/a', 'http//a']) await isRefused(get(bad));
  for (const line of ['GET / HTTP/1.2', 'GET / HTTP/2.0', 'GET / HTTP/0.9', 'GET / http/1.1', 'GET / HTTP/1.1 ', 'GET / HTTP/11', 'GET / HTTP/1.', 'GET /',
                      'GET\t/ HTTP/1.1', 'get / HTTP/1.1', 'G@T / HTTP/1.1', ' GET / HTTP/1.1', 'FETCH / HTTP/1.1', 'GET / ICE/1.0']) {
    await isRefused(`${line}\r\nHost: a\r\n${close}\r\n`);
  }
}

async function hosts() {
  assert.match(await exchange(get('/', '')), /^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n/);
  assert.deepStrictEqual(seen, []);
  // Of several the first counts, as in Node; all can be seen.
  await taken(get('/', 'Host: a\r\nHost: b\r\n'), told('hello'), ({ headers, raw }) => {
    assert.strictEqual(headers.host, 'a');
    assert.deepStrictEqual(raw.slice(0, 4), ['Host', 'a', 'Host', 'b']);
  });
  await taken(get('/', 'Host: \r\n'), told('hello')); // empty is allowed
  await taken('GET / HTTP/1.0\r\n\r\n', old, ({ version }) => assert.strictEqual(version, '1.0')); // was not asked for then
}

async function fields() {
  const value = (name, expected) => ({ headers }) => assert.strictEqual(headers[name], expected);
  await taken(get('/', 'Host: a\r\nX:a\r\n'), told('hello'), value('x', 'a'));
  await taken(get('/', 'Host: a\r\nX: \t a b\t \r\n'), told('hello'), value('x', 'a b')); // white space around is no part of it
  await taken(get('/', 'Host: a\r\nX:\r\n'), told('hello'), value('x', ''));
  await taken(get('/', 'Host: a\r\nX: \xe9\x80\xff\r\n'), told('hello'), value('x', '\xe9\x80\xff'));
  await taken(get('/', 'Host: a\r\nX: a\tb\r\n'), told('hello'), value('x', 'a\tb'));
  await taken(get('/', 'Host: a\r\nX: a\r\nx: b\r\n'), told('hello'), value('x', 'a, b'));
  await taken(get('/', "Host: a\r\n!#$%&'*+-.^_`|~09azAZ: b\r\n"), told('hello'), value("!#$%&'*+-.^_`|~09azaz", 'b'));
  await taken(get('/', 'Host: a\r\nCookie: a=1\r\nCookie: b=2\r\n'), told('hello'), value('cookie', 'a=1; b=2'));
  const bytes = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i));
  for (const byte of bytes.filter((c) => !/[!#$%&'*+\-.^_`|~0-9A-Za-z:]/.test(c))) {
    if (byte !== '\r' && byte !== '\n') assert.strictEqual(await exchange(get('/', `Host: a\r\nA${byte}B: c\r\n`)), refused, JSON.stringify(byte));
  }
  for (const byte of bytes.filter((c) => c < ' ' && c !== '\t').concat('\x7f')) {
    assert.strictEqual(await exchange(get('/', `Host: a\r\nA: b${byte}c\r\n`)), refused, JSON.stringify(byte));
  }
  for (const bad of ['X : a', 'X\t: a', ' X: a', 'X: a\r\n b', 'X: a\r\n\tb', ': a', 'X', '']) await isRefused(get('/', `Host: a\r\n${bad}\r\n`).replace('\r\n\r\nC', '\r\n\0\r\nC'));
}

async function lengths() {
  const is = (body, trailers = {}) => (request) => assert.deepStrictEqual([request.body, { ...request.trailers }], [body, trailers]);
  await taken(post('Content-Length: 5\r\n', 'abcde'), told('hello'), is('abcde'));
  await taken(post('Content-Length: 0005\r\n', 'abcde'), told('hello'), is('abcde'));
  await taken(post('Content-Length: 0\r\n', ''), told('hello'), is(''));
  await taken(post('', ''), told('hello'), is('')); // no length, no body
  const chunked = (body) => post('Transfer-Encoding: chunked\r\n', body);
  await taken(chunked('5\r\nabcde\r\n0\r\n\r\n'), told('hello'), is('abcde'));
  await taken(post('Transfer-Encoding: CHUNKED\r\n', '5\r\nabcde\r\n0\r\n\r\n'), told('hello'), is('abcde'));
  await taken(chunked('0005\r\nabcde\r\nA\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n'), told('hello'), is('abcde01234567890123456789'));
  await taken(chunked('5;a\r\nabcde\r\n0;b="c;\\"d";e=f\r\n\r\n'), told('hello'), is('abcde')); // extensions are passed over
  await taken(chunked('1\r\na\r\n0\r\nX: y\r\nZ:\r\n\r\n'), told('hello'), is('a', { x: 'y', z: '' }));
  // Encodings that end with chunks are the program's to undo.
  await taken(post('Transfer-Encoding: gzip, chunked\r\n', '1\r\na\r\n0\r\n\r\n'), told('hello'), is('a'));
  for (const bad of ['Content-Length: -1', 'Content-Length: 5,5', 'Content-Length: 5\r\nContent-Length: 5', 'Content-Length: 5 5', 'Content-Length: 5a',
                     'Content-Length: 5\r\nTransfer-Encoding: chunked', 'Transfer-Encoding: chunked\r\nContent-Length: 5', 'Transfer-Encoding: gzip',
                     'Transfer-Encoding: chunked, gzip', 'Transfer-Encoding: identity', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip',
                     'Transfer-Encoding: ', 'Transfer-Encoding: chunked;a', 'Content-Length: 18446744073709551616', 'Content-Length:']) {
    await isRefused(post(`${bad}\r\n`, '5\r\nabcde\r\n0\r\n\r\n'));
  }
  for (const bad of ['g\r\n', '-1\r\n', ' 1\r\na\r\n', '1 \r\na\r\n', '\r\n', ';a\r\n', '1;\x00\r\na\r\n', '1;a="\n"\r\na\r\n', '1\na\r\n', '1\r\nab\r\n',
                     '10000000000000000\r\na\r\n', `1;${'a'.repeat(17000)}\r\na\r\n`, '0\r\nA : b\r\n\r\n', '0\r\nA: \x00\r\n\r\n', '0\r\n A: b\r\n\r\n']) {
    const got = await exchange(chunked(bad));
    assert.match(got, bad.length > 16384 ? /^HTTP\/1\.1 413 Payload Too Large\r\n/ : /^HTTP\/1\.1 400 Bad Request\r\n/, JSON.stringify(bad).slice(0, 50));
    assert.deepStrictEqual(seen, [], bad);
  }
  // An old client may not send chunks, and is not read as if it did.
  const got = await exchange('POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n');
  assert.ok(got === refused || (seen.length === 1 && got.endsWith('\r\n\r\nhello') && got.includes(close)), got);
}

async function answers() {
  const keep = 'Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n';
  const ask = (line) => `${line} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const next = ask('GET /length');
  const after = told('hello', keep);
  const cases = {
    // No body, whatever the program wrote: the next answer follows at once.
    'GET /204': `HTTP/1.1 204 No Content\r\n${keep}\r\n`,
    'GET /304': `HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n${keep}\r\n`,
    'HEAD /chunks': `HTTP/1.1 200 OK\r\n${keep}Transfer-Encoding: chunked\r\n\r\n`,
    'GET /chunks': `HTTP/1.1 200 OK\r\n${keep}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`,
  };
  for (const [line, expected] of Object.entries(cases)) {
    const got = await exchange(ask(line) + next, { until: after });
    const [head, rest] = [got.slice(0, got.indexOf('\r\n\r\n') + 4), got.slice(got.indexOf('\r\n\r\n') + 4)];
    if (line.startsWith('HEAD')) {
      assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
      assert.strictEqual(rest, after, line);
    } else {
      assert.strictEqual(got, expected + after, line);
    }
  }
  // Chunks, even none, would be taken for the next message.
  const got = await exchange(ask('GET /204chunks'));
  assert.ok(!/chunked\r\n\r\n./s.test(got) && got.endsWith('\r\n\r\n'), got);
  // HTTP/1.0 gets no chunks; the end of the connection is the end of the body.
  assert.strictEqual(await exchange('GET /chunks HTTP/1.0\r\n\r\n'), old);
  assert.strictEqual(await exchange('GET /length HTTP/1.0\r\n\r\n'), old);
  // The answer to a refused request is the last one.
  assert.strictEqual(await exchange(`${next}GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n${next}`).then((all) => all.match(/HTTP\/1\.1 \d+/g).join()),
                     'HTTP/1.1 200,HTTP/1.1 400');
  // "close" is the last word.
  assert.strictEqual(await exchange(get('/length') + next), told('hello'));
  assert.strictEqual(seen.length, 1);
}

async function expectations() {
  const text = `POST /length HTTP/1.1\r\nHost: a\r\n${close}Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab`;
  assert.strictEqual(await exchange(text), `HTTP/1.1 100 Continue\r\n\r\n${told('hello')}`);
  assert.strictEqual(seen[0].body, 'ab');
  const other = await exchange(`POST /length HTTP/1.1\r\nHost: a\r\n${close}Expect: miracle\r\nContent-Length: 0\r\n\r\n`);
  assert.match(other, /^HTTP\/1\.1 417 Expectation Failed\r\n/);
}

server.listen(0, '127.0.0.1', async () => {
  for (const part of [targets, hosts, fields, lengths, answers, expectations]) {
    try {
      await part();
    } catch (error) {
      error.message = `${part.name}: ${error.message}`;
      throw error;
    }
  }
  server.close();
  server.closeAllConnections();
});
