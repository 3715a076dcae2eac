// SPDX-License-Identifier: MIT
// All that a server can listen on: a descriptor that was open at the start, another server's handle, a port that is shared or not, IPv6 alone, names without a file.
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const { once } = require('node:events');

async function listen(options) {
  const server = net.createServer((socket) => socket.on('error', () => {}).end('hi'));
  server.listen(options);
  await once(server, 'listening');
  return server;
}

async function read(options) {
  let text = '';
  for await (const part of net.connect(options).setEncoding('utf8')) text += part;
  return text;
}

const host = '127.0.0.1';
const fails = (options, code) => assert.rejects(listen(options), { code }, JSON.stringify(options));

async function main() {
  const first = await listen({ port: 0, host });
  const { port } = first.address();
  const child = spawn(process.execPath, ['-e', `net.createServer((s) => s.end('child')).listen({ fd: 3 }, () => console.log('up'))`],
                      { stdio: ['ignore', 'pipe', 'inherit', first._handle] });
  await once(child.stdout, 'data');
  first.close();
  assert.strictEqual(await read({ port, host }), 'child');
  child.kill();
  await once(child, 'exit');
  const again = await listen({ port, host });
  const byHandle = await listen({ _handle: again._handle });
  assert.strictEqual(byHandle.address().port, port);
  assert.strictEqual(await read({ port, host }), 'hi');
  const file = fs.openSync(__filename);
  await fails({ fd: file }, 'EINVAL');
  fs.closeSync(file);
  await fails({ port, host }, 'EADDRINUSE');
  await fails({ port, host, exclusive: true }, 'EADDRINUSE');
  await fails({ port, host, reusePort: true }, 'EADDRINUSE');

  const shared = [await listen({ port: 0, host, reusePort: true })];
  const options = { port: shared[0].address().port, host };
  shared.push(await listen({ ...options, reusePort: true }), await listen({ ...options, reusePort: true, exclusive: true }));
  const served = new Set();
  for (const [i, server] of shared.entries()) server.on('connection', () => served.add(i));
  for (let i = 0; i < 60 && served.size < 3; i++) assert.strictEqual(await read(options), 'hi');
  assert.ok(served.size > 1, 'one server got all connections');
  for (const server of shared) server.close();

  const both = await listen({ port: 0 });
  assert.strictEqual(await read({ port: both.address().port, host }), 'hi');
  both.close();
  if (both.address()?.family === 'IPv6' || Object.values(require('node:os').networkInterfaces()).flat().some(({ family }) => family === 'IPv6')) {
    const sixth = await listen({ port: 0, host: '::', ipv6Only: true });
    await assert.rejects(read({ port: sixth.address().port, host }), { code: 'ECONNREFUSED' });
    assert.strictEqual(await read({ port: sixth.address().port, host: '::1' }), 'hi');
    sixth.close();
  }

  const name = `\0listens-${process.pid}`;
  const hidden = await listen({ path: name });
  assert.strictEqual(hidden.address(), name);
  assert.strictEqual(await read({ path: name }), 'hi');
  hidden.close();
  await fails({ path: __filename }, 'EADDRINUSE');
  await fails({ path: '/none/socket' }, 'EACCES');
  await assert.rejects(read({ path: __filename }), { code: 'ECONNREFUSED' });
  byHandle.close();
}

let done = false;
main().then(() => { done = true; process.exit(); });
process.on('exit', () => assert.ok(done));
