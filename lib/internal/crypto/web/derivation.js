// SPDX-License-Identifier: MIT
// HKDF and PBKDF2 of SubtleCrypto: keys that are only there to derive others from.

const { native } = require('internal/crypto/native');
const { FastBuffer } = require('internal/crypto/util');
const { secretKeyOf, secretOf } = require('internal/crypto/keys');
const { makeCryptoKey, slotsOf } = require('internal/crypto/crypto_key');
const { notSupported, operationError } = require('internal/crypto/web/algorithms');
const { checkUsages, digestFor, failed, syntaxError } = require('internal/crypto/web/shared');

const PBKDF2 = 0;
const HKDF = 2;
const none = new Uint8Array(0);

function importKey(format, keyData, { name }, extractable, usages) {
  if (format !== 'raw' && format !== 'raw-secret' && format !== 'KeyObject') {
    throw notSupported(`Unable to import ${name} using ${format} format`);
  }
  checkUsages(usages, ['deriveKey', 'deriveBits'], name === 'HKDF' ? 'an HKDF' : 'a PBKDF2');
  if (extractable) throw syntaxError(`${name} keys are not extractable`);
  if (usages.length === 0) throw syntaxError('Usages cannot be empty when importing a secret key.');
  const keyObject = format === 'KeyObject' ? keyData : secretKeyOf(new FastBuffer(keyData));
  return makeCryptoKey(keyObject, { name }, usages, false);
}

function checkLength(length) {
  if (length === null) throw operationError('length cannot be null');
  if (length % 8 !== 0) throw operationError('length must be a multiple of 8');
}

async function deriveBits(algorithm, baseKey, length) {
  checkLength(length);
  const out = new Uint8Array(length / 8);
  if (length === 0) return out.buffer;
  const digest = digestFor(algorithm.hash);
  const isHkdf = algorithm.name === 'HKDF';
  if (isHkdf && out.length > 255 * digest.length) throw failed();
  await new Promise((resolve, reject) => {
    const done = (status) => (status < 0 ? reject(failed()) : resolve());
    const started = native.derive(isHkdf ? HKDF : PBKDF2, secretOf(slotsOf(baseKey).keyObject), algorithm.salt,
      isHkdf ? algorithm.info : none, digest.id, new Float64Array(isHkdf ? 0 : [algorithm.iterations]), out, done);
    if (started < 0) reject(failed());
  });
  return out.buffer;
}

const getKeyLength = () => null;

module.exports = { deriveBits, getKeyLength, importKey };
