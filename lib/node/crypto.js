// SPDX-License-Identifier: MIT
// Cryptography waits for its own room.

const { functions, classes } = require('internal/unimplemented');

functions(exports, 'crypto', 'argon2 argon2Sync checkPrime checkPrimeSync createCipheriv createDecipheriv createDiffieHellman createDiffieHellmanGroup ' +
  'createECDH createHash createHmac createPrivateKey createPublicKey createSecretKey createSign createVerify diffieHellman generatePrime ' +
  'generatePrimeSync getCiphers getCipherInfo getCurves getDiffieHellman getHashes hkdf hkdfSync pbkdf2 pbkdf2Sync generateKeyPair ' +
  'generateKeyPairSync generateKey generateKeySync privateDecrypt privateEncrypt publicDecrypt publicEncrypt randomBytes randomFill ' +
  'randomFillSync randomInt randomUUID scrypt scryptSync sign setEngine timingSafeEqual getFips setFips verify hash encapsulate ' +
  'decapsulate secureHeapUsed getRandomValues');
classes(exports, 'crypto', 'Certificate Cipheriv Decipheriv DiffieHellman DiffieHellmanGroup ECDH Hash Hmac KeyObject Sign Verify X509Certificate');
