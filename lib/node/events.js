// SPDX-License-Identifier: MIT
// The `events` module: EventEmitter and the helpers around it.
//
// `_events` maps an event to one listener or to an array of them. An array is copied before it is called (listeners may
// come and go meanwhile), so the common single listener costs no allocation. Programs look at `_events`, `_eventsCount`
// and `_maxListeners`; their shape is part of the interface.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR },
  genericNodeError,
} = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateNumber,
} = require('internal/validators');
const shared = require('internal/events/symbols');

// create(null) makes an object six times as fast as a literal with __proto__ here.
const { create, defineProperties, defineProperty, getPrototypeOf } = Object;
const { apply, ownKeys } = Reflect;
const { call } = Function.prototype;

const { kCapture, kShapeMode, kMaxEventTargetListeners, kMaxEventTargetListenersWarned } = shared;
const kErrorMonitor = Symbol('events.errorMonitor');
const kRejection = Symbol.for('nodejs.rejection');
const kIsEventTarget = Symbol.for('nodejs.event_target');

let defaultMaxListeners = 10;

let lazyInspect;
function inspect(value, options) {
  lazyInspect ??= require('internal/util/inspect').inspect;
  return lazyInspect(value, options);
}

function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}

function isEventTarget(value) {
  return value?.constructor?.[kIsEventTarget] === true;
}

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;
defineProperty(EventEmitter.prototype, kCapture, {
  __proto__: null, value: false, writable: true, enumerable: false,
});

EventEmitter.init = function(opts) {
  const events = this._events;
  if (events === undefined || events === getPrototypeOf(this)._events) {
    this._events = create(null);
    this._eventsCount = 0;
    this._maxListeners = this._maxListeners || undefined;
    this[kShapeMode] = false;
  } else {
    this._maxListeners = this._maxListeners || undefined;
    this[kShapeMode] = true;
  }
  if (opts?.captureRejections) {
    validateBoolean(opts.captureRejections, 'options.captureRejections');
    this[kCapture] = true;
  } else {
    // Copied into the emitter, so that emit() reads an own property.
    this[kCapture] = EventEmitter.prototype[kCapture];
  }
};

// ---- emit -----------------------------------------------------------------------------------------------------------

function throwUnhandled(emitter, args) {
  const error = args.length > 0 ? args[0] : undefined;
  if (error instanceof Error) throw error; // unhandled 'error' event
  let text;
  try {
    text = inspect(error);
  } catch {
    text = error;
  }
  const wrapped = new ERR_UNHANDLED_ERROR(text);
  wrapped.context = error;
  throw wrapped; // unhandled 'error' event
}

// captureRejections: a listener's promise was rejected.
function reportRejection(emitter, error, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](error, type, ...args);
    return;
  }
  // Off meanwhile: a rejecting 'error' listener would loop.
  const previous = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', error);
  } finally {
    emitter[kCapture] = previous;
  }
}

function captureRejection(emitter, result, type, args) {
  try {
    const then = result.then;
    if (typeof then === 'function') {
      then.call(result, undefined, (error) => {
        process.nextTick(reportRejection, emitter, error, type, args);
      });
    }
  } catch (error) {
    emitter.emit('error', error);
  }
}

// Calls with few arguments go through `call`, which the engine inlines, unless a listener (or someone's patch) has another one.
function invoke(listener, self, args) {
  if (listener.call === call) {
    switch (args.length) {
      case 0: return listener.call(self);
      case 1: return listener.call(self, args[0]);
      case 2: return listener.call(self, args[0], args[1]);
      case 3: return listener.call(self, args[0], args[1], args[2]);
    }
  }
  return apply(listener, self, args);
}

function emitError(emitter, args) {
  const events = emitter._events;
  if (events !== undefined && events[kErrorMonitor] !== undefined) {
    emitter.emit(kErrorMonitor, ...args);
  }
  const handler = events?.error;
  if (handler === undefined) throwUnhandled(emitter, args);
  emitToMany(emitter, typeof handler === 'function' ? [handler] : handler, 'error', args);
  return true;
}

// A list is never changed but at its end, where listeners are added: those were not there when the emission began.
function emitToMany(emitter, listeners, type, args) {
  for (let i = 0, { length } = listeners; i < length; i++) {
    const listener = listeners[i];
    let result;
    if (listener.call === call) {
      switch (args.length) {
        case 0: result = listener.call(emitter); break;
        case 1: result = listener.call(emitter, args[0]); break;
        case 2: result = listener.call(emitter, args[0], args[1]); break;
        case 3: result = listener.call(emitter, args[0], args[1], args[2]); break;
        default: result = apply(listener, emitter, args);
      }
    } else {
      result = apply(listener, emitter, args);
    }
    if (result !== undefined && result !== null && emitter[kCapture]) {
      captureRejection(emitter, result, type, args);
    }
  }
}

