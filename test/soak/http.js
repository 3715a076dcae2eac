// SPDX-License-Identifier: MIT
// Asks a server, in a process of its own, PROTOJS_SOAK_REQUESTS times (1,000,000 by default): whole and in pieces, one by one and pipelined, with
// lengths and with chunks, up and down; and between them, as clients do that nobody wishes for: they vanish within a head or a body, reset, close
// their half, stop talking, talk nonsense. Every byte of every answer is compared. Fails where one differs, where the server's memory does not
// stay flat, or where it keeps a connection or a descriptor.
//
// PROTOJS_SOAK_SERVER names another runtime for the server.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const { spawn } = require('node:child_process');

const REQUESTS = Number(process.env.PROTOJS_SOAK_REQUESTS ?? 1000000);
const CONNECTIONS = 32;
const TROUBLES = 100; // clients at most that misbehave at a time
const text = 'The quick brown fox jumps over the lazy dog.\n';
const large = Buffer.from(text.repeat(6000));

// ---- the server -----------------------------------------------------------------------------------------------------------------

function answer(request, response) {
  response.sendDate = false;
  request.on('error', () => {}); // who vanishes is no failure of ours
  const { pathname, searchParams } = new URL(request.url, 'http://soak');
  if (pathname === '/large') {
    response.setHeader('Content-Length', large.length);
    for (let at = 0; at < large.length; at += 50000) response.write(large.subarray(at, at + 50000));
    response.end();
  } else if (pathname === '/lines') {
    for (let i = 0; i < Number(searchParams.get('n')); i++) response.write(text);
    response.end();
  } else if (pathname === '/echo') {
    const parts = [];
    request.on('data', (part) => parts.push(part)).on('end', () => response.end(Buffer.concat(parts)));
  } else if (pathname === '/none') {
    response.writeHead(204).end();
  } else {
    response.end(`Hello, ${pathname}!`);
  }
}

function serve() {
  const server = http.createServer({ keepAliveTimeout: 60000, headersTimeout: 5000, requestTimeout: 6000, connectionsCheckingInterval: 1000 }, answer);
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('disconnect', () => process.exit());
  process.on('message', (what) => {
    if (what === 'end') server.close(() => process.disconnect());
    else server.getConnections((error, open) => process.send({ open, descriptors: fs.readdirSync('/proc/self/fd').length }));
  });
}

// ---- what is asked, and what must come ------------------------------------------------------------------------------------------

