// SPDX-License-Identifier: MIT
// A session that one connection leaves is taken up by the next: by ticket, and by what the server stored.
const assert = require('node:assert');
const { constants: { SSL_OP_NO_TICKET } } = require('node:crypto');
const { connect, listen } = require('./_pair');

function twice(port, options, done) {
  const first = connect(port, options);
  let session;
  first.on('session', (bytes) => {
    session ??= bytes;
  });
  first.resume().on('close', () => {
    assert.strictEqual(first.isSessionReused() ?? false, false);
    const second = connect(port, { ...options, session }, () => assert.strictEqual(second.isSessionReused(), true));
    second.resume().on('close', done);
  });
}

listen({}, (socket) => socket.end('x'), (port, server) => twice(port, {}, () => server.close()));
listen({ maxVersion: 'TLSv1.2' }, (socket) => socket.end('x'), (port, server) => twice(port, {}, () => server.close()));

const stored = new Map();
let resumed = 0;
listen({ maxVersion: 'TLSv1.2', secureOptions: SSL_OP_NO_TICKET }, (socket) => socket.end('x'), (port, server) => {
  server.on('newSession', (id, data, done) => {
    stored.set(id.toString('hex'), data);
    setTimeout(done, 5);
  });
  server.on('resumeSession', (id, done) => {
    resumed++;
    setTimeout(() => done(null, stored.get(id.toString('hex')) ?? null), 5);
  });
  twice(port, { maxVersion: 'TLSv1.2' }, () => {
    assert.strictEqual(stored.size, 1);
    assert.strictEqual(resumed, 1);
    server.close();
  });
});
