// SPDX-License-Identifier: MIT
//
// fetch() (Fetch Standard, 4 and 5.6): from a request to a response, over redirects.
'use strict';

const { Buffer } = require('buffer');
const { Body } = require('internal/fetch/body');
const { poolOf } = require('internal/fetch/pool');
const { Request, recordOf, signalOf } = require('internal/fetch/request');
const { ResponseRecord, isNullBodyStatus, makeResponse, redirectStatuses } = require('internal/fetch/response');
const { follow, targetOf } = require('internal/fetch/target');
const { startTiming } = require('internal/fetch/timing');
const errors = require('internal/fetch/errors');

const MAX_REDIRECTS = 20;

// Ports that no browser asks over HTTP either.
const badPorts = new Set(('1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 ' +
  '137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 ' +
  '4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080').split(' '));

// ---- the head of a request --------------------------------------------------------------------------------------------------------------

const ENCODINGS = 'gzip, deflate';

// Where package `undici` puts what shall ask instead of us.
const kDispatcher = Symbol.for('undici.globalDispatcher.1');

// What is always sent, unless the program says otherwise; between them stand headers of the request's own. The mode is ours to say.
function defaultHeaders(record, url) {
  const { list } = record;
  const headers = [];
  const add = (name, value) => {
    if (value !== '' && !list.has(name)) headers.push([name, value]);
  };
  add('accept', '*/*');
  add('accept-language', '*');
  if (record.referrer !== 'about:client') add('referer', refererOf(record, url));
  headers.push(['sec-fetch-mode', record.mode]);
  add('user-agent', 'node');
  if (record.cache !== 'default') addCacheHeaders(record, add);
  add('accept-encoding', list.has('range') ? 'identity' : url.secure ? `br, ${ENCODINGS}` : ENCODINGS);
  return headers;
}

function textOf(headers) {
  let text = '';
  for (const { 0: name, 1: value } of headers) text += `${name}: ${value}\r\n`;
  return text;
}

// Of a request that says nothing of its own.
const PLAIN_DEFAULTS = 'connection: keep-alive\r\naccept: */*\r\naccept-language: *\r\nsec-fetch-mode: cors\r\nuser-agent: node\r\n' +
  `accept-encoding: ${ENCODINGS}\r\n`;

function isPlain(record, url) {
  return record.list.map.size === 0 && record.referrer === 'about:client' && record.mode === 'cors' && record.cache === 'default' && !url.secure;
}

function addCacheHeaders({ cache }, add) {
  if (cache === 'no-cache') add('cache-control', 'max-age=0');
  if (cache !== 'no-store' && cache !== 'reload') return;
  add('pragma', 'no-cache');
  add('cache-control', 'no-cache');
}

const conditional = ['if-modified-since', 'if-none-match', 'if-unmodified-since', 'if-match', 'if-range'];

// The page that the request says it comes from, by the request's policy.
function refererOf(record, url) {
  if (record.referrer === '' || !record.referrer.startsWith('http') || record.referrerPolicy === 'no-referrer') return '';
  const from = targetOf(record.referrer);
  const same = from.origin === url.origin;
  const downgrade = from.protocol === 'https:' && url.protocol === 'http:';
  switch (record.referrerPolicy) {
    case 'unsafe-url': return from.bare;
    case 'origin': return `${from.origin}/`;
    case 'same-origin': return same ? from.bare : '';
    case 'strict-origin': return downgrade ? '' : `${from.origin}/`;
    case 'origin-when-cross-origin': return same ? from.bare : `${from.origin}/`;
    case 'no-referrer-when-downgrade': return downgrade ? '' : from.bare;
    default: return same ? from.bare : downgrade ? '' : `${from.origin}/`;
  }
}

function givenLength(list) {
  const text = list.get('content-length');
  if (text === null) return null;
  if (!/^\d+$/.test(text)) throw errors.invalidArgument('invalid content-length header');
  return Number(text);
}

