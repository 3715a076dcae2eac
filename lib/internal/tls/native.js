// SPDX-License-Identifier: MIT
// binding('tls') with OpenSSL's libraries behind it, and OpenSSL's errors as Node.js shows them.

const { codes: { ERR_NO_CRYPTO } } = require('internal/errors');

const native = binding('tls');

if (native.load() < 0) throw new ERR_NO_CRYPTO();

// The libraries of OpenSSL whose name is part of a code, by their numbers.
const libraries = {
  __proto__: null, 3: 'BN', 4: 'RSA', 5: 'DH', 6: 'EVP', 8: 'OBJ', 9: 'PEM', 10: 'DSA', 11: 'X509', 13: 'ASN1', 14: 'CONF', 15: 'CRYPTO',
  16: 'EC', 32: 'BIO', 33: 'PKCS7', 34: 'X509V3', 35: 'PKCS12', 36: 'RAND', 37: 'DSO', 38: 'ENGINE', 39: 'OCSP', 40: 'UI', 41: 'COMP',
  42: 'ECDSA', 43: 'ECDH', 44: 'OSSL_STORE', 46: 'CMS', 47: 'TS', 48: 'HMAC', 50: 'CT', 51: 'ASYNC', 52: 'KDF', 53: 'SM2',
};

const SSL = 20;

function upperCase(reason) {
  return reason.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

// The error of a function that refuses: the oldest of OpenSSL's errors, the others as opensslErrorStack.
function operationError(errors, fallback = 'Operation failed') {
  if (errors === undefined || errors.length === 0) return new Error(fallback);
  const { 0: number, 1: library, 2: reason, 3: text } = errors[0];
  const error = new Error(text);
  if (library !== undefined) error.library = library;
  if (reason !== undefined) {
    const kind = (number >>> 23) & 0xff;
    error.reason = reason;
    const prefix = kind === SSL ? 'SSL_' : `OSSL_${libraries[kind] === undefined ? '' : `${libraries[kind]}_`}`;
    error.code = `ERR_${prefix}${upperCase(reason)}`;
  }
  if (errors.length > 1) error.opensslErrorStack = errors.slice(1).map((entry) => entry[3]);
  return error;
}

// The error that ends a connection: all that OpenSSL has to say.
function protocolError(errors) {
  if (errors === undefined || errors.length === 0) return new Error('TLS protocol error');
  const error = new Error(`${errors.map((entry) => entry[4]).join('\n')}\n`);
  const { 1: library, 2: reason } = errors[0];
  if (library !== undefined) error.library = library;
  if (reason !== undefined) {
    error.reason = reason;
    error.code = `ERR_SSL_${upperCase(reason)}`;
  }
  return error;
}

// Throws where a function of the binding returned errors.
function check(errors) {
  if (errors !== undefined) throw operationError(errors);
}

// The names of the X509_V_ERR_* numbers.
const verifyCodes = {
  __proto__: null, 2: 'UNABLE_TO_GET_ISSUER_CERT', 3: 'UNABLE_TO_GET_CRL', 4: 'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  5: 'UNABLE_TO_DECRYPT_CRL_SIGNATURE', 6: 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 7: 'CERT_SIGNATURE_FAILURE',
  8: 'CRL_SIGNATURE_FAILURE', 9: 'CERT_NOT_YET_VALID', 10: 'CERT_HAS_EXPIRED', 11: 'CRL_NOT_YET_VALID', 12: 'CRL_HAS_EXPIRED',
  13: 'ERROR_IN_CERT_NOT_BEFORE_FIELD', 14: 'ERROR_IN_CERT_NOT_AFTER_FIELD', 15: 'ERROR_IN_CRL_LAST_UPDATE_FIELD',
  16: 'ERROR_IN_CRL_NEXT_UPDATE_FIELD', 17: 'OUT_OF_MEM', 18: 'DEPTH_ZERO_SELF_SIGNED_CERT', 19: 'SELF_SIGNED_CERT_IN_CHAIN',
  20: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 21: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 22: 'CERT_CHAIN_TOO_LONG', 23: 'CERT_REVOKED',
  24: 'INVALID_CA', 25: 'PATH_LENGTH_EXCEEDED', 26: 'INVALID_PURPOSE', 27: 'CERT_UNTRUSTED', 28: 'CERT_REJECTED', 62: 'HOSTNAME_MISMATCH',
};

// The error of what is wrong with a certificate: [number, text] of the binding.
function verificationError({ 0: number, 1: text }) {
  const error = new Error(text);
  error.code = verifyCodes[number] ?? 'UNSPECIFIED';
  return error;
}

module.exports = { native, operationError, protocolError, check, verificationError };
