// SPDX-License-Identifier: MIT
// For tools/socket_faults.py: sockets of net and their server, in one process. Whatever one call of the system does, what comes back is
// the beginning of what was sent, and what is missing is told by an error.
const assert = require('node:assert');
const net = require('node:net');

const sent = Buffer.from(Array.from({ length: 150000 }, (_, i) => i * 7));
const failures = [];
let port;
const note = ({ code }) => {
  assert.strictEqual(typeof code, 'string');
  failures.push(code);
};

const server = net.createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) => {
  socket.on('error', note).on('data', (part) => socket.write(part)).on('end', () => socket.end());
});

function ask(options) {
  return new Promise((resolve) => {
    const parts = [];
    const before = failures.length;
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, ...options });
    socket.on('error', note).on('data', (part) => parts.push(part)).on('end', () => socket.destroy());
    socket.on('close', () => {
      const got = Buffer.concat(parts);
      assert.ok(got.equals(sent.subarray(0, got.length)));
      assert.ok(got.length === sent.length || failures.length > before, `${got.length} bytes and no error`);
      resolve();
    });
    socket.write(sent.subarray(0, 10));
    socket.end(sent.subarray(10));
    socket.setTimeout(3000, () => socket.destroy(Object.assign(new Error('silence'), { code: 'SILENCE' })));
  });
}

server.on('error', note);
server.on('close', () => console.log('closed'));
server.listen(0, '127.0.0.1', async () => {
  try {
    ({ port } = server.address());
  } catch (error) {
    note(error);
    server.close();
    return;
  }
  await ask({});
  await ask({ noDelay: true, keepAlive: true, localAddress: '127.0.0.1' });
  await ask({ host: 'both', autoSelectFamily: true, lookup: (name, options, callback) =>
    callback(null, [{ address: '127.0.0.1', family: 4 }, { address: '127.0.0.1', family: 4 }]) });
  server.close();
});
process.on('exit', () => console.log('ended', failures.length <= 3));
