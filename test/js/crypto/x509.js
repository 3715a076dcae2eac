// SPDX-License-Identifier: MIT
// X509Certificate: facts, checks, the old object, cloning, and certificates that cannot be read.
const assert = require('node:assert');
const { X509Certificate, createPrivateKey, createPublicKey } = require('node:crypto');

const { certificate, key } = require('./fixtures/certificates.js');

const x509 = new X509Certificate(certificate);
assert.strictEqual(x509.subject, 'C=DE\nO=One\nO=Two\nCN=example.test');
assert.strictEqual(x509.issuer, x509.subject);
assert.strictEqual(x509.subjectAltName,
  'DNS:example.test, DNS:*.example.test, IP Address:127.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1, email:a@example.test');
assert.deepStrictEqual(x509.keyUsage, ['1.3.6.1.5.5.7.3.1']);
assert.strictEqual(x509.infoAccess, undefined);
assert.strictEqual(x509.ca, true);
assert.strictEqual(x509.signatureAlgorithm, 'ecdsa-with-SHA256');
assert.strictEqual(x509.signatureAlgorithmOid, '1.2.840.10045.4.3.2');
assert.match(x509.fingerprint, /^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
assert.match(x509.fingerprint256, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
assert.match(x509.fingerprint512, /^([0-9A-F]{2}:){63}[0-9A-F]{2}$/);
assert.match(x509.serialNumber, /^[0-9A-F]+$/);
assert.strictEqual(new Date(x509.validFrom).getTime(), x509.validFromDate.getTime());
assert.strictEqual(x509.validToDate.getUTCFullYear() - x509.validFromDate.getUTCFullYear() > 90, true);
assert.strictEqual(x509.toString(), certificate);
assert.strictEqual(JSON.stringify({ x509 }), JSON.stringify({ x509: certificate }));
assert.deepStrictEqual(new X509Certificate(x509.raw).raw, x509.raw);

assert.strictEqual(x509.checkHost('example.test'), 'example.test');
assert.strictEqual(x509.checkHost('a.example.test'), '*.example.test');
assert.strictEqual(x509.checkHost('a.example.test', { wildcards: false }), undefined);
assert.strictEqual(x509.checkHost('other.test'), undefined);
assert.strictEqual(x509.checkEmail('a@example.test'), 'a@example.test');
assert.strictEqual(x509.checkIP('127.0.0.1'), '127.0.0.1');
assert.strictEqual(x509.checkIP('127.0.0.2'), undefined);
assert.throws(() => x509.checkIP('[::]'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => x509.checkHost('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => x509.checkHost('a', { subject: 'sometimes' }), { code: 'ERR_INVALID_ARG_VALUE' });

const privateKey = createPrivateKey(key);
assert.ok(x509.checkPrivateKey(privateKey));
assert.ok(x509.verify(x509.publicKey));
assert.ok(x509.checkIssued(x509));
assert.ok(x509.publicKey.equals(createPublicKey(certificate)));
assert.throws(() => x509.verify(privateKey), { code: 'ERR_INVALID_ARG_VALUE' });

const legacy = x509.toLegacyObject();
assert.deepStrictEqual({ ...legacy.subject }, { C: 'DE', O: ['One', 'Two'], CN: 'example.test' });
assert.strictEqual(legacy.asn1Curve, 'prime256v1');
assert.strictEqual(legacy.nistCurve, 'P-256');
assert.strictEqual(legacy.bits, 256);
assert.strictEqual(legacy.pubkey.length, 65);
assert.deepStrictEqual(legacy.ext_key_usage, x509.keyUsage);

assert.deepStrictEqual(structuredClone(x509).raw, x509.raw);
assert.throws(() => new X509Certificate(Buffer.from('nothing')), { code: 'ERR_OSSL_PEM_NO_START_LINE' });
assert.throws(() => new X509Certificate(1), { code: 'ERR_INVALID_ARG_TYPE' });
