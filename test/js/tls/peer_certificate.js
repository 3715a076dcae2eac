// SPDX-License-Identifier: MIT
// What a client is told of the certificate it got: names, key, times, prints, the chain of issuers; and what a server says of its own.
const assert = require('node:assert');
const { createHash, X509Certificate } = require('node:crypto');
const { connect, listen } = require('./_pair');
const { ca, server: identity } = require('./fixtures/certificates');

const print = (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex').toUpperCase().match(/../g).join(':');

let checked = 0;
const chain = identity.cert + ca.cert;
const server = listen({ cert: chain }, (socket) => {
  const own = socket.getCertificate();
  assert.deepStrictEqual(own.raw, new X509Certificate(identity.cert).raw);
  assert.deepStrictEqual(socket.getPeerCertificate(), {}); // the client has none
  assert.strictEqual(socket.getPeerX509Certificate(), undefined);
  checked++;
  socket.end();
}, (port) => {
  const socket = connect(port, { checkServerIdentity: () => undefined }, () => {
    const certificate = socket.getPeerCertificate();
    const x509 = new X509Certificate(identity.cert);
    assert.deepStrictEqual(certificate.raw, x509.raw);
    assert.strictEqual(certificate.ca, false);
    assert.ok(x509.subject.includes(`CN=${certificate.subject.CN}`));
    assert.ok(x509.issuer.includes(`CN=${certificate.issuer.CN}`));
    assert.strictEqual(certificate.subjectaltname, x509.subjectAltName);
    assert.strictEqual(certificate.serialNumber, x509.serialNumber);
    assert.deepStrictEqual([certificate.valid_from, certificate.valid_to], [x509.validFrom, x509.validTo]);
    assert.ok(Date.parse(certificate.valid_from) < Date.parse(certificate.valid_to));
    for (const [name, algorithm] of [['fingerprint', 'sha1'], ['fingerprint256', 'sha256'], ['fingerprint512', 'sha512']]) {
      assert.strictEqual(certificate[name], print(algorithm, certificate.raw));
    }
    const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey;
    if (asymmetricKeyType === 'rsa') {
      assert.strictEqual(certificate.bits, asymmetricKeyDetails.modulusLength);
      assert.strictEqual(certificate.modulus.length, certificate.bits / 4);
      assert.strictEqual(BigInt(certificate.exponent), asymmetricKeyDetails.publicExponent);
    } else {
      assert.strictEqual(certificate.asn1Curve, asymmetricKeyDetails.namedCurve);
      assert.strictEqual(certificate.pubkey.length, 2 * Math.ceil(certificate.bits / 8) + 1);
    }
    assert.strictEqual(certificate.issuerCertificate, undefined);
    const detailed = socket.getPeerCertificate(true);
    const { issuerCertificate } = detailed;
    assert.deepStrictEqual(issuerCertificate.raw, new X509Certificate(ca.cert).raw);
    assert.strictEqual(issuerCertificate.issuerCertificate, issuerCertificate); // signed by itself
    assert.strictEqual(issuerCertificate.ca, true);
    assert.strictEqual(socket.getPeerX509Certificate().fingerprint256, certificate.fingerprint256);
    assert.strictEqual(socket.getPeerX509Certificate().issuerCertificate.subject, new X509Certificate(ca.cert).subject);
    checked++;
    socket.resume().on('close', () => {
      assert.strictEqual(socket.getPeerCertificate(), null);
      server.close();
      checked++;
    });
  });
});
process.on('exit', () => assert.strictEqual(checked, 3));
