// SPDX-License-Identifier: MIT
// moveMessagePortToContext(): a port whose messages are made of the objects of another context. Messages are decoded by a copy of the decoder that
// was evaluated there, so that its literals are of that realm; the port itself is an object of that realm, too.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { evaluateIn } = require('internal/builtins');
const messaging = require('internal/messaging');

// Evaluated in the context: makes the object that stands for the port there. No event target: `onmessage` is all it has.
const factory = `(function (target, clone, fail) {
  const call = (name, list) => {
    try {
      return target[name](...list);
    } catch (error) {
      throw fail(error, Error);
    }
  };
  class MessagePort {
    postMessage(...list) { call('postMessage', list); }
    start() { call('start', []); }
    close(...list) { call('close', list); }
    ref() { call('ref', []); }
    unref() { call('unref', []); }
    hasRef() { return call('hasRef', []); }
  }
  const port = new MessagePort();
  port.onmessage = undefined;
  port.onmessageerror = undefined;
  return {
    port,
    deliver(data, ports) {
      if (typeof port.onmessage === 'function') port.onmessage({ __proto__: Object.prototype, data, ports: [...ports], target: port });
    },
    refuse(message, code) {
      const error = new Error(message);
      error.code = code;
      if (typeof port.onmessageerror === 'function') port.onmessageerror({ data: error, target: port });
    },
  };
})`;

// An error of this realm, as one of the other.
function failIn(error, ForeignError) {
  const foreign = new ForeignError(error.message);
  const constructor = { [error.constructor.name]: class extends ForeignError {} }[error.constructor.name];
  Object.setPrototypeOf(foreign, constructor.prototype);
  Object.defineProperty(foreign, 'name', { __proto__: null, value: error.name, configurable: true, writable: true });
  if (error.code !== undefined) foreign.code = error.code;
  return foreign;
}

function movePort(port, sandbox) {
  const context = sandbox !== null && typeof sandbox === 'object' ? require('internal/vm/context').contextOf(sandbox) : undefined;
  if (context === undefined) throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', sandbox);
  const inner = messaging.portOf(messaging.takeEnd(port));
  const { decode } = evaluateIn(context.global, 'internal/worker/wire');
  const make = binding('contextify').evaluate(factory, 'node:internal/worker/move_port', 1, context.global, context.global);
  const made = make(inner, undefined, failIn);
  const end = messaging.faceOf(inner, (entry) => {
    let received;
    try {
      const { text, blobs, ends, blocks } = messaging.wireOf(entry);
      if (blobs === true) {
        received = { value: text, ports: [] };
      } else {
        if (text[0] !== '{' && /\[17,"/.test(text)) throw unavailable();
        received = decode(text, blobs, ends, blocks);
      }
    } catch (error) {
      made.refuse(error.message, error.code);
      return;
    }
    const here = received.ports.map((item) => [item, movePort(item, sandbox)]);
    const swapped = new Map(here);
    made.deliver(swap(received.value, swapped, new Set()), here.map(({ 1: moved }) => moved));
  });
  inner.ref();
  Object.defineProperty(end, 'foreign', { __proto__: null, value: true });
  return made.port;
}

function unavailable() {
  const { codes: { ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE } } = require('internal/errors');
  return new ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE();
}

// Ports inside a message are of the other realm as well.
function swap(value, ports, seen) {
  if (ports.size === 0 || value === null || typeof value !== 'object') return value;
  if (ports.has(value)) return ports.get(value);
  if (seen.has(value)) return value;
  seen.add(value);
  for (const key of Object.keys(value)) {
    const next = swap(value[key], ports, seen);
    if (next !== value[key]) value[key] = next;
  }
  return value;
}

module.exports = { movePort };
