// SPDX-License-Identifier: MIT
// Keys with a bit, a byte or a member changed: read as the key that they then are, or refused with an error; never anything else.
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');

let seed = Number(process.env.KEYS_SEED) || 1;
const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
const ROUNDS = Number(process.env.KEYS_ROUNDS) || 25;

function changed(bytes) {
  bytes = Buffer.from(bytes);
  const at = next(bytes.length);
  switch (next(5)) {
    case 0: return bytes.subarray(0, at);
    case 1: return Buffer.concat([bytes, Buffer.from([next(256)])]);
    case 2: return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 3: return Buffer.concat([bytes.subarray(0, at), Buffer.from([next(256)]), bytes.subarray(at)]);
    default: bytes[next(2) ? at : next(Math.min(40, bytes.length))] ^= 1 << next(8);
  }
  return bytes;
}

function check(read, input) {
  let key;
  try {
    key = read(input);
  } catch (error) {
    assert.ok(error instanceof Error, `${error}`);
    return;
  }
  assert.ok(key instanceof crypto.KeyObject);
  const isPublic = key.type === 'public';
  const type = isPublic ? 'spki' : 'pkcs8';
  let der;
  try {
    der = key.export({ format: 'der', type });
  } catch (error) {
    assert.ok(error instanceof Error);
    return;
  }
  let again;
  try { // what OpenSSL reads and writes it need not read again: an explicit curve, say
    again = (isPublic ? crypto.createPublicKey : crypto.createPrivateKey)({ key: der, format: 'der', type });
  } catch (error) {
    assert.ok(error instanceof Error);
    return;
  }
  assert.strictEqual(again.asymmetricKeyType, key.asymmetricKeyType);
}

const labels = { spki: 'PUBLIC KEY', pkcs8: 'PRIVATE KEY', sec1: 'EC PRIVATE KEY' };
const pem = (type, der) => `-----BEGIN ${labels[type]}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${labels[type]}-----\n`;

function changeJwk(jwk) {
  const made = { ...jwk };
  const names = Object.keys(made);
  const name = names[next(names.length)];
  const value = made[name];
  made[name] = [undefined, '', 7, null, {}, value.slice(0, next(value.length)), `${value}AA`, '!!!', 'P-256', 'OKP', 'A'.repeat(9000),
    changed(Buffer.from(value, 'base64url')).toString('base64url')][next(12)];
  return made;
}

const kinds = [['rsa', { modulusLength: 1024 }], ['ec', { namedCurve: 'P-256' }], ['ec', { namedCurve: 'P-384', paramEncoding: 'explicit' }], ['ed25519'], ['x448']];
for (const [kind, options] of kinds) {
  const { publicKey, privateKey } = crypto.generateKeyPairSync(kind, options);
  const forms = [[publicKey, 'spki', crypto.createPublicKey], [privateKey, 'pkcs8', crypto.createPrivateKey], [privateKey, 'pkcs8', crypto.createPublicKey]];
  if (kind === 'ec') forms.push([privateKey, 'sec1', crypto.createPrivateKey]);
  for (let i = 0; i < ROUNDS; i++) {
    for (const [key, type, read] of forms) {
      const der = changed(key.export({ format: 'der', type }));
      check((bytes) => read({ key: bytes, format: 'der', type }), der);
      check(read, pem(type, der));
    }
    if (options?.paramEncoding !== undefined) continue;
    for (const key of [publicKey, privateKey]) {
      const jwk = changeJwk(key.export({ format: 'jwk' }));
      for (const read of [crypto.createPublicKey, crypto.createPrivateKey]) check((given) => read({ key: given, format: 'jwk' }), jwk);
    }
  }
}

// The version of a private key is 0, or 1 with its public key beside it.
const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
const der = privateKey.export({ format: 'der', type: 'pkcs8' });
der[4] = 2;
for (const read of [() => crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), () => crypto.createPrivateKey(pem('pkcs8', der))]) {
  assert.throws(read, { code: 'ERR_OSSL_ASN1_AUX_ERROR' });
}
const spki = publicKey.export({ format: 'der', type: 'spki' });
assert.throws(() => crypto.createPublicKey({ key: spki.subarray(0, 9), format: 'der', type: 'spki' }), (error) => {
  assert.strictEqual(error.message, 'Failed to read asymmetric key');
  assert.strictEqual(error.code, undefined);
  return error.opensslErrorStack.length > 1;
});
