// SPDX-License-Identifier: MIT
// Primes: found and tested, at once or on the IO pool.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateInt32, validateObject } = require('internal/validators');
const { bindToContext } = require('internal/async_context');
const { native, checked, coded, failure } = require('internal/crypto/native');
const { FastBuffer, bytesOf, isBytes, limited } = require('internal/crypto/util');

const numberNames = ['ArrayBuffer', 'TypedArray', 'Buffer', 'DataView', 'bigint'];

// A number as bytes, most significant first.
function bytesOfNumber(value, name) {
  if (typeof value === 'bigint') {
    if (value < 0n) throw new ERR_OUT_OF_RANGE(name, '>= 0', value);
    const hex = value.toString(16);
    return require('buffer').Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  }
  if (!isBytes(value)) throw new ERR_INVALID_ARG_TYPE(name, numberNames, value);
  return bytesOf(value);
}

function primeJob(size, options) {
  validateInt32(size, 'size', 1);
  validateObject(options, 'options');
  const { safe = false, bigint = false } = options;
  let { add, rem } = options;
  validateBoolean(safe, 'options.safe');
  validateBoolean(bigint, 'options.bigint');
  if (add !== undefined) add = bytesOfNumber(add, 'options.add');
  if (rem !== undefined) rem = bytesOfNumber(rem, 'options.rem');
  const shape = bigint ? (bytes) => BigInt(`0x${new FastBuffer(bytes).toString('hex')}`) :
    (bytes) => bytes.buffer;
  return { size, safe, add, rem, shape };
}

function checkFound(found) {
  if (found === -1) throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'invalid options.add');
  if (found === -2) throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'invalid options.rem');
  return found;
}

function generatePrimeSync(size, options = {}) {
  const { safe, add, rem, shape } = primeJob(size, options);
  return shape(checked(checkFound(native.primeMake(size, safe, add, rem))));
}

function generatePrime(size, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = {};
  }
  validateInt32(size, 'size', 1);
  validateFunction(callback, 'callback');
  const { safe, add, rem, shape } = primeJob(size, options);
  checked(checkFound(native.primeMake(size, safe, add, rem, bindToContext((status, found) => {
    if (typeof found === 'string') callback(failure(found));
    else callback(undefined, shape(found));
  }))));
}

function candidateJob(candidate, options) {
  if (typeof candidate === 'bigint') candidate = bytesOfNumber(candidate, 'candidate');
  if (!isBytes(candidate)) throw new ERR_INVALID_ARG_TYPE('candidate', numberNames, candidate);
  validateObject(options, 'options');
  const { checks = 0 } = options;
  validateInt32(checks, 'options.checks', 0);
  return { bytes: limited(bytesOf(candidate), 'candidate is too big'), checks };
}

function checkPrimeSync(candidate, options = {}) {
  const { bytes, checks } = candidateJob(candidate, options);
  return checked(native.primeTest(bytes, checks));
}

function checkPrime(candidate, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = {};
  }
  if (typeof candidate === 'bigint') candidate = bytesOfNumber(candidate, 'candidate');
  if (!isBytes(candidate)) throw new ERR_INVALID_ARG_TYPE('candidate', numberNames, candidate);
  validateFunction(callback, 'callback');
  const { bytes, checks } = candidateJob(candidate, options);
  checked(native.primeTest(bytes, checks, bindToContext((status, verdict) => {
    if (typeof verdict === 'string') callback(failure(verdict));
    else callback(undefined, verdict);
  })));
}

module.exports = { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync };
