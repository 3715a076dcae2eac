// SPDX-License-Identifier: MIT
// X509Certificate, and the object that TLS has always shown for a certificate.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateBoolean, validateObject, validateString } = require('internal/validators');
const { customInspectSymbol } = require('internal/util');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');
const { native, checked } = require('internal/crypto/native');
const { FastBuffer, isBytes, limited, toBytes } = require('internal/crypto/util');
const { PublicKeyObject, SPKI, handleOf: handleOfKey, isKeyObject } = require('internal/crypto/keys');

const { defineProperties } = Object;

// The numbers of certField().
const SUBJECT = 0;
const ISSUER = 1;
const FROM = 2;
const TO = 3;
const FROM_DATE = 4;
const TO_DATE = 5;
const SERIAL = 6;
const SHA1 = 7;
const SHA256 = 8;
const SHA512 = 9;
const SIGNATURE = 10;
const SIGNATURE_OID = 11;
const PEM = 12;
const CA = 13;

// Kinds of names (RFC 5280's GeneralName) and of checks.
const EMAIL = 1;
const DNS = 2;
const IP = 7;

const asBuffer = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);

// ---- names ------------------------------------------------------------------------------------------------------------------

const prefixes = ['othername', 'email', 'DNS', 'X400Name', 'DirName', 'EdiPartyName', 'URI', 'IP Address', 'Registered ID'];

function addressText(raw) {
  const at = (i) => raw.charCodeAt(i);
  if (raw.length === 4) return `${at(0)}.${at(1)}.${at(2)}.${at(3)}`;
  if (raw.length !== 16) return `<invalid length=${raw.length}>`;
  const groups = [];
  for (let i = 0; i < 16; i += 2) groups.push((at(i) << 8 | at(i + 1)).toString(16).toUpperCase());
  return groups.join(':');
}

function nameText(kind, text) {
  if (kind === IP) return addressText(text);
  return text === undefined ? '<unsupported>' : text;
}

