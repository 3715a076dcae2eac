// SPDX-License-Identifier: MIT
// binding('crypto') with OpenSSL's library behind it, and OpenSSL's errors as Node.js shows them.

const { codes: { ERR_NO_CRYPTO } } = require('internal/errors');

require('buffer'); // gives the bytes that come from here their methods

const native = binding('crypto');

if (native.load() < 0) throw new ERR_NO_CRYPTO();

// --secure-heap: memory of OpenSSL's own for private keys, which is never swapped out. Once a process; a worker finds it made.
const { getOptionValue } = require('internal/options');
const secureHeap = Number(getOptionValue('--secure-heap'));
if (secureHeap > 0 && native.secureHeapUsed() === undefined) {
  native.secureHeapInit(secureHeap, Number(getOptionValue('--secure-heap-min')) || 2);
}

// The libraries of OpenSSL whose name is part of a code, by their numbers.
const libraries = {
  __proto__: null, 3: 'BN', 4: 'RSA', 5: 'DH', 6: 'EVP', 8: 'OBJ', 9: 'PEM', 10: 'DSA', 11: 'X509', 13: 'ASN1', 14: 'CONF', 15: 'CRYPTO',
  16: 'EC', 32: 'BIO', 33: 'PKCS7', 34: 'X509V3', 35: 'PKCS12', 36: 'RAND', 37: 'DSO', 38: 'ENGINE', 39: 'OCSP', 40: 'UI', 41: 'COMP',
  42: 'ECDSA', 43: 'ECDH', 44: 'OSSL_STORE', 46: 'CMS', 47: 'TS', 48: 'HMAC', 50: 'CT', 51: 'ASYNC', 52: 'KDF', 53: 'SM2',
};

// The error of a positive number that a function of the binding returned. `fallback` is the message where OpenSSL says nothing.
function opensslError(number, fallback = 'Operation failed') {
  if (number === 1) return new Error(fallback);
  const { 0: libraryNumber, 1: library, 2: reason, 3: line } = native.describeError(number);
  const error = new Error(line);
  if (library !== undefined) error.library = library;
  if (reason !== undefined) {
    error.reason = reason;
    const prefix = libraryNumber === 20 ? 'SSL_' : `OSSL_${libraries[libraryNumber] === undefined ? '' : `${libraries[libraryNumber]}_`}`;
    error.code = `ERR_${prefix}${reason.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
  }
  return error;
}

// The error of a text of numbers, oldest first, that a function of the binding returned: the oldest says what went wrong, the others are
// listed with it, newest first.
function failure(text, fallback) {
  const numbers = text === '' ? [1] : text.split(' ').map((hex) => parseInt(hex, 16));
  const error = opensslError(numbers[0], fallback);
  if (numbers.length > 1) {
    error.opensslErrorStack = numbers.slice(1).reverse().map((number) => native.describeError(number)[3]);
  }
  return error;
}

// The result of such a function, where it is none of failure.
function checked(result, fallback) {
  if (typeof result === 'string') throw failure(result, fallback);
  return result;
}

// An error with a code and a message of its own.
function coded(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

module.exports = { native, opensslError, failure, checked, coded };
