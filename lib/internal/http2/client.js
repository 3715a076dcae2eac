// SPDX-License-Identifier: MIT
// The client's side: connect() and its session.

const native = binding('http2');
const {
  AbortError,
  codes: {
    ERR_HTTP2_CONNECT_AUTHORITY, ERR_HTTP2_CONNECT_PATH, ERR_HTTP2_CONNECT_SCHEME, ERR_HTTP2_GOAWAY_SESSION, ERR_HTTP2_INVALID_SESSION,
    ERR_HTTP2_OUT_OF_STREAMS, ERR_HTTP2_STREAM_SELF_DEPENDENCY, ERR_HTTP2_UNSUPPORTED_PROTOCOL, ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateFunction, validateNumber, validateString, validateUint32 } = require('internal/validators');
const { kAuthority, kHandle, kInit, kMeasure, kOptions, kProtocol, kSession, kState, kStreams, kTouch } = require('internal/http2/symbols');
const { assertIsObject } = require('internal/http2/asserts');
const { Http2Session } = require('internal/http2/session');
const { ClientHttp2Stream, warnPriority } = require('internal/http2/stream');
const { NghttpError } = require('internal/http2/errors');
const {
  checkRequestPseudo, headerText, isPayloadMeaningless, listToObject, parseHeaders, sensitiveHeaders, validateHeaderObject,
} = require('internal/http2/headers');
const channels = require('internal/http2/channels');
const { NGHTTP2_REFUSED_STREAM: REFUSED_STREAM } = require('internal/http2/constants');

const CLIENT = 1;
const HCAT_RESPONSE = 1;
const HCAT_PUSH_RESPONSE = 2;
const MISDIRECTED = 421;
const FLAG_END_STREAM = 1;
const ERR_INVALID_ARGUMENT = -501;
const ERR_STREAM_ID_NOT_AVAILABLE = -509;

function submitError(code) {
  if (code === ERR_STREAM_ID_NOT_AVAILABLE) return new ERR_HTTP2_OUT_OF_STREAMS();
  if (code === ERR_INVALID_ARGUMENT) return new ERR_HTTP2_STREAM_SELF_DEPENDENCY();
  return new NghttpError(code);
}

// Reads and completes what a request must have, in an object or in a flat array.
class RequestHead {
  #headers; #isArray;
  constructor(given) {
    this.#isArray = Array.isArray(given);
    if (this.#isArray) {
      if (given.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', given, 'must have an even number of elements');
      this.#headers = given.slice();
      if (given[sensitiveHeaders] !== undefined) this.#headers[sensitiveHeaders] = given[sensitiveHeaders];
    } else {
      this.#headers = Object.assign({ __proto__: null }, given);
    }
  }
  get value() { return this.#headers; }
  get(name) {
    const headers = this.#headers;
    if (!this.#isArray) return headers[name];
    for (let i = 0; i < headers.length; i += 2) if (String(headers[i]).toLowerCase() === name) return headers[i + 1];
    return undefined;
  }
  // Pseudo headers stand first.
  prepend(pairs) {
    if (this.#isArray) {
      const headers = pairs.concat(this.#headers);
      if (this.#headers[sensitiveHeaders] !== undefined) headers[sensitiveHeaders] = this.#headers[sensitiveHeaders];
      this.#headers = headers;
    } else {
      for (let i = 0; i < pairs.length; i += 2) this.#headers[pairs[i]] = pairs[i + 1];
    }
  }
  // As programs and diagnostics see it.
  asObject() { return this.#isArray ? listToObject(this.#headers) : this.#headers; }
}

class ClientHttp2Session extends Http2Session {
  constructor(options, socket) {
    super(CLIENT, options, socket);
  }

  request(given, options) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (this.closed) throw new ERR_HTTP2_GOAWAY_SESSION();
    this[kTouch]();
    validateHeaderObject(given);
    assertIsObject(options, 'options');
    const head = new RequestHead(given ?? {});
    options = { ...options };
    this.#complete(head);
    const method = head.get(':method');
    this.#checkOptions(options, method);
    // What is wrong with the headers is told here, not when the connection stands.
    const text = headerText(head.value, checkRequestPseudo, this[kOptions].strictSingleValueFields !== false);
    const headers = head.asObject();
    const stream = new ClientHttp2Stream(this, {});
    stream.noteSentHeaders(headers);
    stream[kProtocol] = headers[':scheme'];
    stream[kAuthority] = headers[':authority'] ?? headers.host;
    stream[kState].hasTrailers = !!options.waitForTrailers;
    if (options.endStream) {
      stream[kState].endedWithHeaders = true;
      stream.end();
    }
    const { signal } = options;
    if (signal) this.#obey(stream, signal);
    channels.clientCreated(stream, headers);
    if (this.connecting) this.whenReady(() => this.#submit(stream, text, options, headers));
    else this.#submit(stream, text, options, headers);
    return stream;
  }

  #complete(head) {
    const missing = [];
    let method = head.get(':method');
    if (method === undefined) missing.push(':method', method = 'GET');
    validateString(method, 'headers[:method]');
    const isConnect = method === 'CONNECT';
    if (isConnect && head.get(':protocol') === undefined) {
      if (head.get(':scheme') !== undefined) throw new ERR_HTTP2_CONNECT_SCHEME();
      if (head.get(':path') !== undefined) throw new ERR_HTTP2_CONNECT_PATH();
      if (head.get(':authority') === undefined) throw new ERR_HTTP2_CONNECT_AUTHORITY();
    } else {
      if (head.get(':authority') === undefined && head.get('host') === undefined) missing.push(':authority', this[kAuthority]);
      if (head.get(':scheme') === undefined) missing.push(':scheme', this[kProtocol].slice(0, -1));
      if (head.get(':path') === undefined) missing.push(':path', '/');
    }
    if (missing.length > 0) head.prepend(missing);
  }

  #checkOptions(options, method) {
    if (options.weight !== undefined || options.parent !== undefined || options.exclusive !== undefined || options.silent !== undefined) {
      if (options.weight !== undefined) validateNumber(options.weight, 'options.weight');
      if (options.parent !== undefined) validateNumber(options.parent, 'options.parent');
      if (options.exclusive !== undefined) validateBoolean(options.exclusive, 'options.exclusive');
      if (options.silent !== undefined) validateBoolean(options.silent, 'options.silent');
      warnPriority('Priority signaling has been deprecated as of RFC 9113.');
    }
    if (options.endStream === undefined) options.endStream = isPayloadMeaningless(method);
    else validateBoolean(options.endStream, 'options.endStream');
    validateAbortSignal(options.signal, 'options.signal');
  }

  #obey(stream, signal) {
    const abort = () => stream.destroy(new AbortError(undefined, { cause: signal.reason }));
    if (signal.aborted) abort();
    else require('internal/events/abort_listener').addAbortListener(signal, abort);
  }

  #submit(stream, text, options, headers) {
    if (stream.destroyed || stream[kSession] === undefined) return;
    if (this.closed || this.goawayReceived) {
      stream.destroy(new ERR_HTTP2_GOAWAY_SESSION());
      return;
    }
    const ends = options.endStream && !options.waitForTrailers;
    stream[kState].endedWithHeaders = ends;
    const id = native.request(this[kHandle], text, !ends);
    if (id < 0) {
      const error = submitError(id);
      if (id === ERR_STREAM_ID_NOT_AVAILABLE || id === ERR_INVALID_ARGUMENT) process.nextTick(() => stream.destroy(error));
      else this.destroy(error);
      return;
    }
    stream[kInit](id);
    this.scheduleFlush();
    channels.clientStarted(stream, headers);
  }

  // ---- what the server sends ----------------------------------------------------------------------------------------------------

  onHeaders(id, category, text, flags) {
    this[kTouch]();
    const stream = this[kStreams].get(id);
    if (stream === undefined || stream.destroyed) return;
    const { raw, headers } = parseHeaders(text);
    const ends = (flags & FLAG_END_STREAM) !== 0;
    stream[kMeasure]?.headers();
    let event;
    if (category === HCAT_RESPONSE || category === HCAT_PUSH_RESPONSE || headers[':status'] !== undefined) {
      const status = headers[':status'] | 0;
      if (status >= 100 && status < 200) event = 'headers';
      else event = category === HCAT_PUSH_RESPONSE ? 'push' : 'response';
    } else {
      event = 'trailers';
    }
    if (event !== 'headers' && event !== 'trailers') {
      stream[kState].endAfterHeaders = ends;
      channels.clientFinished(stream, headers, flags);
      if (headers[':status'] === MISDIRECTED) this.forgetOrigin(stream[kAuthority]);
    }
    process.nextTick(emitHead, stream, event, headers, flags, raw);
    // A response that nobody wants to read must not keep its stream.
    if (event === 'response' && stream.listenerCount('response') === 0) stream.on('response', () => {});
  }

  onPromise(_, promised, text, flags) {
    this[kTouch]();
    if (this.closed) {
      native.reset(this[kHandle], promised, REFUSED_STREAM);
      return;
    }
    const { raw, headers } = parseHeaders(text);
    const stream = new ClientHttp2Stream(this, {});
    stream[kState].endedWithHeaders = true;
    stream[kInit](promised);
    stream.end();
    channels.clientCreated(stream, headers);
    channels.clientStarted(stream, headers);
    process.nextTick(() => {
      if (!this.emit('stream', stream, headers, flags, raw)) stream.resume();
    });
  }
}

function emitHead(stream, event, headers, flags, raw) {
  if (!stream.destroyed || event === 'trailers') stream.emit(event, headers, flags, raw);
}

function authorityOf(authority) {
  if (typeof authority === 'string') authority = new URL(authority);
  assertIsObject(authority, 'authority', ['string', 'Object', 'URL']);
  return authority;
}

function makeSocket(options, protocol, host, port, authority) {
  if (typeof options.createConnection === 'function') return options.createConnection(authority, options);
  if (protocol === 'http:') return require('net').connect({ ...options, port: options.port ?? port, host: options.host ?? host });
  if (protocol === 'https:') {
    const { isIP } = require('internal/net');
    const tlsOptions = { ...options };
    if (tlsOptions.ALPNProtocols === undefined) tlsOptions.ALPNProtocols = ['h2'];
    if (tlsOptions.servername === undefined && isIP(host) === 0) tlsOptions.servername = host;
    return require('tls').connect(port, host, tlsOptions);
  }
  throw new ERR_HTTP2_UNSUPPORTED_PROTOCOL(protocol);
}

function connect(authority, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  assertIsObject(options, 'options');
  options = { ...options };
  if (options.remoteCustomSettings !== undefined) require('internal/http2/server').validateRemoteCustomSettings(options);
  if (options.strictSingleValueFields !== undefined) validateBoolean(options.strictSingleValueFields, 'options.strictSingleValueFields');
  if (options.maxSessionMemory !== undefined) validateUint32(options.maxSessionMemory, 'options.maxSessionMemory');
  authority = authorityOf(authority);
  const protocol = authority.protocol || options.protocol || 'https:';
  const port = authority.port !== '' && authority.port !== undefined ? authority.port : protocol === 'http:' ? '80' : '443';
  let host = 'localhost';
  if (authority.hostname) host = authority.hostname[0] === '[' ? authority.hostname.slice(1, -1) : authority.hostname;
  else if (authority.host) host = authority.host;
  const socket = makeSocket(options, protocol, host, port, authority);
  const session = new ClientHttp2Session(options, socket);
  session[kAuthority] = `${options.servername || (host.includes(':') ? `[${host}]` : host)}:${port}`;
  session[kProtocol] = protocol;
  if (typeof listener === 'function') {
    validateFunction(listener, 'listener');
    session.once('connect', listener);
  }
  return session;
}

Object.defineProperty(connect, require('internal/util').promisify.custom, {
  __proto__: null,
  value: (authority, options) => new Promise((resolve, reject) => {
    const session = connect(authority, options, () => {
      session.removeListener('error', reject);
      resolve(session);
    });
    session.once('error', reject);
  }),
});

module.exports = { connect };
