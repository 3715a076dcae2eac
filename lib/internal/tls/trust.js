// SPDX-License-Identifier: MIT
// The certificate authorities that are trusted unless a program names its own. There is no list inside the executable: the one that the
// distribution keeps (package ca-certificates) stands in for Node.js' bundled list, and is the system's list, too.
'use strict';

const { Buffer } = require('buffer');
const {
  codes: { ERR_CRYPTO_OPERATION_FAILED, ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateOneOf, validateString } = require('internal/validators');
const { getOptionValue } = require('internal/options');
const { isArrayBufferView } = require('internal/util/types');
const { native, operationError } = require('internal/tls/native');

const { freeze } = Object;

const kFiles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'];

let bundleText;
let bundled;
let system;
let extra;
let defaults; // texts, once somebody asked or set
let current; // the set that new contexts use

function readBundle() {
  if (bundleText !== undefined) return bundleText;
  const fs = require('fs');
  bundleText = Buffer.alloc(0);
  for (const file of kFiles) {
    if (fs.existsSync(file)) {
      bundleText = fs.readFileSync(file);
      break;
    }
  }
  return bundleText;
}

// The list of certificates in a text, each once.
function certificatesOf(bytes) {
  return [...new Set(native.normalizePem(bytes)[0])];
}

function bundledCertificates() {
  return bundled ??= freeze(certificatesOf(readBundle()).map((text) => text.trimEnd()));
}

function systemCertificates() {
  if (system !== undefined) return system;
  const { SSL_CERT_FILE: file } = process.env;
  system = file ? certificatesOf(require('fs').readFileSync(file)) : certificatesOf(readBundle());
  return freeze(system);
}

// Those of the file NODE_EXTRA_CA_CERTS, which is read once; what cannot be read is warned about.
let extraBytes;
function readExtra() {
  if (extraBytes !== undefined) return extraBytes;
  extraBytes = Buffer.alloc(0);
  const { NODE_EXTRA_CA_CERTS: file } = process.env;
  if (!file) return extraBytes;
  try {
    const bytes = require('fs').readFileSync(file);
    const { 1: errors } = native.normalizePem(bytes);
    if (errors !== undefined) throw operationError(errors);
    extraBytes = bytes;
  } catch (error) {
    const reason = error.code === 'ENOENT' ? 'error:80000002:system library::No such file or directory' : error.message;
    process.emitWarning(`Ignoring extra certs from \`${file}\`, load failed: ${reason}`);
  }
  return extraBytes;
}

function extraCertificates() {
  return extra ??= freeze(certificatesOf(readExtra()));
}

function useBundled() {
  return !getOptionValue('--use-openssl-ca') || getOptionValue('--use-bundled-ca');
}

// The list of the defaults, as programs ask for it.
function defaultCertificates() {
  if (defaults !== undefined) return defaults;
  const list = useBundled() ? [...bundledCertificates()] : [];
  if (useSystem()) list.push(...systemCertificates());
  list.push(...extraCertificates());
  return defaults = freeze(list);
}

function useSystem() {
  return getOptionValue('--use-system-ca') || process.env.NODE_USE_SYSTEM_CA === '1';
}

// A set of trusted certificates. OpenSSL's form of it is made when the first connection needs it.
class TrustSet {
  #make;
  #store;

  constructor(make) {
    this.#make = make;
  }

  get store() {
    return this.#store ??= this.#make();
  }

  // One that its owner may add to.
  makeOwn() {
    return this.#make();
  }
}

function newStore(parts, withDefaultPaths = false) {
  const separated = parts.flatMap((part) => [part, Buffer.from('\n')]);
  const store = native.newStore(Buffer.concat(separated), withDefaultPaths);
  if (Array.isArray(store)) throw operationError(store);
  return store;
}

function defaultTrust() {
  return current ??= new TrustSet(() => {
    const parts = [readExtra()];
    if (useBundled() || useSystem()) parts.push(readBundle());
    return newStore(parts, !useBundled());
  });
}

function getCACertificates(type = 'default') {
  validateString(type, 'type');
  validateOneOf(type, 'type', ['default', 'system', 'bundled', 'extra']);
  switch (type) {
    case 'default':
      return defaultCertificates();
    case 'system':
      return systemCertificates();
    case 'bundled':
      return bundledCertificates();
    default:
      return extraCertificates();
  }
}

function setDefaultCACertificates(certs) {
  if (!Array.isArray(certs)) throw new ERR_INVALID_ARG_TYPE('certs', 'Array', certs);
  const parts = certs.map((cert, i) => {
    if (typeof cert === 'string') return Buffer.from(cert);
    if (!isArrayBufferView(cert)) throw new ERR_INVALID_ARG_TYPE(`certs[${i}]`, ['string', 'ArrayBufferView'], cert);
    return Buffer.from(cert.buffer, cert.byteOffset, cert.byteLength);
  });
  const texts = [];
  for (const part of parts) {
    const { 0: list, 1: errors } = native.normalizePem(part);
    if (errors !== undefined) throw operationError(errors.reverse());
    texts.push(...list);
  }
  if (certs.length > 0 && texts.length === 0) {
    throw new ERR_CRYPTO_OPERATION_FAILED('No valid certificates found in the provided array');
  }
  defaults = freeze([...new Set(texts)]);
  current = new TrustSet(() => newStore([Buffer.from(texts.join('\n'))]));
}

module.exports = {
  bundledCertificates,
  defaultTrust,
  getCACertificates,
  readExtra,
  setDefaultCACertificates,
  newStore,
};
