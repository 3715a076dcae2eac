// SPDX-License-Identifier: MIT
// Errors of the HTTP/2 library as JavaScript errors, and the names of the protocol's error codes.

const { codes: { ERR_HTTP2_STREAM_ERROR, ERR_HTTP2_SESSION_ERROR } } = require('internal/errors');
const { errorText } = binding('http2');
const constants = require('internal/http2/constants');

class NghttpError extends Error {
  constructor(errno) {
    super(errorText(errno));
    this.code = 'ERR_HTTP2_ERROR';
    this.errno = errno;
  }
  toString() { return `${this.name} [${this.code}]: ${this.message}`; }
  get ['constructor']() { return Error; }
}

let names;
// 'NGHTTP2_CANCEL' for 8
function codeName(code) {
  if (names === undefined) {
    names = [];
    for (const name of Object.keys(constants)) {
      const value = constants[name];
      if (name.startsWith('NGHTTP2_') && !/^NGHTTP2_(?:NV|ERR|SETTINGS|FLAG|HCAT|STREAM_STATE|SESSION|DEFAULT)_/.test(name)) names[value] ??= name;
    }
    names[4] = 'NGHTTP2_SETTINGS_TIMEOUT';
  }
  return names[code] ?? code;
}

const streamError = (code) => new ERR_HTTP2_STREAM_ERROR(codeName(code));
const sessionError = (code) => new ERR_HTTP2_SESSION_ERROR(code);

// The protocol's code for an error of the library.
const protocolCodes = new Map([[-505, 1], [-510, 5], [-522, 6], [-523, 9], [-524, 3]]);
const protocolCode = (errno) => protocolCodes.get(errno) ?? 2;

module.exports = { NghttpError, protocolCode, streamError, sessionError };
