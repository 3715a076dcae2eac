// SPDX-License-Identifier: MIT
//
// The event stream format (HTML Standard, 9.2.6): bytes in pieces of any size to events.
'use strict';

const { TextDecoder } = require('internal/encoding');

class EventStreamParser {
  #decoder = new TextDecoder(); // takes a byte order mark away
  #rest = ''; // a line that has not ended
  #afterCR = false; // the last character was a CR: an LF at once belongs to it
  #type = '';
  #data = null;
  #id = null;
  lastEventId = '';
  #onEvent;
  #onRetry;

  // onEvent({ type, data, lastEventId }), onRetry(milliseconds)
  constructor(onEvent, onRetry) {
    this.#onEvent = onEvent;
    this.#onRetry = onRetry;
  }

  feed(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return;
    if (this.#afterCR && text[0] === '\n') text = text.slice(1);
    this.#afterCR = text.endsWith('\r');
    text = this.#rest + text;
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c !== 10 && c !== 13) continue;
      this.#line(text.slice(from, at));
      if (c === 13 && text.charCodeAt(at + 1) === 10) at++;
      from = at + 1;
    }
    this.#rest = text.slice(from);
  }

  #line(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return; // a comment
    const field = colon === -1 ? line : line.slice(0, colon);
    let value = colon === -1 ? '' : line.slice(colon + 1);
    if (value[0] === ' ') value = value.slice(1);
    switch (field) {
      case 'event':
        this.#type = value;
        break;
      case 'data':
        this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
        break;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        break;
      case 'retry':
        if (/^\d+$/.test(value)) this.#onRetry(Number(value));
        break;
    }
  }

  #dispatch() {
    if (this.#id !== null) this.lastEventId = this.#id;
    const data = this.#data;
    const type = this.#type || 'message';
    this.#data = null;
    this.#type = '';
    if (data !== null) this.#onEvent({ type, data, lastEventId: this.lastEventId });
  }
}

module.exports = { EventStreamParser };