// The switch is written out here and below: measured, twice as fast as through invoke(), for one listener and for many.
EventEmitter.prototype.emit = function emit(type, ...args) {
  if (type === 'error') return emitError(this, args);
  const handler = this._events?.[type];
  if (handler === undefined) return false;
  if (typeof handler !== 'function') {
    emitToMany(this, handler, type, args);
    return true;
  }
  let result;
  if (handler.call === call) {
    switch (args.length) {
      case 0: result = handler.call(this); break;
      case 1: result = handler.call(this, args[0]); break;
      case 2: result = handler.call(this, args[0], args[1]); break;
      case 3: result = handler.call(this, args[0], args[1], args[2]); break;
      default: result = apply(handler, this, args);
    }
  } else {
    result = apply(handler, this, args);
  }
  if (result !== undefined && result !== null && this[kCapture]) {
    captureRejection(this, result, type, args);
  }
  return true;
};

shared.emit = EventEmitter.prototype.emit;

// A copy without the listener at `at`, or, if that is -1, with room for one more in front.
function without(listeners, at) {
  const { length } = listeners;
  const result = new Array(at < 0 ? length + 1 : length - 1);
  for (let i = 0, to = at < 0 ? 1 : 0; i < length; i++) {
    if (i !== at) result[to++] = listeners[i];
  }
  if (listeners.warned) result.warned = true;
  return result;
}

function copy(listeners) {
  const { length } = listeners;
  const result = new Array(length);
  for (let i = 0; i < length; i++) result[i] = listeners[i];
  return result;
}

// ---- adding ---------------------------------------------------------------------------------------------------------

function maxListenersOf(emitter) {
  return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
}

function warnOfLeak(target, type, listeners, max) {
  listeners.warned = true;
  const warning = genericNodeError(
    `Possible EventEmitter memory leak detected. ${listeners.length} ${String(type)} listeners ` +
    `added to ${inspect(target, { depth: -1 })}. MaxListeners is ${max}. Use ` +
    'emitter.setMaxListeners() to increase limit',
    { name: 'MaxListenersExceededWarning', emitter: target, type, count: listeners.length });
  process.emitWarning(warning);
}

function add(target, type, listener, prepend) {
  validateFunction(listener, 'listener');
  let events = target._events;
  if (events === undefined) {
    events = target._events = create(null);
    target._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    // Told before the listener is there; a listener of 'newListener' may replace `_events`.
    target.emit('newListener', type, listener.listener ?? listener);
    events = target._events;
  }
  let existing = events[type];
  if (existing === undefined) {
    events[type] = listener;
    ++target._eventsCount;
    return target;
  }
  if (typeof existing === 'function') {
    existing = events[type] = prepend ? [listener, existing] : [existing, listener];
  } else if (prepend) {
    existing = events[type] = without(existing, -1);
    existing[0] = listener;
  } else {
    existing.push(listener);
  }
  const max = maxListenersOf(target);
  if (max > 0 && existing.length > max && !existing.warned) {
    warnOfLeak(target, type, existing, max);
  }
  return target;
}

EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

EventEmitter.prototype.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};

EventEmitter.prototype.on = EventEmitter.prototype.addListener;

EventEmitter.prototype.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

// A wrapper that removes itself, then calls; `.listener` leads to the function that the program passed.
function onceWrapper(target, type, listener) {
  let fired = false;
  const wrapper = function(...args) {
    if (fired) return undefined;
    target.removeListener(type, wrapper);
    fired = true;
    return invoke(listener, target, args);
  };
  wrapper.listener = listener;
  return wrapper;
}

EventEmitter.prototype.once = function once(type, listener) {
  validateFunction(listener, 'listener');
  this.on(type, onceWrapper(this, type, listener));
  return this;
};

EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
  validateFunction(listener, 'listener');
  this.prependListener(type, onceWrapper(this, type, listener));
  return this;
};

// ---- removing -------------------------------------------------------------------------------------------------------

function forget(emitter, events, type) {
  if (--emitter._eventsCount === 0) emitter._events = create(null);
  else delete events[type];
}

EventEmitter.prototype.removeListener = function removeListener(type, listener) {
  validateFunction(listener, 'listener');
  const events = this._events;
  const list = events?.[type];
  if (list === undefined) return this;

  if (list === listener || list.listener === listener) {
    forget(this, events, type);
    if (events.removeListener !== undefined) {
      this.emit('removeListener', type, list.listener || listener);
    }
  } else if (typeof list !== 'function') {
    let at = list.length - 1;
    while (at >= 0 && list[at] !== listener && list[at].listener !== listener) at--;
    if (at < 0) return this;
    events[type] = list.length === 2 ? list[1 - at] : without(list, at);
    if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
  }
  return this;
};

EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;

  if (events.removeListener === undefined) {
    // Nobody wants to be told.
    if (arguments.length === 0) {
      this._events = create(null);
      this._eventsCount = 0;
    } else if (events[type] !== undefined) {
      forget(this, events, type);
    }
    return this;
  }
  if (arguments.length === 0) {
    for (const key of ownKeys(events)) {
      if (key !== 'removeListener') this.removeAllListeners(key);
    }
    this.removeAllListeners('removeListener');
    this._events = create(null);
    this._eventsCount = 0;
    return this;
  }
  const listeners = events[type];
  if (typeof listeners === 'function') {
    this.removeListener(type, listeners);
  } else if (listeners !== undefined) {
    for (let i = listeners.length - 1; i >= 0; i--) this.removeListener(type, listeners[i]);
  }
  return this;
};

