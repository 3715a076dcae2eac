// SPDX-License-Identifier: MIT
// What a context refuses, and the names of versions and ciphers.
const assert = require('node:assert');
const tls = require('node:tls');
const { ca, other, server } = require('./fixtures/certificates');

const throws = (options, expected) => assert.throws(() => tls.createSecureContext(options), expected);
throws({ key: server.key, cert: other.cert }, { code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' });
throws({ key: 'nothing' }, { code: /^ERR_OSSL_/ });
throws({ ca: 'nothing', cert: 'nothing' }, { code: 'ERR_OSSL_PEM_NO_START_LINE' });
throws({ ciphers: 'nothing' }, { code: 'ERR_SSL_NO_CIPHER_MATCH' });
throws({ minVersion: 'TLSv9' }, { code: 'ERR_TLS_INVALID_PROTOCOL_VERSION' });
throws({ secureProtocol: 'SSLv3_method' }, { code: 'ERR_TLS_INVALID_PROTOCOL_METHOD' });
throws({ secureProtocol: 'TLS_method', minVersion: 'TLSv1.2' }, { code: 'ERR_TLS_PROTOCOL_VERSION_CONFLICT' });
throws({ ecdhCurve: 'nothing' }, /Failed to set ECDH curve/);
throws({ sigalgs: '' }, { code: 'ERR_INVALID_ARG_VALUE' });
throws({ ticketKeys: Buffer.alloc(3) }, { code: 'ERR_INVALID_ARG_VALUE' });
throws({ pfx: Buffer.from('nothing') }, { name: 'Error' });
assert.ok(tls.createSecureContext({ ca: [ca.cert], ...server, sigalgs: 'ECDSA+SHA256', ecdhCurve: 'P-256:X25519' }).context);
assert.ok(tls.getCiphers().includes('tls_aes_256_gcm_sha384'));
assert.strictEqual(tls.DEFAULT_MIN_VERSION, 'TLSv1.2');

const out = {};
tls.convertALPNProtocols(['h2', 'http/1.1'], out);
assert.strictEqual(out.ALPNProtocols.toString('latin1'), '\x02h2\x08http/1.1');
