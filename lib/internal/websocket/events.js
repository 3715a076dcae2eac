// SPDX-License-Identifier: MIT
//
// CloseEvent and ErrorEvent (HTML Standard).
'use strict';

const { Event } = require('internal/event_target');
const { kEnumerableProperty } = require('internal/util');

function checkArguments(name, count, init) {
  if (count < 1) throw new TypeError(`${name} constructor: 1 argument required, but 0 found.`);
  if (init !== null && typeof init !== 'object' && typeof init !== 'function') {
    throw new TypeError(`${name} constructor: eventInitDict could not be converted to: ${name}Init.`);
  }
}

class CloseEvent extends Event {
  #wasClean;
  #code;
  #reason;

  constructor(type, eventInitDict = {}) {
    checkArguments('CloseEvent', arguments.length, eventInitDict);
    super(type, eventInitDict);
    const { wasClean = false, code = 0, reason = '' } = eventInitDict ?? {};
    this.#wasClean = Boolean(wasClean);
    this.#code = Number(code) & 0xffff;
    this.#reason = `${reason}`.toWellFormed();
  }

  get wasClean() {
    return this.#wasClean;
  }

  get code() {
    return this.#code;
  }

  get reason() {
    return this.#reason;
  }
}

Object.defineProperties(CloseEvent.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'CloseEvent' },
  reason: kEnumerableProperty,
  code: kEnumerableProperty,
  wasClean: kEnumerableProperty,
});

class ErrorEvent extends Event {
  #message;
  #filename;
  #lineno;
  #colno;
  #error;

  constructor(type, eventInitDict = {}) {
    checkArguments('ErrorEvent', arguments.length, eventInitDict);
    super(type, eventInitDict);
    const { message = '', filename = '', lineno = 0, colno = 0, error = undefined } = eventInitDict ?? {};
    this.#message = `${message}`.toWellFormed();
    this.#filename = `${filename}`.toWellFormed();
    this.#lineno = Number(lineno) >>> 0;
    this.#colno = Number(colno) >>> 0;
    this.#error = error;
  }

  get message() {
    return this.#message;
  }

  get filename() {
    return this.#filename;
  }

  get lineno() {
    return this.#lineno;
  }

  get colno() {
    return this.#colno;
  }

  get error() {
    return this.#error;
  }
}

Object.defineProperties(ErrorEvent.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'ErrorEvent' },
  message: kEnumerableProperty,
  filename: kEnumerableProperty,
  lineno: kEnumerableProperty,
  colno: kEnumerableProperty,
  error: kEnumerableProperty,
});

module.exports = { CloseEvent, ErrorEvent };
