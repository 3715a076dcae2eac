// SPDX-License-Identifier: MIT
// Failures of ECDH carry Node's codes; facts of a cipher come in Node's order.
const assert = require('node:assert');
const crypto = require('node:crypto');

const ecdh = crypto.createECDH('secp256k1');
assert.throws(() => ecdh.getPrivateKey(), { name: 'Error', code: 'ERR_CRYPTO_OPERATION_FAILED', message: 'Failed to get ECDH private key' });
assert.throws(() => ecdh.setPrivateKey('00'.repeat(32), 'hex'),
  { name: 'RangeError', code: 'ERR_CRYPTO_INVALID_KEYTYPE', message: 'Private key is not valid for specified curve.' });
assert.throws(() => crypto.ECDH.convertKey('aa', 'secp256k1', 'hex', 'hex'),
  { name: 'Error', code: 'ERR_CRYPTO_OPERATION_FAILED', message: 'Failed to convert Buffer to EC_POINT' });
assert.deepStrictEqual(Object.keys(crypto.getCipherInfo('aes-256-gcm')), ['mode', 'name', 'nid', 'keyLength', 'blockSize', 'ivLength']);
