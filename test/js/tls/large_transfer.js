// SPDX-License-Identifier: MIT
// Megabytes both ways at once, against a reader that pauses: nothing is lost, order is kept, and writers wait.
const assert = require('node:assert');
const { createHash, randomBytes } = require('node:crypto');
const { connect, listen } = require('./_pair');

const data = randomBytes(8 << 20);
const digest = createHash('sha1').update(data).digest('hex');
let waited = false;

function send(socket) {
  let at = 0;
  const more = () => {
    while (at < data.length) {
      const size = 1 + (at * 7919) % 70000;
      const room = socket.write(data.subarray(at, at + size));
      at += size;
      if (!room) {
        waited = true;
        socket.once('drain', more);
        return;
      }
    }
    socket.end();
  };
  more();
}

function receive(socket, slow) {
  const hash = createHash('sha1');
  socket.on('data', (part) => {
    hash.update(part);
    if (!slow || Math.random() < 0.8) return;
    socket.pause();
    setImmediate(() => socket.resume());
  });
  socket.on('end', () => assert.strictEqual(hash.digest('hex'), digest));
}

listen({ allowHalfOpen: true }, (socket) => {
  receive(socket, true);
  send(socket);
}, (port, server) => {
  const client = connect(port, { allowHalfOpen: true }, () => {
    receive(client, false);
    send(client);
  });
  client.on('close', () => {
    assert.ok(waited);
    server.close();
  });
});