// ---- asking ---------------------------------------------------------------------------------------------------------

function listenersOf(emitter, type, unwrap) {
  const listeners = emitter._events?.[type];
  if (listeners === undefined) return [];
  if (typeof listeners === 'function') {
    return [unwrap ? listeners.listener || listeners : listeners];
  }
  const result = copy(listeners);
  if (unwrap) {
    for (let i = 0; i < result.length; i++) {
      const { listener } = result[i];
      if (typeof listener === 'function') result[i] = listener;
    }
  }
  return result;
}

EventEmitter.prototype.listeners = function listeners(type) {
  return listenersOf(this, type, true);
};

EventEmitter.prototype.rawListeners = function rawListeners(type) {
  return listenersOf(this, type, false);
};

function listenerCount(type, listener) {
  const listeners = this._events?.[type];
  if (listeners === undefined) return 0;
  if (typeof listeners === 'function') {
    return listener == null || listener === listeners || listener === listeners.listener ? 1 : 0;
  }
  if (listener == null) return listeners.length;
  let matching = 0;
  for (let i = 0; i < listeners.length; i++) {
    if (listeners[i] === listener || listeners[i].listener === listener) matching++;
  }
  return matching;
}

EventEmitter.prototype.listenerCount = listenerCount;

EventEmitter.prototype.eventNames = function eventNames() {
  return this._eventsCount > 0 ? ownKeys(this._events) : [];
};

// ---- the module's functions -----------------------------------------------------------------------------------------

module.exports = EventEmitter;

EventEmitter.addAbortListener = function addAbortListener(signal, listener) {
  return require('internal/events/abort_listener').addAbortListener(signal, listener);
};

async function once(emitter, name, options = { __proto__: null }) {
  return require('internal/events/on').once(emitter, name, options);
}

EventEmitter.once = once;

EventEmitter.on = function on(emitter, event, options = { __proto__: null }) {
  return require('internal/events/on').on(emitter, event, options);
};

EventEmitter.getEventListeners = function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  if (isEventTarget(emitterOrTarget)) {
    return require('internal/event_target').listenersOf(emitterOrTarget, type);
  }
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], emitterOrTarget);
};

EventEmitter.getMaxListeners = function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') {
    return maxListenersOf(emitterOrTarget);
  }
  if (typeof emitterOrTarget?.[kMaxEventTargetListeners] === 'number') {
    return emitterOrTarget[kMaxEventTargetListeners];
  }
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], emitterOrTarget);
};

EventEmitter.listenerCount = function(emitter, type) {
  if (typeof emitter.listenerCount === 'function') return emitter.listenerCount(type);
  if (isEventTarget(emitter)) {
    return require('internal/event_target').listenersOf(emitter, type).length;
  }
  return listenerCount.call(emitter, type);
};
defineProperty(EventEmitter.listenerCount, 'name', {
  __proto__: null, value: 'listenerCount', configurable: true,
});

EventEmitter.setMaxListeners = function(n = defaultMaxListeners, ...eventTargets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    defaultMaxListeners = n;
    return;
  }
  for (const target of eventTargets) {
    if (isEventTarget(target)) {
      target[kMaxEventTargetListeners] = n;
      target[kMaxEventTargetListenersWarned] = false;
    } else if (typeof target.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw new ERR_INVALID_ARG_TYPE('eventTargets', ['EventEmitter', 'EventTarget'], target);
    }
  }
};

EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;

let EventEmitterAsyncResource;

defineProperties(EventEmitter, {
  captureRejections: {
    __proto__: null,
    get() {
      return EventEmitter.prototype[kCapture];
    },
    set(value) {
      validateBoolean(value, 'EventEmitter.captureRejections');
      EventEmitter.prototype[kCapture] = value;
    },
    configurable: true,
    enumerable: true,
  },
  errorMonitor: {
    __proto__: null,
    value: kErrorMonitor,
    writable: false,
    configurable: true,
    enumerable: true,
  },
  EventEmitterAsyncResource: {
    __proto__: null,
    get() {
      EventEmitterAsyncResource ??=
        require('internal/events/async_resource').EventEmitterAsyncResource;
      return EventEmitterAsyncResource;
    },
    set: undefined,
    configurable: true,
    enumerable: true,
  },
  defaultMaxListeners: {
    __proto__: null,
    get() {
      return defaultMaxListeners;
    },
    set(value) {
      validateNumber(value, 'defaultMaxListeners', 0);
      defaultMaxListeners = value;
    },
    enumerable: true,
  },
  kMaxEventTargetListeners: {
    __proto__: null,
    value: kMaxEventTargetListeners,
    enumerable: false,
  },
  kMaxEventTargetListenersWarned: {
    __proto__: null,
    value: kMaxEventTargetListenersWarned,
    enumerable: false,
  },
});
