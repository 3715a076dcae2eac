// SPDX-License-Identifier: MIT
// A socket that was closed connects once more, with a handshake of its own.
const assert = require('node:assert');
const tls = require('node:tls');
const { listen } = require('./_pair');

let greetings = 0;
listen({}, (socket) => socket.end(`${++greetings}`), (port, server) => {
  const client = new tls.TLSSocket(null, { rejectUnauthorized: false });
  let text = '';
  let handshakes = 0;
  client.on('secure', () => handshakes++);
  client.on('data', (part) => {
    text += part;
  });
  client.once('close', () => {
    client.once('close', () => {
      assert.strictEqual(text, '12');
      assert.strictEqual(handshakes, 2);
      server.close();
    });
    client.connect(port, '127.0.0.1');
  });
  client.connect(port, '127.0.0.1');
});
