// SPDX-License-Identifier: MIT
// A chat over package `ws`: its server with and without compression, the global WebSocket and its own client as guests, who all see the same.
'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { load } = require('./_packages.js');

const ws = load('ws');
const GUESTS = 8;
const LONG = 'long '.repeat(40000);

async function chat(perMessageDeflate) {
  const server = createServer();
  const rooms = new ws.WebSocketServer({ server, path: '/room', perMessageDeflate, handleProtocols: (offered) => [...offered].pop() });
  rooms.on('connection', (socket, request) => {
    const name = new URL(request.url, 'http://x').searchParams.get('name');
    socket.on('message', (data, binary) => {
      const message = binary ? data : `${name}: ${data}`;
      for (const client of rooms.clients) client.send(message, { binary });
    });
    socket.ping();
  });
  server.listen(0);
  await once(server, 'listening');
  const url = `ws://localhost:${server.address().port}/room`;

  const guests = await Promise.all(Array.from({ length: GUESTS }, async (_, i) => {
    const Client = i % 2 === 0 ? WebSocket : ws.WebSocket;
    const socket = new Client(`${url}?name=guest${i}`, ['first', 'second']);
    socket.binaryType = 'arraybuffer';
    const heard = [];
    socket.addEventListener('message', ({ data }) => heard.push(typeof data === 'string' ? data : new Uint8Array(data)));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    assert.strictEqual(socket.protocol, 'second');
    assert.strictEqual(socket.extensions.startsWith('permessage-deflate'), perMessageDeflate !== false);
    return { socket, heard };
  }));
  for (const [i, { socket }] of guests.entries()) {
    socket.send(`hello from ${i} \u{1f44b}`);
    socket.send(i % 2 === 0 ? LONG : new Uint8Array(70000).fill(i));
  }
  while (!guests.every(({ heard }) => heard.length === 2 * GUESTS)) await new Promise((resolve) => setTimeout(resolve, 5));
  const said = (heard) => heard.map((each) => (typeof each === 'string' ? each : `${each.length} bytes of ${each[0]}`)).sort();
  for (const { heard } of guests) assert.deepStrictEqual(said(heard), said(guests[0].heard));
  const lines = said(guests[0].heard).map((line) => (line.length > 100 ? `${line.slice(0, 20)}... ${line.length}` : line));

  const closes = await Promise.all(guests.map(({ socket }, i) => new Promise((resolve) => {
    socket.addEventListener('close', ({ code, reason, wasClean }) => resolve(`${code} ${reason} ${wasClean}`));
    socket.close(4000 + i, `bye ${i}`);
  })));
  rooms.close();
  server.close();
  return [...lines, ...closes];
}

(async () => {
  const plain = await chat(false);
  assert.deepStrictEqual(await chat({ threshold: 0 }), plain);
  assert.deepStrictEqual(await chat({ threshold: 0, serverNoContextTakeover: true, serverMaxWindowBits: 10 }), plain);
  console.log(plain.join('\n'));

  // A server that refuses, and one that ends without a word.
  const refusing = new ws.WebSocketServer({ port: 0, verifyClient: () => false });
  await once(refusing, 'listening');
  const refused = new WebSocket(`ws://localhost:${refusing.address().port}`);
  await new Promise((resolve) => {
    refused.onclose = ({ code, wasClean }) => {
      console.log('refused', code, wasClean);
      refusing.close(resolve);
    };
  });
  const rude = new ws.WebSocketServer({ port: 0 });
  rude.on('connection', (socket) => socket.terminate());
  await once(rude, 'listening');
  const dropped = new WebSocket(`ws://localhost:${rude.address().port}`);
  await new Promise((resolve) => {
    dropped.onclose = ({ code, wasClean }) => {
      console.log('dropped', code, wasClean);
      rude.close(resolve);
    };
  });
})();
