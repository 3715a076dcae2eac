// SPDX-License-Identifier: MIT
//
// The public tls module.
'use strict';

const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { constants } = require('internal/crypto/constants');
const { defaultMaxVersion, defaultMinVersion } = require('internal/tls/versions');
const { SecureContext, createSecureContext, getCiphers } = require('internal/tls/context');
const { TLSSocket } = require('internal/tls/socket');
const { Server } = require('internal/tls/server');
const { connect } = require('internal/tls/connect');
const { checkServerIdentity } = require('internal/tls/certificate');
const { bundledCertificates, getCACertificates, setDefaultCACertificates } = require('internal/tls/trust');

function createServer(options, listener) {
  return new Server(options, listener);
}

// ['h2', 'http/1.1'] as the handshake sends them: each with its length before it.
function wireProtocols(protocols) {
  const parts = [];
  for (let i = 0; i < protocols.length; i++) {
    const name = Buffer.from(`${protocols[i]}`);
    if (name.length > 255) {
      throw new ERR_OUT_OF_RANGE(`The byte length of the protocol at index ${i} exceeds the maximum length.`, '<= 255', name.length, true);
    }
    parts.push(Buffer.from([name.length]), name);
  }
  return Buffer.concat(parts);
}

function convertALPNProtocols(protocols, out) {
  if (Array.isArray(protocols)) {
    out.ALPNProtocols = wireProtocols(protocols);
  } else if (isArrayBufferView(protocols)) {
    out.ALPNProtocols = Buffer.from(new Uint8Array(protocols.buffer, protocols.byteOffset, protocols.byteLength));
  } else if (protocols !== undefined && protocols !== null) {
    throw new ERR_INVALID_ARG_TYPE('ALPNProtocols', ['Array', 'Buffer', 'TypedArray', 'DataView'], protocols);
  }
}

module.exports = {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  DEFAULT_CIPHERS: constants.defaultCipherList,
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: defaultMinVersion(),
  DEFAULT_MAX_VERSION: defaultMaxVersion(),
  getCiphers,
  rootCertificates: undefined,
  getCACertificates,
  setDefaultCACertificates,
  convertALPNProtocols,
  checkServerIdentity,
  createSecureContext,
  SecureContext,
  TLSSocket,
  Server,
  createServer,
  connect,
};

Object.defineProperty(module.exports, 'rootCertificates', {
  __proto__: null, configurable: false, enumerable: true, get: bundledCertificates,
});
