// SPDX-License-Identifier: MIT
// A server and a client that reaches it, for the tests beside this file.
const tls = require('node:tls');
const { ca, server: identity } = require('./fixtures/certificates');

// Calls back with the server's port; the server closes after the first connection has closed.
exports.listen = function listen(options, onConnection, onListening) {
  const server = tls.createServer({ key: identity.key, cert: identity.cert, ...options }, onConnection);
  server.listen(0, '127.0.0.1', () => onListening(server.address().port, server));
  return server;
};

exports.connect = function connect(port, options, onSecure) {
  return tls.connect({ port, host: '127.0.0.1', ca: ca.cert, ...options }, onSecure);
};
