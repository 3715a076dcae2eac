// SPDX-License-Identifier: MIT
// MessageEvent (HTML Standard).
'use strict';

const { Event } = require('internal/event_target');
const { codes: { ERR_INVALID_THIS } } = require('internal/errors');

let isMessageEvent;

function typeError(message) {
  const error = new TypeError(`MessageEvent constructor: ${message}`);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function show(value) {
  return require('internal/util/inspect').inspect(value);
}

function checkPort(value, name) {
  const { isMessagePort } = require('internal/messaging');
  if (!isMessagePort(value)) {
    throw typeError(`Expected eventInitDict.${name} ("${show(value)}") to be an instance of MessagePort.`);
  }
}

function portsOf(ports) {
  if (ports === undefined) return [];
  if (ports === null || typeof ports[Symbol.iterator] !== 'function') {
    throw typeError(`eventInitDict.ports (${show(ports)}) is not iterable.`);
  }
  const list = [...ports];
  list.forEach((port, i) => checkPort(port, `ports[${i}]`));
  return list;
}

class MessageEvent extends Event {
  #data;
  #origin;
  #lastEventId;
  #source;
  #ports;

  static {
    isMessageEvent = (value) => value !== null && typeof value === 'object' && #data in value;
  }

  constructor(type, eventInitDict = {}) {
    super(type, eventInitDict);
    const { data = null, origin = '', lastEventId = '', source = null, ports } = eventInitDict ?? {};
    this.#set(data, origin, lastEventId, source, ports);
  }

  #set(data, origin, lastEventId, source, ports) {
    if (source !== null) checkPort(source, 'source');
    this.#data = data;
    this.#origin = `${origin}`;
    this.#lastEventId = `${lastEventId}`;
    this.#source = source;
    this.#ports = portsOf(ports);
  }

  // Of old: sets everything anew, unless the event is being dispatched.
  initMessageEvent(type, bubbles = false, cancelable = false, data = null, origin = '', lastEventId = '', source = null, ports = []) {
    if (!isMessageEvent(this)) throw new ERR_INVALID_THIS('MessageEvent');
    if (this.eventPhase !== 0) return;
    this.initEvent?.(type, bubbles, cancelable);
    this.#set(data, origin, lastEventId, source, ports);
  }

  get data() {
    if (!isMessageEvent(this)) throw new ERR_INVALID_THIS('MessageEvent');
    return this.#data;
  }

  get origin() {
    if (!isMessageEvent(this)) throw new ERR_INVALID_THIS('MessageEvent');
    return this.#origin;
  }

  get lastEventId() {
    if (!isMessageEvent(this)) throw new ERR_INVALID_THIS('MessageEvent');
    return this.#lastEventId;
  }

  get source() {
    if (!isMessageEvent(this)) throw new ERR_INVALID_THIS('MessageEvent');
    return this.#source;
  }

  get ports() {
    if (!isMessageEvent(this)) throw new ERR_INVALID_THIS('MessageEvent');
    return this.#ports;
  }
}

// A port has closed.
class MessagePortCloseEvent extends Event {
  constructor() {
    super('close');
  }
}

const kEnumerable = { __proto__: null, enumerable: true };
Object.defineProperties(MessageEvent.prototype, {
  initMessageEvent: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'MessageEvent' },
  data: kEnumerable,
  origin: kEnumerable,
  lastEventId: kEnumerable,
  source: kEnumerable,
  ports: kEnumerable,
});

module.exports = { MessageEvent, MessagePortCloseEvent };
