// SPDX-License-Identifier: MIT
//
// Request (Fetch Standard, 5.4).
'use strict';

const { extractBody, mixBody } = require('internal/fetch/body');
const { HeaderList, fill, listOf, makeHeaders, token } = require('internal/fetch/headers');
const { finish, illegalInvocation, needArguments, toByteString, toUSVString } = require('internal/fetch/idl');
const { targetOf } = require('internal/fetch/target');

const ENUMS = {
  __proto__: null,
  referrerPolicy: ['', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin',
    'strict-origin-when-cross-origin', 'unsafe-url'],
  mode: ['navigate', 'same-origin', 'no-cors', 'cors'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  redirect: ['follow', 'error', 'manual'],
  duplex: ['half'],
  priority: ['high', 'low', 'auto'],
};

// What a request is, apart from the object that shows it.
class RequestRecord {
  method = 'GET';
  url = null; // a Target
  list = new HeaderList();
  body = null;
  referrer = 'about:client';
  referrerPolicy = '';
  mode = 'cors';
  credentials = 'same-origin';
  cache = 'default';
  redirect = 'follow';
  integrity = '';
  keepalive = false;
  duplex = 'half';
  dispatcher = undefined;
}

let recordOf;
let signalOf; // what aborts the request: a signal a program gave, or undefined
let makeRequest;

class Request {
  #record;
  #headers = null;
  #given = undefined; // the signal to follow
  #signal = null; // the one that is shown

  constructor(input, init = undefined) {
    if (input === RequestRecord) return; // makeRequest
    needArguments(arguments.length, 1, 'Request constructor');
    if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError('Request constructor: init could not be converted to: RequestInit.');
    }
    const record = new RequestRecord();
    this.#record = record;
    let source = null; // the body of `input`
    if (typeof input === 'object' && input !== null && #record in input) {
      const other = input.#record;
      Object.assign(record, other);
      record.list = HeaderList.copy(other.list);
      record.body = null;
      source = other.body;
      this.#given = input.#signal ?? input.#given;
    } else {
      record.url = parseUrl(input);
    }
    if (init !== undefined && init !== null) readInit(record, init);
    this.#takeSignal(init);
    if (init?.headers !== undefined) {
      record.list = new HeaderList();
      this.#headers = makeHeaders(record.list, 'request');
      fill(this.#headers, init.headers, 'Request constructor', 'init.headers');
    }
    takeBody(record, init, source);
  }

  static {
    recordOf = (request) => {
      if (typeof request !== 'object' || request === null || !(#record in request)) throw illegalInvocation();
      return request.#record;
    };
    signalOf = (request) => request.#signal ?? request.#given;
    makeRequest = (record, signal) => {
      const request = new Request(RequestRecord);
      request.#record = record;
      request.#given = signal;
      return request;
    };
  }

  #takeSignal(init) {
    const signal = init?.signal;
    if (init === undefined || init === null || signal === undefined) return;
    if (signal !== null && (typeof signal !== 'object' || typeof signal.aborted !== 'boolean' || typeof signal.addEventListener !== 'function')) {
      throw new TypeError('Request constructor: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.');
    }
    this.#given = signal ?? undefined;
  }

  get method() {
    return recordOf(this).method;
  }

  get url() {
    return recordOf(this).url.href;
  }

  get headers() {
    const { list } = recordOf(this);
    return this.#headers ??= makeHeaders(list, 'request');
  }

  get destination() {
    recordOf(this);
    return '';
  }

  get referrer() {
    return recordOf(this).referrer;
  }

  get referrerPolicy() {
    return recordOf(this).referrerPolicy;
  }

  get mode() {
    return recordOf(this).mode;
  }

  get credentials() {
    return recordOf(this).credentials;
  }

  get cache() {
    return recordOf(this).cache;
  }

  get redirect() {
    return recordOf(this).redirect;
  }

  get integrity() {
    return recordOf(this).integrity;
  }

  get keepalive() {
    return recordOf(this).keepalive;
  }

  get isReloadNavigation() {
    recordOf(this);
    return false;
  }

  get isHistoryNavigation() {
    recordOf(this);
    return false;
  }

  // A signal of the request's own, which follows the one it was given.
  get signal() {
    recordOf(this);
    if (this.#signal === null) {
      const { AbortSignal, AbortController } = require('internal/abort_controller');
      this.#signal = this.#given === undefined ? new AbortController().signal : AbortSignal.any([this.#given]);
    }
    return this.#signal;
  }

  get body() {
    const { body } = recordOf(this);
    return body === null ? null : body.getStream();
  }

  get bodyUsed() {
    const { body } = recordOf(this);
    return body !== null && body.disturbed;
  }

  get duplex() {
    recordOf(this);
    return 'half';
  }

  clone() {
    const record = recordOf(this);
    if (record.body?.unusable) throw new TypeError('unusable');
    const copy = Object.assign(new RequestRecord(), record);
    copy.list = HeaderList.copy(record.list);
    if (record.body !== null) copy.body = record.body.tee();
    return makeRequest(copy, this.#signal ?? this.#given);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/util/inspect');
    if (options.depth === null) options = { ...options, depth: 2 };
    const shown = {};
    for (const name of ['method', 'url', 'headers', 'destination', 'referrer', 'referrerPolicy', 'mode', 'credentials', 'cache', 'redirect',
      'integrity', 'keepalive', 'isReloadNavigation', 'isHistoryNavigation', 'signal']) shown[name] = this[name];
    return `Request ${inspect(shown, { colors: true, ...options })}`;
  }
}

mixBody(Request, (request) => recordOf(request).body, (request) => recordOf(request).list.get('content-type'));
finish(Request, 'Request', ['method', 'url', 'headers', 'redirect', 'clone', 'signal', 'duplex', 'destination', 'body', 'bodyUsed',
  'isHistoryNavigation', 'isReloadNavigation', 'keepalive', 'integrity', 'cache', 'credentials', 'attribute', 'referrerPolicy', 'referrer',
  'mode'].filter((name) => name in Request.prototype));

function parseUrl(input) {
  const text = typeof input === 'string' ? input : toUSVString(input);
  let url;
  try {
    url = targetOf(text);
  } catch (error) {
    throw new TypeError(`Failed to parse URL from ${text}`, { cause: error });
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${text}`);
  }
  return url;
}

let warned = false;

function warnOfPatch() {
  if (warned) return;
  warned = true;
  process.emitWarning('Using `patch` is highly likely to result in a `405 Method Not Allowed`. `PATCH` is much more likely to succeed.', {
    code: 'UNDICI-FETCH-patch',
  });
}

function normalizeMethod(method) {
  const text = toByteString(method, 'Request constructor', 'init.method');
  if (!token.test(text)) throw new TypeError(`'${text}' is not a valid HTTP method.`);
  const upper = text.toUpperCase();
  if (text === 'patch') warnOfPatch();
  if (upper === 'CONNECT' || upper === 'TRACE' || upper === 'TRACK') throw new TypeError(`'${text}' HTTP method is unsupported.`);
  return upper === 'GET' || upper === 'POST' || upper === 'PUT' || upper === 'DELETE' || upper === 'HEAD' || upper === 'OPTIONS' ? upper : text;
}

function readInit(record, init) {
  if (init.window !== undefined && init.window !== null) throw new TypeError(`'window' option '${init.window}' must be null`);
  for (const name in ENUMS) {
    if (init[name] === undefined) continue;
    const value = `${init[name]}`;
    if (!ENUMS[name].includes(value)) {
      throw new TypeError(`Request constructor: ${value} is not an accepted type. Expected one of ${ENUMS[name].join(', ')}.`);
    }
    if (name !== 'priority') record[name] = value;
  }
  if (record.mode === 'navigate') throw new TypeError('Request constructor: invalid request mode navigate.');
  if (init.referrer !== undefined) readReferrer(record, toUSVString(init.referrer));
  if (record.cache === 'only-if-cached' && record.mode !== 'same-origin') {
    throw new TypeError("'only-if-cached' can be set only with 'same-origin' mode");
  }
  if (init.integrity !== undefined) record.integrity = `${init.integrity}`;
  if (init.keepalive !== undefined) record.keepalive = Boolean(init.keepalive);
  if (init.method !== undefined) record.method = normalizeMethod(init.method);
  if (init.dispatcher !== undefined) record.dispatcher = init.dispatcher;
}

function readReferrer(record, text) {
  if (text === '') {
    record.referrer = '';
    return;
  }
  try {
    record.referrer = targetOf(text).href;
  } catch (error) {
    throw new TypeError(`Referrer "${text}" is not a valid URL.`, { cause: error });
  }
}

function takeBody(record, init, source) {
  const given = init?.body;
  const has = given !== undefined && given !== null;
  if ((has || source !== null) && (record.method === 'GET' || record.method === 'HEAD')) {
    throw new TypeError('Request with GET/HEAD method cannot have body.');
  }
  if (has) {
    const { body, type } = extractBody(given);
    if (body.fromStream && init.duplex === undefined) throw new TypeError('RequestInit: duplex option is required when sending a body.');
    record.body = body;
    if (type !== null && !record.list.has('content-type')) record.list.append('content-type', 'content-type', type);
    return;
  }
  if (source === null) return;
  if (source.unusable) throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
  record.body = source.stream === null ? source.tee() : takeOver(source);
  source.used = true;
}

// The stream of a request that becomes another's: the first is used up by it.
function takeOver(source) {
  const { Body } = require('internal/fetch/body');
  const { TransformStream } = require('internal/webstreams/transformstream');
  const body = new Body();
  const identity = new TransformStream();
  source.stream.pipeThrough(identity);
  body.stream = identity.readable;
  body.fromStream = source.fromStream;
  body.length = source.length;
  return body;
}

module.exports = {
  Request, RequestRecord, listOf, makeRequest: (record, signal) => makeRequest(record, signal), recordOf: (request) => recordOf(request),
  signalOf: (request) => signalOf(request),
};
