// SPDX-License-Identifier: MIT
// Web IDL's conversions for SubtleCrypto: arguments and dictionaries. `what` names a value in the message of its error.

const { isAnyArrayBuffer, isSharedArrayBuffer } = require('internal/util/types');
const { coded } = require('internal/crypto/native');

const { isView } = ArrayBuffer;
const { trunc } = Math;
const { toString: toStringOf } = Object.prototype;

const typeError = (code, message) => coded(TypeError, code, message);

// ---- values -----------------------------------------------------------------------------------------------------------------------

function toNumber(value, what) {
  if (typeof value === 'symbol') throw typeError('ERR_INVALID_ARG_TYPE', `${what} is a Symbol and cannot be converted to a number.`);
  if (typeof value === 'bigint') throw typeError('ERR_INVALID_ARG_TYPE', `${what} is a BigInt and cannot be converted to a number.`);
  return Number(value);
}

// An unsigned integer of so many bits, refused where it does not fit.
function integer(bits) {
  const max = 2 ** bits - 1;
  return (value, what) => {
    const number = toNumber(value, what);
    if (!Number.isFinite(number)) throw typeError('ERR_INVALID_ARG_TYPE', `${what} is not a finite number.`);
    const whole = trunc(number) + 0;
    if (whole < 0 || whole > max) {
      throw typeError('ERR_OUT_OF_RANGE', `${what} is outside the expected range of 0 to ${max}.`);
    }
    return whole;
  };
}

function string(value, what) {
  if (typeof value === 'symbol') throw typeError('ERR_INVALID_ARG_TYPE', `${what} is a Symbol and cannot be converted to a string.`);
  return `${value}`;
}

function object(value, what) {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
    throw typeError('ERR_INVALID_ARG_TYPE', `${what} is not an object.`);
  }
  return value;
}

function refuseShared(value, what) {
  // One of another context is known by its name only.
  if (isView(value) && (isSharedArrayBuffer(value.buffer) || toStringOf.call(value.buffer) === '[object SharedArrayBuffer]')) {
    throw typeError('ERR_INVALID_ARG_TYPE', `${what} is a view on a SharedArrayBuffer, which is not allowed.`);
  }
}

// Bytes as they are now: a copy, as the program may change its own before they are used.
function bufferSource(value, what) {
  if (!isView(value) && (!isAnyArrayBuffer(value) || isSharedArrayBuffer(value))) {
    throw typeError('ERR_INVALID_ARG_TYPE', `${what} is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
  }
  refuseShared(value, what);
  return isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice() : new Uint8Array(value.slice(0));
}

function uint8Array(value, what) {
  if (!(isView(value) && value instanceof Uint8Array)) {
    throw typeError('ERR_INVALID_ARG_TYPE', `${what} is not an Uint8Array object.`);
  }
  refuseShared(value, what);
  return Uint8Array.from(value);
}

function cryptoKey(value, what) {
  const { isCryptoKey } = require('internal/crypto/crypto_key');
  if (!isCryptoKey(value)) throw typeError('ERR_INVALID_ARG_TYPE', `${what} is not of type CryptoKey.`);
  return value;
}

function oneOf(name, values) {
  return (value, what) => {
    const text = string(value, what);
    if (!values.includes(text)) {
      throw typeError('ERR_INVALID_ARG_VALUE', `${what} value '${text}' is not a valid enum value of type ${name}.`);
    }
    return text;
  };
}

const keyFormat = oneOf('KeyFormat', ['raw', 'raw-public', 'raw-seed', 'raw-secret', 'raw-private', 'pkcs8', 'spki', 'jwk']);
const keyUsage = oneOf('KeyUsage', [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey', 'encapsulateBits', 'decapsulateBits',
  'encapsulateKey', 'decapsulateKey',
]);

function sequence(of) {
  return (value, what) => {
    if (typeof value !== 'object' || value === null || typeof value[Symbol.iterator] !== 'function') {
      throw typeError('ERR_INVALID_ARG_TYPE', `${what} can not be converted to sequence.`);
    }
    const list = [];
    for (const item of value) list.push(of(item, `${what}, index ${list.length}`));
    return list;
  };
}

const keyUsages = sequence(keyUsage);

// ---- dictionaries -------------------------------------------------------------------------------------------------------------------

// A converter of a dictionary of members { key, of, required }, read in the order of their names. Each may have a `check` of its value.
function dictionary(name, members) {
  members.sort((a, b) => (a.key < b.key ? -1 : 1));
  return (value, what) => {
    if (value !== undefined && value !== null && typeof value !== 'object' && typeof value !== 'function') {
      throw typeError('ERR_INVALID_ARG_TYPE', `${what} can not be converted to a dictionary`);
    }
    const result = {};
    for (const { key, of, required, check } of members) {
      const member = value?.[key];
      if (member !== undefined) {
        const converted = of(member, `${what}: '${key}' of '${name}'`);
        check?.(converted, result);
        result[key] = converted;
      } else if (required) {
        throw typeError('ERR_MISSING_OPTION', `${what} can not be converted to '${name}' because '${key}' is required in '${name}'.`);
      }
    }
    return result;
  };
}

const jwkTexts = ['kty', 'use', 'alg', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'pub', 'priv'];
const otherPrimes = dictionary('RsaOtherPrimesInfo', ['r', 'd', 't'].map((key) => ({ key, of: string })));
const jsonWebKey = dictionary('JsonWebKey', [
  ...jwkTexts.map((key) => ({ key, of: string })),
  { key: 'key_ops', of: sequence(string) },
  { key: 'ext', of: Boolean },
  { key: 'oth', of: sequence(otherPrimes) },
]);

// Refuses a call with too few arguments.
function requireArguments(count, needed, prefix) {
  if (count >= needed) return;
  throw typeError('ERR_MISSING_ARGS',
    `${prefix}: ${needed} argument${needed === 1 ? '' : 's'} required, but only ${count} present.`);
}

module.exports = {
  bufferSource, cryptoKey, dictionary, jsonWebKey, keyFormat, keyUsages, object, octet: integer(8), requireArguments, string, uint8Array,
  unsignedLong: integer(32), unsignedShort: integer(16),
};
