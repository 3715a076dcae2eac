// SPDX-License-Identifier: MIT
// Certificate: signed public keys with a challenge (SPKAC), the old way of browsers to ask for a certificate.

const { native, coded } = require('internal/crypto/native');
const { FastBuffer, toBytes } = require('internal/crypto/util');

// OpenSSL counts in ints.
function textOf(spkac, encoding) {
  const bytes = toBytes(spkac, 'spkac', encoding);
  if (bytes.length > 2 ** 31 - 1) throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'spkac is too large');
  return bytes;
}

const asBuffer = (bytes) => bytes === undefined ? '' : new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function verifySpkac(spkac, encoding) {
  return native.spkacVerify(textOf(spkac, encoding));
}

function exportPublicKey(spkac, encoding) {
  return asBuffer(native.spkacKey(textOf(spkac, encoding)));
}

function exportChallenge(spkac, encoding) {
  return asBuffer(native.spkacChallenge(textOf(spkac, encoding)));
}

// Programs use the functions both ways: as methods of an instance and of the class.
function Certificate() {
  if (!(this instanceof Certificate)) return new Certificate();
}
for (const holder of [Certificate.prototype, Certificate]) {
  holder.verifySpkac = verifySpkac;
  holder.exportPublicKey = exportPublicKey;
  holder.exportChallenge = exportChallenge;
}

module.exports = { Certificate };
