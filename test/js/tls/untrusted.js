// SPDX-License-Identifier: MIT
// A client refuses a certificate that nobody it trusts has signed, and one for another host; both by their codes.
const assert = require('node:assert');
const tls = require('node:tls');
const { connect, listen } = require('./_pair');

listen({}, (socket) => socket.resume().end(), async (port, server) => {
  const refused = (options) => new Promise((resolve) => {
    connect(port, options, () => assert.fail('trusted')).on('error', resolve);
  });
  assert.strictEqual((await refused({ ca: [] , secureContext: tls.createSecureContext() })).code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  const wrong = await refused({ servername: 'example.test' });
  assert.strictEqual(wrong.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
  assert.strictEqual(wrong.host, 'example.test');
  assert.strictEqual(wrong.cert.subject.CN, 'localhost');
  const mine = new Error('mine');
  assert.strictEqual(await refused({ checkServerIdentity: () => mine }), mine);
  const lax = connect(port, { servername: 'example.test', rejectUnauthorized: false }, () => {
    assert.strictEqual(lax.authorized, false);
    assert.strictEqual(lax.authorizationError, 'ERR_TLS_CERT_ALTNAME_INVALID');
    server.close();
  });
  lax.resume();
});
