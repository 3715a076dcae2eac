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
const rsaNames = [...rsaPublic, ...rsaPrivate];

const decode = (text) => Buffer.from(text, 'base64');
const encode = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');

// The keys that were imported last: programs pass the same JWK with every signature they make or verify. Handles do not change, so that all may
// share one. A private key stays in memory, until others take its place.
const RECENT = 8;
const TEXT_MAX = 8192;
const recent = { __proto__: null, public: new Map(), private: new Map() };

// The handle of a key that is these texts; make(...texts) makes one.
function remembered(isPublic, texts, make) {
  const known = isPublic ? recent.public : recent.private;
  const text = texts.join('\n');
  const found = known.get(text);
  if (found !== undefined) return found;
  const handle = make(...texts);
  if (typeof handle !== 'object') throw new ERR_CRYPTO_INVALID_JWK();
  if (text.length <= TEXT_MAX) {
    if (known.size === RECENT) known.delete(known.keys().next().value);
    known.set(text, handle);
  }
  return handle;
}

// ---- in ---------------------------------------------------------------------------------------------------------------------

function publicOctets(crv, text) {
  const x = decode(text);
  if (x.length !== octetKeys[crv]) throw new ERR_CRYPTO_INVALID_JWK();
  return native.keyRaw(crv, false, x);
}

function privateOctets(crv, text) {
  const d = decode(text);
  if (d.length !== octetKeys[crv]) throw new ERR_CRYPTO_INVALID_JWK();
  return native.keyRaw(crv, true, d);
}

function importOctets(jwk, isPublic) {
  const { crv, x } = jwk;
  validateString(crv, 'key.crv');
  if (octetKeys[crv] === undefined) validateOneOf(crv, 'key.crv', Object.keys(octetKeys));
  validateString(x, 'key.x');
  if (isPublic) return remembered(true, [crv, x], publicOctets);
  const { d } = jwk;
  validateString(d, 'key.d');
  return remembered(false, [crv, d], privateOctets);
}

function curveKey(crv, xText, yText, dText) {
  const { 1: group, 2: size } = curves.find((curve) => curve[0] === crv);
  const x = decode(xText);
  const y = decode(yText);
  if (x.length > size || y.length > size) throw new ERR_CRYPTO_INVALID_JWK();
  const point = Buffer.alloc(1 + 2 * size);
  point[0] = 4; // not compressed
  x.copy(point, 1 + size - x.length);
  y.copy(point, 1 + 2 * size - y.length);
  if (dText === undefined) return native.keyPublic(group, point);
  return native.keyBuild('EC', true, ['s:group', group, 'o:pub', point, 'n:priv', decode(dText)]);
}

function importCurve(jwk, isPublic) {
  const { crv, x, y } = jwk;
  validateString(crv, 'key.crv');
  validateOneOf(crv, 'key.crv', ['P-256', 'secp256k1', 'P-384', 'P-521']);
  validateString(x, 'key.x');
  validateString(y, 'key.y');
  if (isPublic) return remembered(true, [crv, x, y], curveKey);
  const { d } = jwk;
  validateString(d, 'key.d');
  return remembered(false, [crv, x, y, d], curveKey);
}

const publicRsa = (n, e) => native.keyPublic(null, decode(n), decode(e));

function privateRsa(...numbers) {
  const pairs = [];
  for (let i = 0; i < rsaNames.length; i++) pairs.push(`n:${rsaNames[i][1]}`, decode(numbers[i]));
  return native.keyBuild('RSA', true, pairs);
}

function importRsa(jwk, isPublic) {
  const { n, e } = jwk;
  validateString(n, 'key.n');
  validateString(e, 'key.e');
  if (isPublic) return remembered(true, [n, e], publicRsa);
  const numbers = [n, e];
  for (const { 0: name } of rsaPrivate) {
    const number = jwk[name];
    validateString(number, `key.${name}`);
    numbers.push(number);
  }
  return remembered(false, numbers, privateRsa);
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
  for (const { 0: name, 1: number } of isPrivate ? rsaNames : rsaPublic) {
    jwk[name] = encode(native.keyNumber(handle, number));
  }
  return jwk;
}

function exportCurve(handle, isPrivate, group) {
  const curve = curves.find(({ 1: name }) => name === group);
  if (curve === undefined) throw new ERR_CRYPTO_JWK_UNSUPPORTED_CURVE(group);
  const { 0: crv, 2: size } = curve;
  const bytes = native.keyCurve(handle, isPrivate, size); // 4, x, y, d
  const part = (i) => encode(bytes.subarray(1 + i * size, 1 + (i + 1) * size));
  const jwk = { kty: 'EC', x: part(0), y: part(1), crv };
  if (isPrivate) jwk.d = part(2);
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
