// SPDX-License-Identifier: MIT
// TLS waits for the network room.

const { functions, classes } = require('internal/unimplemented');

classes(exports, 'tls', 'SecureContext TLSSocket Server');
functions(exports, 'tls', 'getCiphers getCACertificates setDefaultCACertificates checkServerIdentity createSecureContext createServer connect');
Object.assign(exports, {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
});
