// SPDX-License-Identifier: MIT
// TLS over any Duplex, and TLS over TLS.
const assert = require('node:assert');
const { Duplex, duplexPair } = require('node:stream');
const tls = require('node:tls');
const { ca, server: identity } = require('./fixtures/certificates');

function echo(transportOfServer, transportOfClient, done) {
  const server = new tls.TLSSocket(transportOfServer, { isServer: true, key: identity.key, cert: identity.cert });
  const client = tls.connect({ socket: transportOfClient, host: 'localhost', ca: ca.cert });
  server.pipe(server);
  const sent = Buffer.alloc(200000, 'abcdefg');
  const parts = [];
  client.end(sent);
  client.on('data', (part) => parts.push(part));
  client.on('end', () => {
    assert.ok(Buffer.concat(parts).equals(sent));
    done?.(server, client);
  });
  return [server, client];
}

const [one, two] = duplexPair();
echo(one, two);

const outer = tls.createServer({ key: identity.key, cert: identity.cert }, (socket) => {
  const inner = new tls.TLSSocket(socket, { isServer: true, key: identity.key, cert: identity.cert });
  inner.end('inside');
});
outer.listen(0, '127.0.0.1', () => {
  const below = tls.connect({ port: outer.address().port, host: '127.0.0.1', ca: ca.cert }, () => {
    const client = tls.connect({ socket: below, host: 'localhost', ca: ca.cert });
    client.setEncoding('utf8').on('data', (text) => assert.strictEqual(text, 'inside'));
    client.on('close', () => outer.close());
  });
});

// A client that is made by hand says nothing until it writes.
{
  const [near, far] = duplexPair();
  const server = new tls.TLSSocket(far, { isServer: true, key: identity.key, cert: identity.cert });
  const client = new tls.TLSSocket(near, { secureContext: tls.createSecureContext({ ca: ca.cert }), rejectUnauthorized: false });
  let secured = 0;
  server.on('secure', () => secured++);
  setTimeout(() => {
    assert.strictEqual(secured, 0);
    client.write('first');
  }, 20);
  server.once('data', (chunk) => {
    assert.deepStrictEqual([chunk.toString(), secured], ['first', 1]);
    server.destroy();
    client.destroy();
  });
}

// Text instead of bytes is no transport.
const text = new Duplex({ encoding: 'utf8', read() {}, write(chunk, encoding, callback) { callback(); } });
const broken = tls.connect({ socket: text, ca: ca.cert });
broken.on('error', (error) => assert.strictEqual(error.code, 'ERR_STREAM_WRAP'));
setImmediate(() => text.push('hello'));