// The program's headers as they go out. Framing and the connection are ours.
function writeHeaders(list) {
  let text = '';
  for (const { 0: key, 1: pair } of list.map) {
    switch (key) {
      case 'host':
      case 'connection':
      case 'content-length':
      case 'sec-fetch-mode':
        continue;
      case 'transfer-encoding':
      case 'keep-alive':
      case 'upgrade':
        throw errors.invalidArgument(`invalid ${key} header`);
      case 'expect':
        throw errors.notSupported('expect header not supported');
      case 'set-cookie':
        for (const cookie of list.cookies) text += `${pair[0]}: ${cookie}\r\n`;
        continue;
    }
    text += `${pair[0]}: ${pair[1]}\r\n`;
  }
  return text;
}

// Whether the program wants the connection for this request alone.
function connectionOf(list) {
  return list.get('connection')?.toLowerCase() === 'close' ? 'close' : 'keep-alive';
}

// ---- an exchange ------------------------------------------------------------------------------------------------------------------------

// One request to one server, as a connection sees it.
class Exchange {
  connection = null;
  sent = false;
  done = false;
  fresh = false; // do not take a connection that was used before
  abandon = null; // ends the attempt to connect
  chunked = false;
  length = null;
  reader = null; // of a body that is being sent

  constructor(task, url) {
    const { record } = task;
    const { list, body } = record;
    this.task = task;
    this.url = url;
    this.method = record.method;
    this.body = body;
    let head = `${record.method} ${url.path} HTTP/1.1\r\nhost: ${list.get('host') ?? url.host}\r\n`;
    if (isPlain(record, url)) head += PLAIN_DEFAULTS;
    else head += `connection: ${connectionOf(list)}\r\n${writeHeaders(list)}${textOf(defaultHeaders(record, url))}`;
    this.head = `${head}${this.#frame(list)}\r\n`;
  }

  // How the request's body is delimited.
  #frame(list) {
    const { body, method } = this;
    const given = givenLength(list);
    if (body === null) return method === 'POST' || method === 'PUT' || method === 'PATCH' ? 'content-length: 0\r\n' : '';
    this.length = body.simple ? body.ownBytes().length : body.length ?? given;
    if (body.simple && given !== null && given !== this.length) throw errors.lengthMismatch();
    this.chunked = this.length === null;
    return this.chunked ? 'transfer-encoding: chunked\r\n' : `content-length: ${this.length}\r\n`;
  }

  get streams() {
    return this.body !== null && !this.body.simple;
  }

  decodes({ status }) {
    return this.task.decodes(this.method, status);
  }

  onHead(head, incoming) {
    this.task.onHead(this, head, incoming);
  }

  // A server may close a connection that rests just as we use it: another one gets a safe request again.
  onError(error, stale) {
    const { method } = this;
    if (stale && !this.fresh && !this.task.over && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') && !this.streams) {
      this.fresh = true;
      this.done = false;
      poolOf(this.url).run(this);
      return;
    }
    this.task.fail(error);
  }

  // What came at once has been taken.
  flushed() {
    this.task.watchCollected();
  }

  // Who gives the body is told at once, also where nothing more comes of it.
  stopSending(reason) {
    const { reader } = this;
    this.reader = null;
    reader?.cancel(reason).catch(() => {}); // the stream may have failed; who gave it knows
  }

  cancel(reason) {
    this.done = true;
    this.stopSending(reason);
    if (this.abandon !== null) this.abandon();
    else this.connection?.drop();
  }
}

// ---- a task -----------------------------------------------------------------------------------------------------------------------------

let abandoned; // bodies whose responses nobody holds

// What one call of fetch() does.
class Task {
  over = false;
  #resolve;
  #reject;
  #signal;
  #onAbort = null;
  #exchange = null;
  #incoming = null;
  #response = null;
  #redirects = 0;
  #type = 'basic'; // 'cors' once a redirect has led to another origin
  #url;
  #timing = startTiming();

  constructor(record, signal, resolve, reject) {
    this.record = record;
    this.#url = record.url;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    if (signal === undefined) return;
    this.#onAbort = () => this.#abort(signal.reason);
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  // ---- ends -----------------------------------------------------------------------------------------------------------------------------

  #finish() {
    this.over = true;
    if (this.#incoming === null || this.#incoming.ended) this.#forgetSignal();
  }

  #forgetSignal() {
    if (this.#onAbort === null) return;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#onAbort = null;
  }

  // The body of the response has ended, well or not.
  #settled(whole, size, coded, status) {
    this.#forgetSignal();
    if (whole) this.#timing?.ended(this.record.url.bare, status, size, coded);
  }