const kept = 'Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n';
const ask = (line, more = '', body = '') => `${line} HTTP/1.1\r\nHost: soak\r\n${more}\r\n${body}`;
const told = (body) => `HTTP/1.1 200 OK\r\n${kept}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const chunk = (body) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
const pair = (request, response, count = 1) => [request, response, count];

function lengths(size) {
  const body = 'x'.repeat(size);
  return pair(ask('POST /echo', `Content-Length: ${size}\r\n`, body), told(body));
}

function chunks(...sizes) {
  const bodies = sizes.map((size) => 'y'.repeat(size));
  return pair(ask('POST /echo', 'Transfer-Encoding: chunked\r\n', `${bodies.map(chunk).join('')}0\r\n\r\n`), told(bodies.join('')));
}

function lines(n) {
  return pair(ask(`GET /lines?n=${n}`), `HTTP/1.1 200 OK\r\n${kept}Transfer-Encoding: chunked\r\n\r\n${chunk(text.repeat(n))}0\r\n\r\n`);
}

function joined(...pairs) {
  return pair(pairs.map((p) => p[0]).join(''), pairs.map((p) => p[1]).join(''), pairs.length);
}

const hello = pair(ask('GET /world'), told('Hello, /world!'));
const none = pair(ask('GET /none'), `HTTP/1.1 204 No Content\r\n${kept}\r\n`);
const headOnly = pair(ask('HEAD /world'), `HTTP/1.1 200 OK\r\n${kept}\r\n`);
const batches = [
  hello, joined(...Array(16).fill(hello)), joined(...Array(32).fill(hello)), joined(hello, none, headOnly, lengths(0), hello), lengths(5), lengths(70000),
  joined(lengths(100), lengths(3000), chunks(1, 2, 3), hello), chunks(10, 20000, 1), chunks(65536, 70001), lines(3), joined(lines(40), hello, lines(1)),
  pair(ask('GET /large'), `HTTP/1.1 200 OK\r\nContent-Length: ${large.length}\r\n${kept}\r\n${large}`),
].map(([request, response, count]) => ({ request: Buffer.from(request), response: Buffer.from(response), count }));

// How often a batch is drawn: most requests are small.
const drawn = [0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11];

// The same sequence each time.
let seed = 20250101;
function random(below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor(seed / 2 ** 32 * below);
}

// ---- clients ----------------------------------------------------------------------------------------------------------------------

const counts = { answered: 0, bytes: 0, refused: 0, vanished: 0, reset: 0, halfOpen: 0, silent: 0, deaf: 0, unsaid: 0, dripped: 0 };

function connect(port, options) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true, ...options });
  return new Promise((resolve, reject) => socket.once('error', reject).once('connect', () => {
    socket.removeListener('error', reject);
    resolve(socket);
  }));
}

function writeInPieces(socket, bytes) {
  if (random(4) !== 0 || bytes.length < 2) {
    socket.write(bytes);
    return;
  }
  const at = 1 + random(bytes.length - 1);
  socket.write(bytes.subarray(0, at));
  setImmediate(() => socket.write(bytes.subarray(at)));
}

// One batch, and its answers to the byte.
function exchange(socket, { request, response, count }) {
  return new Promise((resolve, reject) => {
    let at = 0;
    const done = (error) => {
      socket.removeListener('data', onData).removeListener('close', onClose).removeListener('error', done);
      if (error) reject(error);
      else resolve();
    };
    const onClose = () => done(new Error(`closed after ${at} of ${response.length} bytes`));
    const onData = (part) => {
      if (response.compare(part, 0, part.length, at, at + part.length) !== 0) {
        done(new Error(`differs after ${at} bytes: ${JSON.stringify(part.toString('latin1').slice(0, 300))}`));
        return;
      }
      at += part.length;
      if (at < response.length) return;
      counts.answered += count;
      counts.bytes += at;
      done();
    };
    socket.on('data', onData).on('close', onClose).on('error', done);
    writeInPieces(socket, request);
  });
}

function everything(socket) {
  return new Promise((resolve) => {
    let all = '';
    socket.on('data', (part) => { all += part.toString('latin1'); }).on('error', () => {}).on('close', () => resolve(all));
  });
}

const troubles = new Set();
const nuisances = [
  async function vanish(port) {
    const socket = await connect(port);
    socket.on('error', () => {}).resume();
    const { request } = batches[random(batches.length)];
    socket.write(request.subarray(0, 1 + random(request.length)));
    setTimeout(() => socket.destroy(), random(5));
    counts.vanished++;
  },
  async function reset(port) {
    const socket = await connect(port);
    socket.on('error', () => {});
    const { request } = batches[random(batches.length)];
    socket.write(request.subarray(0, 1 + random(request.length)));
    setTimeout(() => socket.resetAndDestroy(), random(5));
    counts.reset++;
  },
  async function closeHalf(port) {
    const socket = await connect(port, { allowHalfOpen: true });
    const all = everything(socket);
    socket.end(ask('GET /world'));
    const got = await all;
    assert.ok(got === '' || got.startsWith('HTTP/1.1 200 OK\r\n'), got);
    counts.halfOpen++;
  },
  async function nonsense(port) {
    const socket = await connect(port);
    const all = everything(socket);
    socket.write(['\x16\x03\x01\x02', 'GET / HTTP/9.9\r\n\r\n', 'GET /\n\n', ask('GET /', 'A : b\r\n'), ask('POST /', 'Content-Length: -1\r\n')][random(5)]);
    assert.strictEqual(await all, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    counts.refused++;
  },
  // Asks for more than the system buffers, and goes while it comes.
  async function deafness(port) {
    const socket = await connect(port);
    socket.on('error', () => {});
    socket.write(ask('GET /large').repeat(40));
    await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
    socket.pause();
    setTimeout(() => (random(2) === 0 ? socket.resetAndDestroy() : socket.destroy()), random(20));
    counts.deaf++;
  },
  // Promises a body, and goes within it.
  async function unsaid(port) {
    const socket = await connect(port);
    socket.on('error', () => {}).resume();
    const promise = ['Content-Length: 400000\r\n', 'Transfer-Encoding: chunked\r\n'][random(2)];
    socket.write(ask('POST /echo', promise, `${promise[0] === 'C' ? '' : '61A80\r\n'}${'z'.repeat(1 + random(200000))}`));
    setTimeout(() => (random(2) === 0 ? socket.resetAndDestroy() : socket.destroy()), random(20));
    counts.unsaid++;
  },
  // As slowly as may be, but in time.
  async function drip(port) {
    const socket = await connect(port);
    const all = everything(socket);
    for (const byte of ask('GET /drip', 'Connection: close\r\n')) {
      socket.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const got = await all;
    assert.ok(got.startsWith('HTTP/1.1 200 OK\r\n') && got.endsWith('Hello, /drip!'), got);
    counts.dripped++;
  },
  async function silence(port) {
    const socket = await connect(port);
    const all = everything(socket);
    socket.write(['GET / HT', ask('POST /echo', 'Content-Length: 10\r\n', 'abc')][random(2)]);
    assert.strictEqual(await all, 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    counts.silent++;
  },
];

async function client(port) {
  let socket = await connect(port);
  while (counts.answered < REQUESTS) {
    await exchange(socket, batches[drawn[random(drawn.length)]]);
    if (random(50) === 0) {
      socket.end();
      socket = await connect(port);
    }
    if (random(100) === 0 && troubles.size < TROUBLES) {
      const trouble = nuisances[random(nuisances.length)](port).then(() => troubles.delete(trouble));
      troubles.add(trouble);
    }
  }
  socket.end();
}

// ---- the whole --------------------------------------------------------------------------------------------------------------------

function residentMiB(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) / 1024;
}

function said(child) {
  return new Promise((resolve) => child.once('message', resolve));
}

async function settled(child) {
  for (const end = performance.now() + 30000;;) {
    child.send('state');
    const state = await said(child);
    if (state.open === 0) return state;
    assert.ok(performance.now() < end, `the server keeps ${state.open} connections`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function median(list) {
  return list.sort((a, b) => a - b)[list.length >> 1];
}

async function main() {
  const child = spawn(process.env.PROTOJS_SOAK_SERVER ?? process.execPath, [__filename, 'serve'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  const { port } = await said(child);
  const before = await settled(child);
  const samples = [];
  const sampling = setInterval(() => samples.push({ at: counts.answered, mib: residentMiB(child.pid) }), 100);
  const started = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => client(port)));
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampling);
  await Promise.all(troubles);
  const after = await settled(child);
  const part = (from, to) => median(samples.filter((s) => s.at >= REQUESTS * from && s.at < REQUESTS * to).map((s) => s.mib));
  const [early, late] = [part(0.4, 0.7), part(0.7, 1)];
  child.send('end');
  const exit = await ended;
  const { answered, bytes, ...others } = counts;
  console.log(`${answered} requests answered to the byte (${Math.round(bytes / 2 ** 20)} MiB) in ${seconds.toFixed(1)} s, ` +
    `${Math.round(answered / seconds)} a second; ${Object.entries(others).map(([name, n]) => `${n} ${name}`).join(', ')}; ` +
    `resident ${early?.toFixed(1)} MiB, then ${late?.toFixed(1)} MiB; descriptors ${before.descriptors}, then ${after.descriptors}`);
  assert.strictEqual(exit, 0);
  assert.ok(after.descriptors <= before.descriptors, 'descriptors are left');
  if (REQUESTS >= 100000) assert.ok(late - early < Math.max(8, early / 10), `memory grew from ${early} to ${late} MiB`);
}

if (process.argv[2] === 'serve') serve();
else main();
