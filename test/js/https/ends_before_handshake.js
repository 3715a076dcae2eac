// SPDX-License-Identifier: MIT
// A client that ends its half before the handshake is over leaves no connection behind, though a server of https lets connections be half open.
'use strict';

const assert = require('node:assert');
const https = require('node:https');
const net = require('node:net');
const { server: identity } = require('../tls/fixtures/certificates');

const server = https.createServer(identity, () => assert.fail('there is no request')).listen(0, '127.0.0.1', () => {
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
  client.resume().end();
  client.on('end', () => server.close());
});
server.on('tlsClientError', (error) => assert.strictEqual(error.code, 'ECONNRESET'));
process.on('exit', () => assert.strictEqual(server.listening, false));
