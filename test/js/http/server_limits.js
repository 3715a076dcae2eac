// SPDX-License-Identifier: MIT
// A server's limits and time limits, each by what a client sees: requests of a connection, fields, expectations, slow heads and bodies,
// idle connections, silence; closing.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

const head = 'GET / HTTP/1.1\r\nHost: a\r\n';

async function start(options, handler = (req, res) => res.end('x')) {
  const server = http.createServer(options, handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

// What comes until the server ends; `ready` when the first bytes are there.
function exchange(server, text, ready) {
  return new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    const guard = setTimeout(() => socket.destroy(), 15000);
    let got = '';
    socket.setEncoding('latin1').on('error', () => {}).on('data', (part) => {
      got += part;
      ready?.();
      ready = undefined;
    }).on('close', () => {
      clearTimeout(guard);
      server.close();
      resolve(got.replace(/Date: .*\r\n/g, ''));
    });
    socket.write(text);
  });
}

const statuses = (text) => text.match(/HTTP\/1\.1 \d+/g)?.map((line) => line.slice(9)).join() ?? '';

async function counts() {
  const few = await start({ keepAliveTimeout: 20 });
  few.maxRequestsPerSocket = 2;
  const dropped = once(few, 'dropRequest');
  const answers = await exchange(few, `${head}\r\n`.repeat(3));
  assert.strictEqual(statuses(answers), '200,200,503');
  assert.match(answers, /Keep-Alive: timeout=\d+, max=2\r\n/);
  assert.strictEqual(answers.match(/Connection: close/g).length, 2);
  await dropped;

  const narrow = await start({}, (req, res) => {
    res.setHeader('Connection', 'close');
    res.end(String(req.rawHeaders.length));
  });
  narrow.maxHeadersCount = 4;
  assert.match(await exchange(narrow, `${head}A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n\r\n`), /\r\n\r\n8$|^HTTP\/1\.1 431/);

  const small = await start({ maxHeaderSize: 1000 });
  assert.match(await exchange(small, `${head}A: ${'b'.repeat(1100)}\r\n\r\n`), /^HTTP\/1\.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n$/);

  const picky = await start({}, () => assert.fail('not asked for'));
  picky.on('checkExpectation', (req, res) => {
    res.writeHead(417, { Connection: 'close' });
    res.end(req.headers.expect);
  });
  assert.match(await exchange(picky, `${head}Expect: wonders\r\n\r\n`), /^HTTP\/1\.1 417 [^]*wonders/);
}

async function times() {
  const quick = { connectionsCheckingInterval: 10 };
  const answer = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';
  assert.strictEqual(await exchange(await start({ ...quick, headersTimeout: 40, requestTimeout: 10000 }), 'GET / HTTP/1.1\r\nHo'), answer);
  assert.strictEqual(await exchange(await start({ ...quick, headersTimeout: 40, requestTimeout: 60 }, (req) => {
    req.on('error', ({ code }) => assert.strictEqual(code, 'ECONNRESET')).resume();
  }), `${head}Content-Length: 9\r\n\r\nabc`), answer);
  const told = [];
  const heard = await start({ ...quick, headersTimeout: 40, requestTimeout: 60 });
  heard.on('clientError', (error, socket) => {
    told.push(error.code);
    socket.end('HTTP/1.1 499 Mine\r\n\r\n');
  });
  assert.strictEqual(statuses(await exchange(heard, 'GET')), '499');
  assert.deepStrictEqual(told, ['ERR_HTTP_REQUEST_TIMEOUT']);

  const idle = await start({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 });
  assert.match(await exchange(idle, `${head}\r\n`), /^HTTP\/1\.1 200 [^]*x$/);

  const silent = await start({}, () => {});
  silent.setTimeout(30);
  assert.strictEqual(await exchange(silent, `${head}\r\n`), '');
  const asked = await start({}, () => {});
  let calls = 0;
  asked.setTimeout(30, (socket) => {
    calls++;
    socket.end('HTTP/1.1 504 Late\r\n\r\n');
  });
  assert.strictEqual(statuses(await exchange(asked, `${head}\r\n`)), '504');
  assert.strictEqual(calls, 1);
  const each = await start({}, (req, res) => {
    res.setTimeout(20, () => res.writeHead(503, { Connection: 'close' }).end());
  });
  assert.strictEqual(statuses(await exchange(each, `${head}\r\n`)), '503');
}

async function closing() {
  for (const close of [(server) => server.closeIdleConnections(), (server) => server.close(), (server) => server.closeAllConnections()]) {
    const server = await start({ keepAliveTimeout: 60000 });
    assert.match(await exchange(server, `${head}\r\n`, () => close(server)), /^HTTP\/1\.1 200 [^]*x$/);
  }
  const busy = await start({}, () => busy.closeIdleConnections() ?? setTimeout(() => busy.closeAllConnections(), 20));
  assert.strictEqual(await exchange(busy, `${head}\r\n`), '');
}

// A body that nobody reads does not become the next request.
async function unread() {
  const server = await start({}, (req, res) => {
    if (req.url === '/last') res.setHeader('Connection', 'close');
    res.end(req.url);
  });
  const body = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
  const text = await exchange(server, `POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
    `POST /second HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` +
    'GET /last HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.deepStrictEqual(text.match(/\r\n\r\n\/[a-z]+/g).map((part) => part.trim()), ['/first', '/second', '/last']);
}

let done = false;
Promise.all([counts(), times(), closing(), unread()]).then(() => { done = true; });
process.on('exit', () => assert.ok(done));
