// SPDX-License-Identifier: MIT
// Where the operations of an algorithm are. Each family is loaded with the first use of one of its algorithms.

const secret = () => require('internal/crypto/web/secret');
const rsa = () => require('internal/crypto/web/rsa');
const curves = () => require('internal/crypto/web/curves');
const derivation = () => require('internal/crypto/web/derivation');

const families = {
  '__proto__': null,
  'AES-CBC': secret, 'AES-CTR': secret, 'AES-GCM': secret, 'AES-OCB': secret, 'AES-KW': secret, 'ChaCha20-Poly1305': secret,
  'HMAC': secret, 'KMAC128': secret, 'KMAC256': secret,
  'RSASSA-PKCS1-v1_5': rsa, 'RSA-PSS': rsa, 'RSA-OAEP': rsa,
  'ECDSA': curves, 'ECDH': curves, 'Ed25519': curves, 'Ed448': curves, 'X25519': curves, 'X448': curves,
  'HKDF': derivation, 'PBKDF2': derivation,
};

const familyOf = (name) => families[name]();

module.exports = { familyOf };
