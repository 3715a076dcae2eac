// SPDX-License-Identifier: MIT
//
// What ends an exchange early. Programs look at `code`: the names are those that Node's client uses.
'use strict';

class ClientError extends Error {
  constructor(name, code, message, options) {
    super(message, options);
    Object.defineProperty(this, 'name', { value: name, writable: true, configurable: true });
    this.code = code;
  }
}

module.exports = {
  socketError(message, socket) {
    const error = new ClientError('SocketError', 'UND_ERR_SOCKET', message);
    error.socket = socket;
    return error;
  },
  connectTimeout: (origin, ms) => new ClientError('ConnectTimeoutError', 'UND_ERR_CONNECT_TIMEOUT',
    `Connect Timeout Error (attempted address: ${origin}, timeout: ${ms}ms)`),
  proxyRefusal: (status) => new ClientError('AbortError', 'UND_ERR_ABORTED', `Proxy response (${status}) !== 200 when HTTP Tunneling`),
  headersTimeout: () => new ClientError('HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error'),
  bodyTimeout: () => new ClientError('BodyTimeoutError', 'UND_ERR_BODY_TIMEOUT', 'Body Timeout Error'),
  headersOverflow: () => new ClientError('HeadersOverflowError', 'UND_ERR_HEADERS_OVERFLOW', 'Headers Overflow Error'),
  parseError: (message) => new ClientError('HTTPParserError', 'HPE_INVALID_RESPONSE', `Response does not match the HTTP/1.1 protocol (${message})`),
  invalidArgument: (message) => new ClientError('InvalidArgumentError', 'UND_ERR_INVALID_ARG', message),
  notSupported: (message) => new ClientError('NotSupportedError', 'UND_ERR_NOT_SUPPORTED', message),
  lengthMismatch: () => new ClientError('RequestContentLengthMismatchError', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
    'Request body length does not match content-length header'),
};
