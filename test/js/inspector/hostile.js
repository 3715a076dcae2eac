// SPDX-License-Identifier: MIT
// Front ends that break rules: text that is no JSON, no message, unmasked and huge frames, a head without end, a hundred connections. The program goes on.
'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const net = require('node:net');
const { start, write } = require('./_client.js');

const file = write({ 'program.js': 'process.stdin.resume(); process.stdin.on("end", () => { console.log("went on"); process.exit(3); });' });

async function raw(port, bytes) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  socket.resume();
  await once(socket, 'close');
}

(async () => {
  const program = await start(['--inspect=0', file], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { port, pathname } = new URL(program.url);
  const handshake = `GET ${pathname} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
  await raw(port, 'nonsense\r\n\r\n');
  await raw(port, `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(10000)}`);
  await raw(port, handshake.replace('localhost', 'evil.example'));
  await raw(port, handshake.replace(pathname, '/other'));
  await raw(port, Buffer.concat([Buffer.from(handshake), Buffer.from([0x81, 0x02, 0x7b, 0x7d])])); // not masked
  await raw(port, Buffer.concat([Buffer.from(handshake), Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4])]));
  await raw(port, Buffer.concat([Buffer.from(handshake), Buffer.from([0x80, 0x80, 0, 0, 0, 0])])); // continues nothing

  const client = await program.client();
  const answers = [];
  client.socket.onmessage = ({ data }) => {
    answers.push(JSON.parse(data));
    if (answers.length === 6) client.close();
  };
  for (const text of ['{', '[]', '7', '{"id":"x"}', '{"id":1}', '{"id":2,"method":"No.such"}']) client.socket.send(text);
  await client.closed;
  assert.deepStrictEqual(answers.map(({ error: { code } }) => code), [-32700, -32600, -32600, -32600, -32600, -32601]);

  const many = await Promise.all(Array.from({ length: 50 }, () => program.client()));
  await Promise.all(many.map((each) => each.send('Runtime.enable')));
  assert.strictEqual((await many[7].send('Runtime.evaluate', { expression: '6 * 7' })).result.value, 42);
  await Promise.all(many.map((each) => each.close()));
  program.child.stdin.end();
  const { code, output } = await program.end;
  assert.strictEqual(code, 3);
  assert.strictEqual(output, 'went on\n');
})();
