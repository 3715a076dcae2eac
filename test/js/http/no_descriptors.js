// SPDX-License-Identifier: MIT
// A server that runs out of descriptors goes on, and serves again when there are some.
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');

if (process.argv[2] === 'serve') {
  const server = http.createServer((req, res) => res.end('ok')).listen(0, '127.0.0.1', () => console.log(server.address().port));
  server.on('error', () => {});
} else {
  const child = spawn('sh', ['-c', 'ulimit -n 60; exec "$0" "$1" serve', process.execPath, __filename], { stdio: ['ignore', 'pipe', 'inherit'] });
  const get = (port) => new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent: false }, (res) => res.resume().on('end', () => resolve(res.statusCode))).on('error', reject);
  });
  child.stdout.once('data', async (text) => {
    const port = +text;
    const sockets = [];
    for (let i = 0; i < 120; i++) {
      const socket = net.connect(port, '127.0.0.1').on('error', () => {});
      sockets.push(socket);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.strictEqual(child.exitCode, null);
    for (const socket of sockets) socket.destroy();
    let status;
    for (let i = 0; i < 100 && status !== 200; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      status = await get(port).catch(() => undefined);
    }
    assert.strictEqual(status, 200);
    assert.strictEqual(child.exitCode, null);
    child.kill();
  });
}
