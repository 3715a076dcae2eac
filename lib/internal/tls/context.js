// SPDX-License-Identifier: MIT
//
// tls.createSecureContext(): the options of a context, checked and handed to OpenSSL.
'use strict';

const { Buffer } = require('buffer');
const {
  codes: { ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_TLS_INVALID_CONTEXT,
           ERR_TLS_PROTOCOL_VERSION_CONFLICT },
} = require('internal/errors');
const { validateBuffer, validateInt32, validateInteger, validateObject, validateString } = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const { native, check } = require('internal/tls/native');
const { TLS12, TLS13, methodVersions, versionNumber } = require('internal/tls/versions');
const { defaultTrust, newStore, readExtra } = require('internal/tls/trust');

const kServerPreference = 0x400000; // SSL_OP_CIPHER_SERVER_PREFERENCE

const kTrust = Symbol('trust');

// OpenSSL's context as programs hold it.
let nativeOf;
class ContextHandle {
  #native;
  #secure;

  static {
    nativeOf = (value) => (typeof value === 'object' && value !== null && #native in value ? value.#native : undefined);
  }

  constructor(native, secure) {
    this.#native = native;
    this.#secure = secure;
  }

  addCACert(pem) {
    useTrust(this.#secure, true);
    check(native.contextOwnStore(this.#native));
    check(native.contextCA(this.#native, requireBytes('cert', pem)));
  }

  setTicketKeys(keys) {
    setTicketKeys(this.#native, keys, 'keys');
  }

  getTicketKeys() {
    return Buffer.from(native.contextTicketKeys(this.#native));
  }

  get _external() {
    return this.#native;
  }
}

// The context of OpenSSL is `context`. What it trusts is put in place when the first connection needs it.
class SecureContext {
  constructor(secureProtocol, secureOptions, minVersion, maxVersion) {
    const tls = require('tls');
    if (secureProtocol) {
      if (minVersion !== null && minVersion !== undefined) throw new ERR_TLS_PROTOCOL_VERSION_CONFLICT(minVersion, secureProtocol);
      if (maxVersion !== null && maxVersion !== undefined) throw new ERR_TLS_PROTOCOL_VERSION_CONFLICT(maxVersion, secureProtocol);
    }
    let min = versionNumber('minimum', minVersion, tls.DEFAULT_MIN_VERSION);
    let max = versionNumber('maximum', maxVersion, tls.DEFAULT_MAX_VERSION);
    if (secureProtocol) {
      validateString(secureProtocol, 'secureProtocol');
      [min, max] = methodVersions(secureProtocol, min);
    }
    this.versions = [min, max];
    const made = native.newContext(min, max);
    this.context = new ContextHandle(made, this);
    if (secureOptions) {
      validateInteger(secureOptions, 'secureOptions');
      native.contextOptions(made, secureOptions);
    }
  }
}

function bytesOf(value) {
  if (typeof value === 'string') return Buffer.from(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

function isBytesOrText(value) {
  return typeof value === 'string' || isArrayBufferView(value);
}

function requireBytes(name, value) {
  if (isBytesOrText(value)) return bytesOf(value);
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
}

function listOf(value) {
  return Array.isArray(value) ? value : [value];
}

// ---- ciphers ----------------------------------------------------------------------------------------------------------------

// The list of OpenSSL's names in two: those of TLS 1.3, which are suites, and the others.
function splitCiphers(ciphers, name) {
  if (ciphers !== undefined && ciphers !== null) validateString(ciphers, name);
  const list = [];
  const suites = [];
  for (const cipher of (ciphers || require('tls').DEFAULT_CIPHERS).split(':')) {
    if (cipher === '') continue;
    (cipher.startsWith('TLS_') ? suites : list).push(cipher);
  }
  if (list.length === 0 && suites.length === 0) throw new ERR_INVALID_ARG_VALUE(name, ciphers);
  return { list: list.join(':'), suites: suites.join(':') };
}

function setCiphers(secure, ciphers, name) {
  const { list, suites } = splitCiphers(ciphers, name);
  const { versions } = secure;
  const context = nativeOf(secure.context);
  check(native.contextSuites(context, suites));
  if (list !== '') check(native.contextCiphers(context, list));
  // A list for one half only leaves the other without ciphers: its versions cannot be spoken.
  if (suites === '' && versions[1] > TLS12 && versions[0] < TLS13) native.contextVersions(context, versions[0], TLS12);
  if (list === '' && versions[0] < TLS13 && versions[1] > TLS12) native.contextVersions(context, TLS13, versions[1]);
}

// ---- certificates and keys --------------------------------------------------------------------------------------------------------

function setKey(context, key, passphrase, name) {
  const bytes = requireBytes(`${name}.key`, key);
  if (passphrase !== undefined && passphrase !== null) validateString(passphrase, `${name}.passphrase`);
  check(native.contextKey(context, bytes, passphrase));
}

function addCredentials(context, options, name) {
  const { cert, key, passphrase } = options;
  if (cert) for (const one of listOf(cert)) check(native.contextCertificate(context, requireBytes(`${name}.cert`, one)));
  if (!key) return;
  if (!Array.isArray(key)) {
    setKey(context, key, passphrase, name);
    return;
  }
  for (const one of key) {
    const isObject = one?.pem !== undefined;
    setKey(context, isObject ? one.pem : one, one?.passphrase !== undefined ? one.passphrase : passphrase, name);
  }
}

function addPfx(context, pfx, passphrase) {
  for (const one of listOf(pfx)) {
    const isObject = one !== null && typeof one === 'object' && one.buf !== undefined && one.buf !== null && !isArrayBufferView(one);
    const bytes = requireBytes('options.pfx', isObject ? one.buf : one);
    const phrase = (isObject ? one.passphrase : undefined) || passphrase;
    const errors = native.contextPfx(context, bytes, phrase ? `${phrase}` : undefined);
    if (typeof errors === 'string') throw new Error(errors);
    if (errors !== undefined) throw pfxError(errors);
  }
}

// What programs know these failures by.
function pfxError(errors) {
  const { operationError } = require('internal/tls/native');
  const error = operationError(errors, 'Unable to load PFX certificate');
  if (errors.length > 0 && (errors[0][0] & 0x7fffff) === 113) error.message = 'mac verify failure';
  else if (error.reason === 'unsupported') error.message = 'Unsupported PKCS12 PFX data';
  else if (error.library === 'ASN1' || /asn1/i.test(error.library ?? '')) error.message = 'not enough data';
  return error;
}

function setTrust(secure, options, name) {
  const { ca, crl, allowPartialTrustChain } = options;
  const context = nativeOf(secure.context);
  if (ca) {
    for (const one of listOf(ca)) check(native.contextCA(context, requireBytes(`${name}.ca`, one)));
  } else {
    secure[kTrust] = defaultTrust();
    readExtra();
  }
  if (crl) {
    useTrust(secure, true);
    for (const one of listOf(crl)) check(native.contextCRL(context, requireBytes(`${name}.crl`, one)));
  }
  if (allowPartialTrustChain) {
    useTrust(secure, true);
    native.contextPartialChain(context);
  }
}

// Before a connection checks certificates.
function useTrust(secure, own = false) {
  const trust = secure[kTrust];
  if (trust === undefined) return;
  secure[kTrust] = undefined;
  native.contextStore(nativeOf(secure.context), own ? trust.makeOwn() : trust.store, own);
}

// ---- the rest -----------------------------------------------------------------------------------------------------------------------

function setGroups(context, ecdhCurve, name) {
  const curve = ecdhCurve === undefined ? require('tls').DEFAULT_ECDH_CURVE : ecdhCurve;
  validateString(curve, `${name}.ecdhCurve`);
  if (curve === 'auto') return;
  if (native.contextGroups(context, curve) !== undefined) throw new Error('Failed to set ECDH curve');
}

function setDh(context, dhparam, name) {
  if (!dhparam) return;
  const bits = native.contextDH(context, dhparam === 'auto' ? 'auto' : requireBytes(`${name}.dhparam`, dhparam));
  if (typeof bits !== 'number') check(bits);
  if (dhparam === 'auto') return;
  if (bits < 1024) throw new ERR_INVALID_ARG_VALUE('dhparam', dhparam, 'DH parameter is less than 1024 bits');
  if (bits < 2048) process.emitWarning('DH parameter is less than 2048 bits', 'SecurityWarning');
}

function setSigalgs(context, sigalgs, name) {
  if (sigalgs === undefined || sigalgs === null) return;
  validateString(sigalgs, `${name}.sigalgs`);
  if (sigalgs === '') throw new ERR_INVALID_ARG_VALUE(`${name}.sigalgs`, sigalgs);
  check(native.contextSigalgs(context, sigalgs));
}

// Engines are what OpenSSL 3 still loads as shared libraries. Private keys come from files here.
function setEngines(context, options, name) {
  const { clientCertEngine, privateKeyEngine, privateKeyIdentifier } = options;
  if (privateKeyIdentifier !== undefined && privateKeyIdentifier !== null) {
    if (privateKeyEngine === undefined || privateKeyEngine === null) {
      throw new ERR_INVALID_ARG_VALUE(`${name}.privateKeyEngine`, privateKeyEngine);
    }
    validateString(privateKeyEngine, `${name}.privateKeyEngine`);
    validateString(privateKeyIdentifier, `${name}.privateKeyIdentifier`);
    throw new ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED();
  }
  if (typeof clientCertEngine === 'string') {
    check(native.contextEngine(context, clientCertEngine));
  } else if (clientCertEngine !== null && clientCertEngine !== undefined) {
    throw new ERR_INVALID_ARG_TYPE(`${name}.clientCertEngine`, ['string', 'null', 'undefined'], clientCertEngine);
  }
}

function setSessions(context, options, name) {
  const { sessionIdContext, ticketKeys, sessionTimeout } = options;
  if (sessionIdContext !== undefined && sessionIdContext !== null) {
    validateString(sessionIdContext, `${name}.sessionIdContext`);
    check(native.contextSessionId(context, sessionIdContext));
  }
  if (ticketKeys !== undefined && ticketKeys !== null) setTicketKeys(context, ticketKeys, `${name}.ticketKeys`);
  if (sessionTimeout !== undefined && sessionTimeout !== null) {
    validateInt32(sessionTimeout, `${name}.sessionTimeout`, 0);
    native.contextTimeout(context, sessionTimeout);
  }
}

function setTicketKeys(context, keys, name) {
  validateBuffer(keys, name);
  if (keys.byteLength !== 48) throw new ERR_INVALID_ARG_VALUE(name, keys.byteLength, 'must be exactly 48 bytes');
  native.contextTicketKeys(context, keys);
}

function createSecureContext(options, name = 'options') {
  options ??= {};
  validateObject(options, name);
  const { ciphers, dhparam, ecdhCurve, honorCipherOrder, maxVersion, minVersion, pfx, passphrase, secureProtocol, sigalgs } = options;
  let { secureOptions } = options;
  if (honorCipherOrder) secureOptions |= kServerPreference;
  const secure = new SecureContext(secureProtocol, secureOptions, minVersion, maxVersion);
  const context = nativeOf(secure.context);
  setTrust(secure, options, name);
  if (passphrase !== undefined && passphrase !== null) validateString(passphrase, `${name}.passphrase`);
  addCredentials(context, options, name);
  setSigalgs(context, sigalgs, name);
  setEngines(context, options, name);
  setCiphers(secure, ciphers, `${name}.ciphers`);
  setGroups(context, ecdhCurve, name);
  setDh(context, dhparam, name);
  setSessions(context, options, name);
  if (pfx) {
    useTrust(secure, true); // what came with it is trusted, too
    addPfx(context, pfx, passphrase);
  }
  return secure;
}

// The context of OpenSSL behind what a program passes as a secure context.
function contextOf(secure, name = 'context') {
  const context = nativeOf(secure?.context ?? secure);
  if (context === undefined) throw new ERR_TLS_INVALID_CONTEXT(name);
  return context;
}

let names;
function getCiphers() {
  if (names === undefined) {
    const context = native.newContext(0, 0);
    native.contextCiphers(context, 'ALL:COMPLEMENTOFALL:@SECLEVEL=0');
    native.contextSuites(context, 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:' +
      'TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256');
    names = [...new Set(native.cipherNames(context).map((cipher) => cipher.toLowerCase()))].sort();
  }
  return names.slice();
}

function isSecureContext(value) {
  return nativeOf(value?.context) !== undefined;
}

module.exports = { SecureContext, isSecureContext, createSecureContext, contextOf, getCiphers, newStore, setTicketKeys, useTrust };
