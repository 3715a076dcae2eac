// SPDX-License-Identifier: MIT
// Public and private keys as JSON Web Keys (RFC 7517, 7518, 8037).

const {
  codes: { ERR_CRYPTO_INVALID_JWK, ERR_CRYPTO_JWK_UNSUPPORTED_CURVE, ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE },
} = require('internal/errors');
const { validateOneOf, validateString } = require('internal/validators');
const { Buffer } = require('buffer');
const { native } = require('internal/crypto/native');
const { FastBuffer } = require('internal/crypto/util');

// JWK's name, OpenSSL's name, bytes of a coordinate.
const curves = [
  ['P-256', 'prime256v1', 32], ['P-384', 'secp384r1', 48], ['P-521', 'secp521r1', 66], ['secp256k1', 'secp256k1', 32],
];
const octetKeys = { __proto__: null, Ed25519: 32, Ed448: 57, X25519: 32, X448: 56 };

const rsaPublic = [['n', 'n'], ['e', 'e']];
const rsaPrivate = [
  ['d', 'd'], ['p', 'rsa-factor1'], ['q', 'rsa-factor2'], ['dp', 'rsa-exponent1'], ['dq', 'rsa-exponent2'], ['qi', 'rsa-coefficient1'],
];

const decode = (text) => Buffer.from(text, 'base64');
const encode = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');

function made(handle) {
  if (typeof handle !== 'object') throw new ERR_CRYPTO_INVALID_JWK();
  return handle;
}

// ---- in ---------------------------------------------------------------------------------------------------------------------

function importOctets(jwk, isPublic) {
  validateString(jwk.crv, 'key.crv');
  validateOneOf(jwk.crv, 'key.crv', Object.keys(octetKeys));
  validateString(jwk.x, 'key.x');
  if (!isPublic) validateString(jwk.d, 'key.d');
  const length = octetKeys[jwk.crv];
  const x = decode(jwk.x);
  if (isPublic) {
    if (x.length !== length) throw new ERR_CRYPTO_INVALID_JWK();
    return made(native.keyRaw(jwk.crv, false, x));
  }
  const d = decode(jwk.d);
  if (d.length !== length) throw new ERR_CRYPTO_INVALID_JWK();
  return made(native.keyRaw(jwk.crv, true, d));
}

function importCurve(jwk, isPublic) {
  validateString(jwk.crv, 'key.crv');
  validateOneOf(jwk.crv, 'key.crv', ['P-256', 'secp256k1', 'P-384', 'P-521']);
  validateString(jwk.x, 'key.x');
  validateString(jwk.y, 'key.y');
  if (!isPublic) validateString(jwk.d, 'key.d');
  const { 1: group, 2: size } = curves.find((curve) => curve[0] === jwk.crv);
  const x = decode(jwk.x);
  const y = decode(jwk.y);
  if (x.length > size || y.length > size) throw new ERR_CRYPTO_INVALID_JWK();
  const point = Buffer.alloc(1 + 2 * size);
  point[0] = 4; // not compressed
  x.copy(point, 1 + size - x.length);
  y.copy(point, 1 + 2 * size - y.length);
  if (isPublic) return made(native.keyPublic(group, point));
  return made(native.keyBuild('EC', true, ['s:group', group, 'o:pub', point, 'n:priv', decode(jwk.d)]));
}

function importRsa(jwk, isPublic) {
  validateString(jwk.n, 'key.n');
  validateString(jwk.e, 'key.e');
  if (isPublic) return made(native.keyPublic(null, decode(jwk.n), decode(jwk.e)));
  const pairs = [];
  for (const { 0: name, 1: number } of [...rsaPublic, ...rsaPrivate]) {
    validateString(jwk[name], `key.${name}`);
    pairs.push(`n:${number}`, decode(jwk[name]));
  }
  return made(native.keyBuild('RSA', true, pairs));
}

// A key's handle. Where a public key is asked for, the private parts do not matter.
function importJwk(jwk, isPublic) {
  validateOneOf(jwk.kty, 'key.kty', ['RSA', 'EC', 'OKP']);
  if (jwk.kty === 'OKP') return importOctets(jwk, isPublic);
  return jwk.kty === 'EC' ? importCurve(jwk, isPublic) : importRsa(jwk, isPublic);
}

// ---- out --------------------------------------------------------------------------------------------------------------------

function exportRsa(handle, isPrivate) {
  const jwk = { kty: 'RSA' };
  for (const { 0: name, 1: number } of isPrivate ? [...rsaPublic, ...rsaPrivate] : rsaPublic) {
    jwk[name] = encode(native.keyNumber(handle, number));
  }
  return jwk;
}

function exportCurve(handle, isPrivate, group) {
  const curve = curves.find(({ 1: name }) => name === group);
  if (curve === undefined) throw new ERR_CRYPTO_JWK_UNSUPPORTED_CURVE(group);
  const { 0: crv, 2: size } = curve;
  const jwk = {
    kty: 'EC', x: encode(native.keyNumber(handle, 'qx', size)), y: encode(native.keyNumber(handle, 'qy', size)), crv,
  };
  if (isPrivate) jwk.d = encode(native.keyNumber(handle, 'priv', size));
  return jwk;
}

function exportOctets(handle, isPrivate, kind) {
  const jwk = { crv: kind[0].toUpperCase() + kind.slice(1), x: encode(native.keyOctets(handle, false)), kty: 'OKP' };
  if (isPrivate) jwk.d = encode(native.keyOctets(handle, true));
  return jwk;
}

function exportJwk(handle, isPrivate) {
  const { 0: kind, 2: group } = native.keyKind(handle);
  switch (kind) {
    case 'rsa': return exportRsa(handle, isPrivate);
    case 'ec': return exportCurve(handle, isPrivate, group);
    case 'ed25519':
    case 'ed448':
    case 'x25519':
    case 'x448': return exportOctets(handle, isPrivate, kind);
    default: throw new ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE();
  }
}

module.exports = { curves, exportJwk, importJwk };
