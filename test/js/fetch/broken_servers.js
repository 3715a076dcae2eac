// SPDX-License-Identifier: MIT
// Answers that are no HTTP, cut off or in pieces: each is an error with its cause, or is read right.
'use strict';

const assert = require('node:assert');
const net = require('node:net');

const OK = 'HTTP/1.1 200 OK\r\n';
const broken = {
  noise: 'hello\r\n\r\n',
  version: 'HTTP/2.0 200 OK\r\n\r\n',
  status: 'HTTP/1.1 2x0 OK\r\n\r\n',
  colon: `${OK}broken\r\n\r\n`,
  space: `${OK}a : b\r\n\r\n`,
  fold: `${OK}a: b\r\n c\r\n\r\n`,
  'bare LF': `${OK}a: b\nc: d\r\n\r\n`,
  both: `${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  length: `${OK}content-length: 1x\r\n\r\nx`,
  lengths: `${OK}content-length: 1\r\ncontent-length: 2\r\n\r\nxx`,
  upgrade: 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  long: `${OK}a: ${'b'.repeat(20000)}\r\n\r\n`,
  silence: '',
};
const cut = {
  length: `${OK}content-length: 10\r\n\r\n12345`,
  chunk: `${OK}transfer-encoding: chunked\r\n\r\n5\r\n123`,
  size: `${OK}transfer-encoding: chunked\r\n\r\nxyz\r\n`,
  longer: `${OK}transfer-encoding: chunked\r\n\r\n2\r\n1234\r\n0\r\n\r\n`,
};
const fine = {
  'until the end': `${OK}\r\nabc`,
  informational: `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}content-length: 3\r\n\r\nabc`,
  chunks: `${OK}transfer-encoding: chunked\r\n\r\n1;x=y\r\na\r\n2\r\nbc\r\n0\r\ntrailer: t\r\n\r\n`,
  old: 'HTTP/1.0 200\r\n\r\nabc',
};

let answer;
let slowly = false;
const server = net.createServer((socket) => {
  socket.on('error', () => {}); // clients leave when they have seen enough
  socket.once('data', async () => {
    if (slowly) {
      for (const byte of answer) {
        socket.write(byte);
        await new Promise(setImmediate);
      }
    } else {
      socket.write(answer);
    }
    socket.end();
  });
});
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  for (const name in broken) {
    answer = broken[name];
    await assert.rejects(fetch(url), (error) => error.message === 'fetch failed' && error.cause instanceof Error, name);
  }
  for (const name in cut) {
    answer = cut[name];
    const response = await fetch(url);
    await assert.rejects(response.text(), (error) => error.message === 'terminated' && error.cause instanceof Error, name);
  }
  for (slowly of [false, true]) {
    for (const name in fine) {
      answer = fine[name];
      assert.strictEqual(await (await fetch(url)).text(), 'abc', `${name} ${slowly}`);
    }
  }
  server.close();
  await assert.rejects(fetch(url), (error) => error.cause.code === 'ECONNREFUSED');
});
