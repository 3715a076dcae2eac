// SPDX-License-Identifier: MIT
// What the programs for tools/socket_faults.py share: a server's answer is what it was sent; what comes back is the beginning of that, and what is missing is
// told by an error.
const assert = require('node:assert');

const failures = [];

function note({ code }) {
  assert.strictEqual(typeof code, 'string');
  failures.push(code);
}

function answer(socket) {
  socket.on('error', note).on('data', (part) => socket.write(part)).on('end', () => socket.end());
}

// Resolves when the socket is closed.
function ask(socket, sent) {
  const parts = [];
  const before = failures.length;
  socket.on('error', note).on('data', (part) => parts.push(part)).on('end', () => socket.destroy());
  socket.setTimeout(3000, () => socket.destroy(Object.assign(new Error('silence'), { code: 'SILENCE' })));
  return new Promise((resolve) => {
    socket.on('close', () => {
      const got = Buffer.concat(parts);
      assert.ok(got.equals(sent.subarray(0, got.length)));
      assert.ok(got.length === sent.length || failures.length > before, `${got.length} bytes and no error`);
      resolve();
    });
  });
}

// The port of a server that listens; undefined where even that failed.
function portOf(server) {
  try {
    return server.address().port;
  } catch (error) {
    note(error);
    server.close();
    return undefined;
  }
}

module.exports = { answer, ask, failures, note, portOf };
