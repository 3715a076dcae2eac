// SPDX-License-Identifier: MIT
//
// fetch through a dispatcher of package `undici` (agents, proxies, mocks): one that a call names, or the one that the package has set for all.
// The handler answers to both forms of the package's interface.
'use strict';

const { Buffer } = require('buffer');
const { HeaderList } = require('internal/fetch/headers');
const { IncomingBody } = require('internal/fetch/incoming');
const { parseCodings } = require('internal/fetch/coding');

const kGlobal = Symbol.for('undici.globalDispatcher.1');

function dispatcherOf(record) {
  const dispatcher = record.dispatcher ?? globalThis[kGlobal];
  return typeof dispatcher?.dispatch === 'function' ? dispatcher : undefined;
}

function headersOf(list, defaults) {
  const headers = {};
  for (const { 0: key, 1: pair } of list.map) {
    if (key !== 'content-length') headers[pair[0]] = key === 'set-cookie' ? list.cookies : pair[1];
  }
  for (const { 0: name, 1: value } of defaults) {
    if (!list.has(name)) headers[name] = value;
  }
  return headers;
}

function textOf(value) {
  return typeof value === 'string' ? value : Buffer.from(value).latin1Slice();
}

function add(list, name, value) {
  for (const each of Array.isArray(value) ? value : [value]) list.append(name.toLowerCase(), name, textOf(each));
}

// Raw pairs, or an object.
function toList(headers) {
  const list = new HeaderList();
  if (Array.isArray(headers)) {
    for (let i = 0; i < headers.length; i += 2) add(list, textOf(headers[i]), headers[i + 1]);
  } else {
    for (const name in headers) add(list, name, headers[name]);
  }
  return list;
}

async function* piecesOf(body) {
  if (body.stream === null) {
    yield* body.pieces();
    return;
  }
  for await (const piece of body.stream) yield piece;
}

// As Exchange in fetch.js, for its task.
class DispatchedExchange {
  #task;
  #body = null;
  #abort = null; // (reason)
  #flow = null; // { pause, resume }
  #cancelled = false;

  constructor(task, url) {
    this.#task = task;
    this.method = task.record.method;
    this.url = url;
  }

  run(dispatcher, defaults) {
    const { record } = this.#task;
    const { body } = record;
    const known = body !== null && body.simple ? body.ownBytes() : null;
    dispatcher.dispatch({
      path: this.url.path,
      origin: this.url.origin,
      method: record.method,
      body: body === null ? null : known ?? piecesOf(body),
      headers: headersOf(record.list, defaults),
      maxRedirections: 0,
      upgrade: undefined,
    }, this.#handler());
  }

  #handler() {
    return {
      // The interface of undici 7.
      onRequestStart: (controller) => {
        this.#start((reason) => controller.abort(reason), controller);
      },
      onResponseStart: (controller, status, headers, statusText) => this.#head(status, headers, statusText),
      onResponseData: (controller, chunk) => this.#body?.push(chunk),
      onResponseEnd: () => this.#end(),
      onResponseError: (controller, error) => this.#fail(error),
      // That of the versions before.
      onConnect: (abort) => this.#start(abort, null),
      onHeaders: (status, headers, resume, statusText) => {
        this.#flow ??= { pause() {}, resume };
        return this.#head(status, headers, statusText) || true;
      },
      onData: (chunk) => {
        this.#body?.push(chunk);
        return true;
      },
      onComplete: () => this.#end(),
      onError: (error) => this.#fail(error),
    };
  }

  #start(abort, flow) {
    if (this.#cancelled) {
      abort(new Error('aborted'));
      return;
    }
    this.#abort = abort;
    this.#flow = flow;
  }

  #head(status, headers, statusText = '') {
    if (status < 200 || this.#cancelled) return;
    const list = toList(headers);
    const head = { status, statusText, list };
    const coding = list.get('content-encoding');
    const codings = coding !== null && this.#task.decodes(this.method, status) ? parseCodings(coding) : [];
    const connection = {
      pause: () => this.#flow?.pause(),
      resume: () => this.#flow?.resume(),
      cancel: (reason) => this.#abort?.(reason ?? new Error('cancelled')),
    };
    this.#body = new IncomingBody(connection, codings);
    this.#task.onHead(this, head, this.#body);
  }

  #end() {
    this.#body?.end();
    this.#task.watchCollected();
  }

  #fail(error) {
    if (this.#body !== null) this.#body.fail(new TypeError('terminated', { cause: error }));
    else this.#task.fail(error);
  }

  cancel() {
    this.#cancelled = true;
    this.#abort?.(new Error('aborted'));
  }
}

module.exports = { DispatchedExchange, dispatcherOf };
