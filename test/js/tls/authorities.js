// SPDX-License-Identifier: MIT
// The default authorities can be asked for and replaced.
const assert = require('node:assert');
const tls = require('node:tls');
const { connect, listen } = require('./_pair');
const { ca } = require('./fixtures/certificates');

delete process.env.NODE_EXTRA_CA_CERTS;
assert.strictEqual(tls.getCACertificates('bundled'), tls.rootCertificates);
assert.deepStrictEqual(tls.getCACertificates('extra'), []);
assert.throws(() => tls.getCACertificates('other'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => tls.setDefaultCACertificates('text'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => tls.setDefaultCACertificates(['text']), { code: 'ERR_CRYPTO_OPERATION_FAILED' });

listen({}, (socket) => socket.end(), (port, server) => {
  connect(port, { ca: undefined }).on('error', (error) => {
    assert.strictEqual(error.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    tls.setDefaultCACertificates([ca.cert, Buffer.from(ca.cert)]);
    assert.deepStrictEqual(tls.getCACertificates(), [ca.cert]);
    const client = connect(port, { ca: undefined }, () => {
      assert.strictEqual(client.authorized, true);
      server.close();
    });
    client.resume();
  });
});