  #abort(reason) {
    if (!this.over) {
      this.#reject(reason);
      this.record.body?.cancel(reason);
    }
    this.#incoming?.cancel(reason);
    this.#exchange?.cancel(reason);
    this.#finish();
  }

  fail(cause) {
    if (this.over) return;
    this.#reject(new TypeError('fetch failed', { cause }));
    this.#finish();
  }

  #respond(record) {
    const response = makeResponse(record, 'immutable');
    this.#response = response;
    this.#resolve(response);
    this.#finish();
  }

  // A response that is dropped unread lets its connection go.
  watchCollected() {
    const response = this.#response;
    if (response === null) return;
    this.#response = null;
    if (this.#incoming.ended) return;
    abandoned ??= new FinalizationRegistry((incoming) => incoming.cancel());
    abandoned.register(response, this.#incoming);
  }

  // ---- by scheme ------------------------------------------------------------------------------------------------------------------------

  start() {
    switch (this.#url.protocol) {
      case 'http:':
      case 'https:':
        this.#ask();
        break;
      case 'data:': {
        const found = require('internal/fetch/data_url').parseDataUrl(this.#url);
        if (found === null) this.fail(new Error('failed to fetch the data URL'));
        else this.#respondWith(found.bytes, found.type);
        break;
      }
      case 'blob:':
        this.#readBlob();
        break;
      case 'about:':
        this.fail(new Error('about scheme is not supported'));
        break;
      case 'file:':
        this.fail(new Error('not implemented... yet...'));
        break;
      default:
        this.fail(new Error('unknown scheme'));
    }
  }

  #respondWith(content, type, status = 200, range = null) {
    const record = new ResponseRecord();
    record.status = status;
    record.statusText = status === 206 ? 'Partial Content' : 'OK';
    record.type = 'basic';
    record.url = this.#url.bare;
    const body = new Body();
    if (content instanceof Uint8Array) {
      body.bytes = content;
    } else {
      body.parts = [content];
      record.list.append('content-length', 'content-length', `${content.size}`);
    }
    record.list.append('content-type', 'content-type', type);
    if (range !== null) record.list.append('content-range', 'content-range', range);
    record.body = body;
    if (this.record.integrity !== '') this.#verify(record);
    else this.#respond(record);
  }

  #readBlob() {
    const blob = require('internal/url/object_url').resolveObjectURL(this.#url.bare);
    if (this.record.method !== 'GET' || blob === undefined) {
      this.fail(new Error('invalid method'));
      return;
    }
    const range = this.record.list.get('range');
    if (range === null) {
      this.#respondWith(blob, blob.type);
      return;
    }
    const match = /^bytes[\t ]*=[\t ]*(\d*)-(\d*)$/.exec(range);
    if (match === null || (match[1] === '' && match[2] === '')) {
      this.fail(new Error('failed to fetch the data URL'));
      return;
    }
    const { size } = blob;
    const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
    const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
    if (start >= size) {
      this.fail(new Error('Range start is greater than the blob\'s size.'));
      return;
    }
    this.#respondWith(blob.slice(start, end + 1, blob.type), blob.type, 206, `bytes ${start}-${end}/${size}`);
  }

  // ---- over HTTP ------------------------------------------------------------------------------------------------------------------------

  #ask() {
    const url = this.#url;
    if (url.port !== '' && badPorts.has(url.port)) {
      this.fail(new Error('bad port'));
      return;
    }
    const { record } = this;
    if (record.cache === 'default' && record.list.map.size > 0 && conditional.some((name) => record.list.has(name))) record.cache = 'no-store';
    const dispatcher = record.dispatcher !== undefined || globalThis[kDispatcher] !== undefined ?
      require('internal/fetch/dispatcher').dispatcherOf(record) : undefined;
    try {
      this.#timing?.asked();
      if (dispatcher !== undefined) {
        const { DispatchedExchange } = require('internal/fetch/dispatcher');
        this.#exchange = new DispatchedExchange(this, url);
        this.#exchange.run(dispatcher, defaultHeaders(record, url));
        return;
      }
      const exchange = new Exchange(this, url);
      this.#exchange = exchange;
      poolOf(url).run(exchange);
    } catch (error) {
      this.fail(error);
    }
  }

  // Whether the response's codings are undone.
  decodes(method, status) {
    return method !== 'HEAD' && !isNullBodyStatus(status) && !(redirectStatuses.includes(status) && this.record.redirect === 'follow');
  }

  onHead(exchange, head, incoming) {
    if (this.over) {
      incoming.cancel();
      return;
    }
    const { record } = this;
    if (redirectStatuses.includes(head.status) && record.redirect !== 'manual') {
      this.#onRedirect(exchange, head, incoming);
      return;
    }
    this.#incoming = incoming;
    this.#timing?.answered();
    const response = new ResponseRecord();
    response.type = this.#type;
    response.status = head.status;
    response.statusText = head.statusText;
    response.list = head.list;
    response.url = this.#url.bare;
    response.redirected = this.#redirects > 0;
    if (record.method !== 'HEAD' && !isNullBodyStatus(head.status)) {
      response.body = new Body();
      response.body.incoming = incoming;
    }
    if (this.#timing !== null || this.#onAbort !== null) {
      incoming.onsettled = (whole, size, coded) => this.#settled(whole, size, coded, head.status);
    }
    if (record.integrity !== '') this.#verify(response);
    else this.#respond(response);
  }

  #onRedirect(exchange, head, incoming) {
    const { record } = this;
    if (record.redirect === 'error') {
      incoming.cancel();
      exchange.cancel();
      this.fail(new Error('unexpected redirect'));
      return;
    }
    const location = head.list.get('location');
    if (location === null) { // not a redirect after all
      record.redirect = 'manual';
      this.onHead(exchange, head, incoming);
      return;
    }
    discard(incoming);
    let url;
    try {
      url = follow(Buffer.from(location, 'latin1').toString(), this.#url);
    } catch (error) {
      this.fail(error);
      return;
    }
    const problem = this.#checkRedirect(url, head.status);
    if (problem !== null) {
      this.fail(new Error(problem));
      return;
    }
    this.#follow(url, head.status);
  }

  #checkRedirect(url, status) {
    const { record } = this;
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'URL scheme must be a HTTP(S) scheme';
    if (++this.#redirects > MAX_REDIRECTS) return 'redirect count exceeded';
    if (record.mode === 'same-origin' && url.origin !== this.#url.origin) return 'request mode cannot be "same-origin"';
    if (record.mode === 'cors' && (url.username !== '' || url.password !== '')) { // a program has no origin that could be the same
      return 'cross origin not allowed for request mode "cors"';
    }
    if (status !== 303 && record.body !== null && record.body.fromStream) return 'the body of the request cannot be sent again';
    return null;
  }

  #follow(url, status) {
    const { record } = this;
    const { method, list } = record;
    if (((status === 301 || status === 302) && method === 'POST') || (status === 303 && method !== 'GET' && method !== 'HEAD')) {
      record.method = 'GET';
      record.body = null;
      for (const name of ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']) list.delete(name);
    }
    if (url.origin !== this.#url.origin) {
      this.#type = 'cors';
      for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host']) list.delete(name);
    }
    this.#url = url;
    this.#timing?.redirected();
    this.#ask();
  }

  // Bodies with an integrity are read whole before anybody sees them.
  async #verify(response) {
    try {
      const bytes = response.body === null ? new Uint8Array(0) : await response.body.take();
      if (!require('internal/fetch/integrity').matches(bytes, this.record.integrity)) throw new Error('integrity mismatch');
      if (response.body !== null) {
        response.body = new Body();
        response.body.bytes = bytes;
      }
      this.#respond(response);
    } catch (error) {
      this.fail(error);
    }
  }
}

// The body of a redirect: small ones are read, so that the connection can be used again.
function discard(incoming) {
  incoming.collect().catch(() => {}); // the redirect has all that counts
}

function fetch(input, init = undefined) {
  if (arguments.length === 0) {
    return Promise.reject(new TypeError('The "input" argument must be specified'));
  }
  return new Promise((resolve, reject) => {
    const request = new Request(input, init);
    const signal = signalOf(request);
    const record = recordOf(request);
    if (signal?.aborted) {
      record.body?.cancel(signal.reason);
      throw signal.reason;
    }
    new Task(record, signal, resolve, reject).start();
  });
}

module.exports = { fetch };