// A text that could be taken for more than one name is written as a JSON string, and without a comma.
function safeText(kind, text) {
  // Names of directories and others come from UTF-8 and may hold any letter; those of the Internet are ASCII.
  const isWide = kind === 0 || kind === 4;
  const isSafe = isWide ? !/[\u0000-\u001f,"'\\]/.test(text) : !/[^\u0020-\u007e]|[,"'\\]/.test(text);
  if (isSafe) return text;
  const escape = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const escaped = text.replace(/["\\]/g, '\\$&').replace(isWide ? /[\u0000-\u001f,]/g : /[^\u0020-\u007e]|,/g, escape);
  return `"${escaped}"`;
}

function generalName(kind, text) {
  return `${prefixes[kind]}:${safeText(kind, nameText(kind, text))}`;
}

function altNames(handle) {
  const parts = native.certAltNames(handle);
  if (parts === undefined) return undefined;
  const names = [];
  for (let i = 0; i < parts.length; i += 2) names.push(generalName(parts[i], parts[i + 1]));
  return names.join(', ');
}

function infoAccess(handle) {
  const parts = native.certInfoAccess(handle);
  if (parts === undefined) return undefined;
  const lines = [];
  for (let i = 0; i < parts.length; i += 3) lines.push(`${parts[i]} - ${generalName(parts[i + 1], parts[i + 2])}`);
  return lines.join('\n');
}

// ---- the old object -----------------------------------------------------------------------------------------------------------

// One property a name; a list where a name comes more than once.
function gather(object, name, value) {
  const before = object[name];
  if (before === undefined) object[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else object[name] = [before, value];
}

function namesObject(handle, ofIssuer) {
  const parts = native.certNames(handle, ofIssuer);
  const names = { __proto__: null };
  for (let i = 0; i < parts.length; i += 2) gather(names, parts[i], parts[i + 1]);
  return names;
}

function infoObject(handle) {
  const parts = native.certInfoAccess(handle);
  if (parts === undefined) return undefined;
  const info = { __proto__: null };
  for (let i = 0; i < parts.length; i += 3) {
    (info[`${parts[i]} - ${prefixes[parts[i + 1]]}`] ??= []).push(nameText(parts[i + 1], parts[i + 2]));
  }
  return info;
}

const nistNames = { __proto__: null, prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521', secp224r1: 'P-224', prime192v1: 'P-192' };

function addKey(object, handle) {
  const key = native.certKey(handle);
  if (typeof key === 'string') return; // a key that OpenSSL cannot read: the rest is still of use
  const { 0: kind, 1: bits, 2: curve } = native.keyKind(key);
  if (kind === 'rsa' || kind === 'rsa-pss') {
    object.modulus = asBuffer(native.keyNumber(key, 'n')).toString('hex').toUpperCase();
    object.bits = bits;
    object.exponent = `0x${asBuffer(native.keyNumber(key, 'e')).toString('hex').replace(/^0+/, '')}`;
    object.pubkey = asBuffer(checked(native.keyWrite(key, false, false, SPKI)));
  } else if (kind === 'ec') {
    object.bits = bits;
    const point = native.keyPoint(key);
    if (point !== undefined) object.pubkey = asBuffer(point);
    if (curve !== undefined) {
      object.asn1Curve = curve;
      if (nistNames[curve] !== undefined) object.nistCurve = nistNames[curve];
    }
  }
}

// The object of getPeerCertificate() for a handle, without the issuer.
function legacyObject(handle) {
  const object = { subject: namesObject(handle, false), issuer: namesObject(handle, true) };
  const names = altNames(handle);
  if (names !== undefined) object.subjectaltname = names;
  const info = infoObject(handle);
  if (info !== undefined) object.infoAccess = info;
  object.ca = native.certField(handle, CA);
  addKey(object, handle);
  object.valid_from = native.certField(handle, FROM);
  object.valid_to = native.certField(handle, TO);
  object.fingerprint = native.certField(handle, SHA1);
  object.fingerprint256 = native.certField(handle, SHA256);
  object.fingerprint512 = native.certField(handle, SHA512);
  const usage = native.certUsage(handle);
  if (usage !== undefined) object.ext_key_usage = usage;
  object.serialNumber = native.certField(handle, SERIAL);
  object.raw = asBuffer(native.certRaw(handle));
  return object;
}

// ---- X509Certificate ------------------------------------------------------------------------------------------------------------

const ALWAYS_CHECK_SUBJECT = 0x1;
const NO_WILDCARDS = 0x2;
const NO_PARTIAL_WILDCARDS = 0x4;
const MULTI_LABEL_WILDCARDS = 0x8;
const SINGLE_LABEL_SUBDOMAINS = 0x10;
const NEVER_CHECK_SUBJECT = 0x20;

function checkFlags(options) {
  validateObject(options, 'options');
  const {
    subject = 'default', wildcards = true, partialWildcards = true, multiLabelWildcards = false, singleLabelSubdomains = false,
  } = options;
  validateString(subject, 'options.subject');
  validateBoolean(wildcards, 'options.wildcards');
  validateBoolean(partialWildcards, 'options.partialWildcards');
  validateBoolean(multiLabelWildcards, 'options.multiLabelWildcards');
  validateBoolean(singleLabelSubdomains, 'options.singleLabelSubdomains');
  let flags = (wildcards ? 0 : NO_WILDCARDS) | (partialWildcards ? 0 : NO_PARTIAL_WILDCARDS) |
    (multiLabelWildcards ? MULTI_LABEL_WILDCARDS : 0) | (singleLabelSubdomains ? SINGLE_LABEL_SUBDOMAINS : 0);
  if (subject === 'always') flags |= ALWAYS_CHECK_SUBJECT;
  else if (subject === 'never') flags |= NEVER_CHECK_SUBJECT;
  else if (subject !== 'default') throw new ERR_INVALID_ARG_VALUE('options.subject', subject);
  return flags;
}

let isX509Certificate;
let handleOf;

class X509Certificate {
  #handle;
  #issuer;
  #raw;
  #publicKey;

  static {
    isX509Certificate = (value) => typeof value === 'object' && value !== null && #handle in value;
    handleOf = (certificate) => certificate.#handle;
  }

  constructor(buffer, received, issuer) {
    if (received === kReceived) {
      this.#handle = buffer;
      this.#issuer = issuer;
      return;
    }
    if (typeof buffer !== 'string' && !isBytes(buffer)) {
      throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
    }
    this.#handle = checked(native.certRead(limited(toBytes(buffer, 'buffer'), 'buffer is too big')));
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const {
      subject, subjectAltName, issuer, infoAccess: access, validFrom, validTo, fingerprint, fingerprint256, fingerprint512, keyUsage,
      serialNumber,
    } = this;
    return `X509Certificate ${inspect({
      subject, subjectAltName, issuer, infoAccess: access, validFrom, validTo, fingerprint, fingerprint256, fingerprint512, keyUsage,
      serialNumber,
    }, { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  }

  get subject() {
    return native.certField(this.#handle, SUBJECT);
  }

  get subjectAltName() {
    return altNames(this.#handle);
  }

  get issuer() {
    return native.certField(this.#handle, ISSUER);
  }

  get issuerCertificate() {
    return this.#issuer;
  }

  get infoAccess() {
    return infoAccess(this.#handle);
  }

  get validFrom() {
    return native.certField(this.#handle, FROM);
  }

  get validTo() {
    return native.certField(this.#handle, TO);
  }

  get validFromDate() {
    return new Date(native.certField(this.#handle, FROM_DATE));
  }

  get validToDate() {
    return new Date(native.certField(this.#handle, TO_DATE));
  }

  get fingerprint() {
    return native.certField(this.#handle, SHA1);
  }

  get fingerprint256() {
    return native.certField(this.#handle, SHA256);
  }

  get fingerprint512() {
    return native.certField(this.#handle, SHA512);
  }

  get keyUsage() {
    return native.certUsage(this.#handle);
  }

  get serialNumber() {
    return native.certField(this.#handle, SERIAL);
  }

  get signatureAlgorithm() {
    return native.certField(this.#handle, SIGNATURE);
  }

  get signatureAlgorithmOid() {
    return native.certField(this.#handle, SIGNATURE_OID);
  }

  get raw() {
    return this.#raw ??= asBuffer(native.certRaw(this.#handle));
  }

  get publicKey() {
    return this.#publicKey ??= new PublicKeyObject(checked(native.certKey(this.#handle)));
  }

  toString() {
    return native.certField(this.#handle, PEM);
  }

  // As toString(): there is no other form in JSON.
  toJSON() {
    return this.toString();
  }

  get ca() {
    return native.certField(this.#handle, CA);
  }

  checkHost(name, options = {}) {
    validateString(name, 'name');
    return check(this.#handle, DNS, name, checkFlags(options));
  }

  checkEmail(email, options = {}) {
    validateString(email, 'email');
    return check(this.#handle, EMAIL, email, checkFlags(options));
  }

  checkIP(ip, options) {
    validateString(ip, 'ip');
    if (options !== undefined) checkFlags(options);
    return check(this.#handle, IP, ip, 0, 'ip');
  }

  checkIssued(otherCert) {
    if (!isX509Certificate(otherCert)) throw new ERR_INVALID_ARG_TYPE('otherCert', 'X509Certificate', otherCert);
    return native.certIssued(this.#handle, otherCert.#handle);
  }

  checkPrivateKey(pkey) {
    if (!isKeyObject(pkey)) throw new ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', pkey);
    if (pkey.type !== 'private') throw new ERR_INVALID_ARG_VALUE('pkey', pkey);
    return native.certMatches(this.#handle, handleOfKey(pkey));
  }

  verify(pkey) {
    if (!isKeyObject(pkey)) throw new ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', pkey);
    if (pkey.type !== 'public') throw new ERR_INVALID_ARG_VALUE('pkey', pkey);
    return native.certVerify(this.#handle, handleOfKey(pkey));
  }

  toLegacyObject() {
    return legacyObject(this.#handle);
  }

  [kClone]() {
    return { data: new Uint8Array(this.raw), deserializeInfo: 'internal/crypto/x509:ClonedCertificate' };
  }
}
const kReceived = Symbol('received');

defineProperties(X509Certificate.prototype, { [kClone]: { __proto__: null, enumerable: false } });

// The name that fits; undefined where none does; throws for what can be no such name.
function check(handle, kind, name, flags, what = 'name') {
  const found = native.certCheck(handle, kind, name, flags);
  if (found === undefined) throw new ERR_INVALID_ARG_VALUE(what, name);
  return found === false ? undefined : found;
}

// The X509Certificate of a handle from C, with its issuer's (an X509Certificate) where that is known.
function certificateOf(handle, issuer) {
  return new X509Certificate(handle, kReceived, issuer);
}

// What arrives on the other side of a structured clone.
function ClonedCertificate() {}
ClonedCertificate.prototype[kDeserialize] = (data) => new X509Certificate(data);

module.exports = { ClonedCertificate, X509Certificate, certificateOf, handleOf, isX509Certificate, legacyObject };
