// SPDX-License-Identifier: MIT
//
// EventSource (HTML Standard, 9.2): a stream of events over fetch that connects again when it breaks.
'use strict';

const { Event, EventTarget, defineEventHandler, kTrustEvent } = require('internal/event_target');
const { MessageEvent } = require('internal/messaging/event');
const { DOMException } = require('internal/per_context/domexception');
const { kEnumerableProperty } = require('internal/util');
const { EventStreamParser } = require('internal/eventsource/parser');

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
const RETRY_MS = 3000;

let warned = false;

class EventSource extends EventTarget {
  #url;
  #withCredentials;
  #headers;
  #state = CONNECTING;
  #retryMs = RETRY_MS;
  #lastEventId = '';
  #controller = null;
  #timer = null;

  constructor(url, eventSourceInitDict = {}) {
    super();
    if (arguments.length === 0) throw new TypeError('EventSource constructor: 1 argument required, but 0 found.');
    if (!warned) {
      warned = true;
      process.emitWarning('EventSource is experimental, expect them to change at any time.', { code: 'UNDICI-ES' });
    }
    const { URL } = require('internal/url');
    try {
      this.#url = new URL(`${url}`.toWellFormed());
    } catch (error) {
      throw new DOMException(error.message, 'SyntaxError');
    }
    this.#withCredentials = Boolean(eventSourceInitDict?.withCredentials);
    this.#retryMs = eventSourceInitDict?.node?.reconnectionTime ?? RETRY_MS;
    this.#headers = eventSourceInitDict?.node?.headers;
    this.#connect();
  }

  get url() {
    return this.#url.href;
  }

  get readyState() {
    return this.#state;
  }

  get withCredentials() {
    return this.#withCredentials;
  }

  close() {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    clearTimeout(this.#timer);
    this.#controller?.abort();
  }

  async #connect() {
    const { fetch } = require('internal/fetch/fetch');
    const { Headers } = require('internal/fetch/headers');
    this.#controller = new AbortController();
    const headers = new Headers(this.#headers);
    headers.set('accept', 'text/event-stream');
    if (this.#lastEventId !== '') headers.set('last-event-id', require('buffer').Buffer.from(this.#lastEventId).latin1Slice());
    let response;
    try {
      response = await fetch(this.#url, {
        headers, cache: 'no-store', signal: this.#controller.signal, credentials: this.#withCredentials ? 'include' : 'same-origin',
      });
    } catch {
      // A server that cannot be reached now may be there later.
      this.#reconnect();
      return;
    }
    if (response.status !== 200 || !/^text\/event-stream(?:[\t ]*;|[\t ]*$)/i.test(response.headers.get('content-type') ?? '')) {
      this.#controller.abort();
      this.#fail();
      return;
    }
    await this.#read(response);
  }

  async #read(response) {
    if (this.#state === CLOSED) return;
    this.#state = OPEN;
    this.#dispatch(new Event('open', { [kTrustEvent]: true }));
    const { origin } = new URL(response.url);
    const parser = new EventStreamParser(({ type, data, lastEventId }) => {
      if (this.#state !== CLOSED) this.#dispatch(new MessageEvent(type, { data, lastEventId, origin, [kTrustEvent]: true }));
    }, (ms) => {
      this.#retryMs = ms;
    });
    parser.lastEventId = this.#lastEventId;
    try {
      for await (const piece of response.body) {
        parser.feed(piece);
        this.#lastEventId = parser.lastEventId;
        if (this.#state === CLOSED) return;
      }
    } catch {
      // A stream that breaks is one that ended: the next connection goes on from the last event.
    }
    this.#reconnect();
  }

  #reconnect() {
    if (this.#state === CLOSED) return;
    this.#state = CONNECTING;
    this.#dispatch(new Event('error', { [kTrustEvent]: true }));
    if (this.#state === CLOSED) return;
    this.#timer = setTimeout(() => this.#connect(), this.#retryMs);
  }

  #fail() {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#dispatch(new Event('error', { [kTrustEvent]: true }));
  }

  #dispatch(event) {
    this.dispatchEvent(event);
  }
}

for (const name of ['open', 'message', 'error']) defineEventHandler(EventSource.prototype, name);
const states = {
  CONNECTING: { value: CONNECTING, enumerable: true },
  OPEN: { value: OPEN, enumerable: true },
  CLOSED: { value: CLOSED, enumerable: true },
};
Object.defineProperties(EventSource, states);
Object.defineProperties(EventSource.prototype, {
  ...states,
  [Symbol.toStringTag]: { value: 'EventSource', configurable: true },
  close: kEnumerableProperty,
  url: kEnumerableProperty,
  readyState: kEnumerableProperty,
  withCredentials: kEnumerableProperty,
});

module.exports = { EventSource };
