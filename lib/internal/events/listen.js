// SPDX-License-Identifier: MIT
// Adding and removing listeners on "anything that emits": event emitters and event targets alike.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kResistStopPropagation } = require('internal/events/symbols');

// Event targets take `flags` as the options of addEventListener; emitters only look at `once`.
function listen(emitter, name, listener, flags) {
  if (typeof emitter.on === 'function') {
    if (flags?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function unlisten(emitter, name, listener, flags) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

// Abort listeners of built-ins run even where another listener stops the propagation.
function onceAborted(signal, listener) {
  signal.addEventListener('abort', listener, {
    __proto__: null, once: true, [kResistStopPropagation]: true,
  });
}

module.exports = { listen, unlisten, onceAborted };
