// SPDX-License-Identifier: MIT
// A server asks for a certificate: one it trusts is authorized, none is refused or, where the server says so, let in.
const assert = require('node:assert');
const { connect, listen } = require('./_pair');
const { ca, client: identity } = require('./fixtures/certificates');

listen({ requestCert: true, ca: ca.cert }, (socket) => {
  assert.strictEqual(socket.authorized, true);
  assert.strictEqual(socket.getPeerCertificate().subject.CN, 'client');
  assert.strictEqual(socket.getPeerX509Certificate().subjectAltName, 'DNS:client.test');
  socket.end('welcome');
}, (port, server) => {
  connect(port, identity).resume().on('close', () => {
    server.once('tlsClientError', (error) => assert.strictEqual(error.code, 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'));
    connect(port, {}).resume().on('error', (error) => {
      assert.match(error.code, /ALERT_CERTIFICATE_REQUIRED$/);
      server.close();
    });
  });
});

listen({ requestCert: true, rejectUnauthorized: false, ca: ca.cert }, (socket) => {
  assert.strictEqual(socket.authorized, false);
  assert.strictEqual(socket.authorizationError, 'UNABLE_TO_GET_ISSUER_CERT');
  socket.end();
}, (port, server) => {
  connect(port, {}).resume().on('close', () => server.close());
});
