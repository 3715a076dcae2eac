// SPDX-License-Identifier: MIT
// Event, CustomEvent and EventTarget of the DOM Standard (there is no tree here: every event has one target), and
// NodeEventTarget, which speaks the emitter's methods too.
//
// A target maps a type to an array of Listener records. Dispatch walks a copy and skips records marked as removed.
//
// Longer than most files: events and targets see each other's private state.

const {
  codes: {
    ERR_EVENT_RECURSION,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateObject,
  validateString,
} = require('internal/validators');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const EventEmitter = require('events');
const {
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
  kResistStopPropagation,
} = require('internal/events/symbols');

const { defineProperties, defineProperty } = Object;
const { apply } = Reflect;
const { call } = Function.prototype;
const clock = binding('performance');

const kIsEventTarget = Symbol.for('nodejs.event_target');
const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kTrustEvent = Symbol('kTrustEvent');
const kWeakHandler = Symbol('kWeak');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
const kCreateEvent = Symbol('kCreateEvent');
const kDispatch = Symbol('kDispatch');

let lazyInspect;
function inspect(value, options) {
  lazyInspect ??= require('internal/util/inspect').inspect;
  return lazyInspect(value, options);
}

function inspectAs(name, fields, depth, options) {
  if (depth < 0) return name;
  const inner = {
    ...options,
    depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth,
  };
  return `${name} ${inspect(fields, inner)}`;
}

// ---- events ---------------------------------------------------------------------------------------------------------

let isEvent;
let startDispatch;
let endDispatch;
let setPassive;
let isStopped;
let isDispatching;
let typeOf;
let isPrevented;

// What is true of an event, in one field.
const kBubbles = 1;
const kCancelable = 2;
const kComposed = 4;
const kTrusted = 8;
const kPrevented = 16;
const kPropagationStopped = 32;
const kStopped = 64;
const kDispatching = 128;
const kPassive = 256;
const kPreventedFlags = kCancelable | kPrevented;

class Event {
  #type;
  #flags = 0;
  #target = null;
  #timeStamp = clock.now();

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options != null) {
      validateObject(options, 'options');
      if (options.bubbles) this.#flags |= kBubbles;
      if (options.cancelable) this.#flags |= kCancelable;
      if (options.composed) this.#flags |= kComposed;
      if (options[kTrustEvent] === true) this.#flags |= kTrusted;
    }
    this.#type = `${type}`;
  }

  static {
    isEvent = (value) => typeof value === 'object' && value !== null && #type in value;
    startDispatch = (event, target) => {
      event.#target = target;
      event.#flags |= kDispatching;
    };
    endDispatch = (event) => {
      event.#flags &= ~(kDispatching | kPropagationStopped | kStopped);
    };
    setPassive = (event, passive) => {
      if (passive) event.#flags |= kPassive;
      else event.#flags &= ~kPassive;
    };
    isStopped = (event) => (event.#flags & kStopped) !== 0;
    isDispatching = (event) => (event.#flags & kDispatching) !== 0;
    typeOf = (event) => event.#type;
    isPrevented = (event) => (event.#flags & kPreventedFlags) === kPreventedFlags;
  }

  initEvent(type, bubbles = false, cancelable = false) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    checkEvent(this);
    if ((this.#flags & kDispatching) !== 0) return;
    this.#type = `${type}`;
    this.#flags &= ~(kBubbles | kCancelable);
    if (bubbles) this.#flags |= kBubbles;
    if (cancelable) this.#flags |= kCancelable;
  }

  [customInspectSymbol](depth, options) {
    checkEvent(this);
    return inspectAs(this.constructor.name, {
      type: this.#type,
      defaultPrevented: (this.#flags & kPrevented) !== 0,
      cancelable: (this.#flags & kCancelable) !== 0,
      timeStamp: this.#timeStamp,
    }, depth, options);
  }

  stopImmediatePropagation() {
    checkEvent(this);
    this.#flags |= kPropagationStopped | kStopped;
  }

  preventDefault() {
    checkEvent(this);
    if ((this.#flags & (kCancelable | kPassive)) === kCancelable) this.#flags |= kPrevented;
  }

  get target() {
    checkEvent(this);
    return this.#target;
  }

  get currentTarget() {
    checkEvent(this);
    return isDispatching(this) ? this.#target : null;
  }

  get srcElement() {
    checkEvent(this);
    return this.#target;
  }

  get type() {
    checkEvent(this);
    return this.#type;
  }

  get cancelable() {
    checkEvent(this);
    return (this.#flags & kCancelable) !== 0;
  }

  get defaultPrevented() {
    checkEvent(this);
    return isPrevented(this);
  }

  get timeStamp() {
    checkEvent(this);
    return this.#timeStamp;
  }

  composedPath() {
    checkEvent(this);
    return isDispatching(this) ? [this.#target] : [];
  }

  get returnValue() {
    checkEvent(this);
    return !isPrevented(this);
  }

  get bubbles() {
    checkEvent(this);
    return (this.#flags & kBubbles) !== 0;
  }

  get composed() {
    checkEvent(this);
    return (this.#flags & kComposed) !== 0;
  }

  get eventPhase() {
    checkEvent(this);
    return isDispatching(this) ? Event.AT_TARGET : Event.NONE;
  }

  get cancelBubble() {
    checkEvent(this);
    return (this.#flags & kPropagationStopped) !== 0;
  }

  set cancelBubble(value) {
    checkEvent(this);
    if (value) this.#flags |= kPropagationStopped;
  }

  stopPropagation() {
    checkEvent(this);
    this.#flags |= kPropagationStopped;
  }

  get isTrusted() {
    checkEvent(this);
    return (this.#flags & kTrusted) !== 0;
  }
}

function checkEvent(value) {
  if (!isEvent(value)) throw new ERR_INVALID_THIS('Event');
}

function tag(constructor, name) {
  defineProperty(constructor.prototype, Symbol.toStringTag, {
    __proto__: null, writable: false, enumerable: false, configurable: true, value: name,
  });
}

defineProperties(Event.prototype, {
  initEvent: kEnumerableProperty,
  stopImmediatePropagation: kEnumerableProperty,
  preventDefault: kEnumerableProperty,
  target: kEnumerableProperty,
  currentTarget: kEnumerableProperty,
  srcElement: kEnumerableProperty,
  type: kEnumerableProperty,
  cancelable: kEnumerableProperty,
  defaultPrevented: kEnumerableProperty,
  timeStamp: kEnumerableProperty,
  composedPath: kEnumerableProperty,
  returnValue: kEnumerableProperty,
  bubbles: kEnumerableProperty,
  composed: kEnumerableProperty,
  eventPhase: kEnumerableProperty,
  cancelBubble: kEnumerableProperty,
  stopPropagation: kEnumerableProperty,
  isTrusted: kEnumerableProperty,
});
tag(Event, 'Event');
for (const [name, value] of
  [['NONE', 0], ['CAPTURING_PHASE', 1], ['AT_TARGET', 2], ['BUBBLING_PHASE', 3]]) {
  defineProperty(Event, name, { __proto__: null, value, enumerable: true });
}

class CustomEvent extends Event {
  #detail;

  constructor(type, options = kEmptyObject) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}
defineProperty(CustomEvent.prototype, 'detail', kEnumerableProperty);
tag(CustomEvent, 'CustomEvent');

// ---- listeners ------------------------------------------------------------------------------------------------------

let forgetCollected;
// Removes the record of a listener that was held weakly and is gone.
function collectedRegistry() {
  forgetCollected ??= new FinalizationRegistry(({ target, type, record }) => {
    const owner = target.deref();
    if (owner !== undefined) dropRecord(owner, type, record);
  });
  return forgetCollected;
}

class Listener {
  constructor(target, type, listener, options) {
    this.once = options.once;
    this.capture = options.capture;
    this.passive = options.passive;
    this.nodeStyle = options.nodeStyle;
    this.resistStop = options.resistStop;
    this.removed = false;
    this.weak = options.weak !== undefined;
    if (this.weak) {
      // The listener lives as long as the object that `weak` names.
      this.callback = new WeakRef(listener);
      keepWith(options.weak, listener);
      collectedRegistry().register(
        listener, { target: new WeakRef(target), type, record: this }, this);
    } else {
      this.callback = listener;
    }
  }

  get listener() {
    return this.weak ? this.callback.deref() : this.callback;
  }

  is(listener, capture) {
    return this.listener === listener && this.capture === capture;
  }
}

const kept = new WeakMap();
function keepWith(owner, listener) {
  const listeners = kept.get(owner);
  if (listeners === undefined) kept.set(owner, [listener]);
  else listeners.push(listener);
}

function dropRecord(target, type, record) {
  const records = target[kEvents]?.get(type);
  const at = records === undefined ? -1 : records.indexOf(record);
  if (at < 0) return;
  record.removed = true;
  if (record.weak) forgetCollected.unregister(record);
  if (records.length === 1) target[kEvents].delete(type);
  else records.splice(at, 1);
  target[kRemoveListener](records.length === 1 ? 0 : records.length, type, record.listener,
    record.capture);
}

function isListener(listener) {
  if (typeof listener === 'function' || typeof listener?.handleEvent === 'function') return true;
  if (listener == null) return false;
  if (typeof listener === 'object') return true; // handleEvent may come later
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

const kNoOptions = {
  __proto__: null, once: false, capture: false, passive: false, signal: undefined, weak: undefined,
  resistStop: false, nodeStyle: false,
};

function listenerOptions(options) {
  if (options === kEmptyObject || options == null) return kNoOptions;
  if (typeof options === 'boolean') return { __proto__: null, ...kNoOptions, capture: options };
  validateObject(options, 'options');
  const { signal } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return {
    __proto__: null,
    once: !!options.once,
    capture: !!options.capture,
    passive: !!options.passive,
    signal,
    weak: options[kWeakHandler],
    resistStop: options[kResistStopPropagation] ?? false,
    nodeStyle: !!options[kIsNodeStyleListener],
  };
}

function warnUseless(target, listener, type) {
  const warning = new Error(`addEventListener called with ${listener} which has no effect.`);
  warning.name = 'AddEventListenerArgumentTypeWarning';
  warning.target = target;
  warning.type = type;
  process.emitWarning(warning);
}

// A listener threw: the others still run, the error surfaces as uncaught.
function throwLater(error) {
  process.nextTick(() => { throw error; });
}

function watchPromise(result) {
  const then = result.then;
  if (typeof then === 'function') then.call(result, undefined, throwLater);
}

// ---- targets --------------------------------------------------------------------------------------------------------

function isEventTarget(value) {
  return value?.constructor?.[kIsEventTarget] === true;
}

function isNodeEventTarget(value) {
  return value?.constructor?.[kIsNodeEventTarget] === true;
}

function initEventTarget(self) {
  self[kEvents] = undefined; // made by the first listener
  self[kMaxEventTargetListeners] = EventEmitter.defaultMaxListeners;
  self[kMaxEventTargetListenersWarned] = false;
  self[kHandlers] = undefined;
}

function checkTarget(value) {
  if (!isEventTarget(value)) throw new ERR_INVALID_THIS('EventTarget');
}

// Calls one listener; gives the event back, which may have been made for it.
function dispatchTo(target, record, value, type, event) {
  if (record.removed) return event;
  if (event !== undefined && isStopped(event) && !record.resistStop) return event;
  if (record.once) dropRecord(target, type, record);
  const { listener, nodeStyle } = record;
  if (listener === undefined) return event;
  if (!nodeStyle && event === undefined) {
    event = target[kCreateEvent](value, type);
    startDispatch(event, target);
  }
  const argument = nodeStyle ? value : event;
  if (record.passive) setPassive(event, true);
  try {
    const result = typeof listener !== 'function' ? callHandler(listener, argument) :
      listener.call === call ? listener.call(target, argument) :
        apply(listener, target, [argument]);
    if (result !== undefined && result !== null) watchPromise(result);
  } catch (error) {
    throwLater(error);
  }
  if (record.passive) setPassive(event, false);
  return event;
}

function callHandler(listener, argument) {
  const { handleEvent } = listener;
  if (typeof handleEvent !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('listener.handleEvent', 'function', handleEvent);
  }
  return apply(handleEvent, listener, [argument]);
}

class EventTarget {
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const max = this[kMaxEventTargetListeners];
    if (max > 0 && size > max && !this[kMaxEventTargetListenersWarned]) {
      this[kMaxEventTargetListenersWarned] = true;
      const warning = new Error(
        `Possible EventTarget memory leak detected. ${size} ${type} listeners added to ` +
        `${inspect(this, { depth: -1 })}. MaxListeners is ${max}. Use ` +
        'events.setMaxListeners() to increase limit');
      warning.name = 'MaxListenersExceededWarning';
      warning.target = this;
      warning.type = type;
      warning.count = size;
      process.emitWarning(warning);
    }
  }

  [kRemoveListener](size, type, listener, capture) {}

  addEventListener(type, listener, options = kEmptyObject) {
    checkTarget(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    const flags = listenerOptions(options);
    if (!isListener(listener)) {
      warnUseless(this, listener, type);
      return;
    }
    type = `${type}`;
    const { signal } = flags;
    if (signal) {
      if (signal.aborted) return;
      signal.addEventListener('abort', () => {
        this.removeEventListener(type, listener, options);
      }, { once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
    }
    let records = this[kEvents]?.get(type);
    if (records === undefined) {
      this[kEvents] ??= new Map();
      records = [];
      this[kEvents].set(type, records);
    } else if (records.some((record) => record.is(listener, flags.capture))) {
      return;
    }
    records.push(new Listener(this, type, listener, flags));
    this[kNewListener](records.length, type, listener, flags.once, flags.capture, flags.passive,
      flags.weak !== undefined);
  }

  removeEventListener(type, listener, options = kEmptyObject) {
    checkTarget(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = `${type}`;
    const capture = typeof options === 'boolean' ? options : !!options?.capture;
    const record = this[kEvents]?.get(type)?.find((each) => each.is(listener, capture));
    if (record !== undefined) dropRecord(this, type, record);
  }

  dispatchEvent(event) {
    checkTarget(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!isEvent(event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    const type = typeOf(event);
    if (isDispatching(event)) throw new ERR_EVENT_RECURSION(type);
    this[kDispatch](event, type, event);
    return !isPrevented(event);
  }

  // `value` goes to emitter-style listeners, `event` (made when first needed) to the others.
  [kDispatch](value, type, event) {
    const records = this[kEvents]?.get(type);
    if (event !== undefined) startDispatch(event, this);
    if (records !== undefined) {
      if (records.length === 1) {
        event = dispatchTo(this, records[0], value, type, event);
      } else {
        const snapshot = records.slice();
        for (let i = 0; i < snapshot.length; i++) {
          event = dispatchTo(this, snapshot[i], value, type, event);
        }
      }
    }
    if (event !== undefined) endDispatch(event);
  }

  [kCreateEvent](value, type) {
    return new CustomEvent(type, { detail: value });
  }

  [customInspectSymbol](depth, options) {
    return inspectAs(this.constructor.name, {}, depth, options);
  }
}

defineProperties(EventTarget.prototype, {
  addEventListener: kEnumerableProperty,
  removeEventListener: kEnumerableProperty,
  dispatchEvent: kEnumerableProperty,
});
tag(EventTarget, 'EventTarget');

// The program's listeners of a type, for events.getEventListeners.
function listenersOf(target, type) {
  const result = [];
  for (const record of target[kEvents]?.get(`${type}`) ?? []) {
    const { listener } = record;
    if (listener !== undefined) result.push(listener);
  }
  return result;
}

// ---- emitter-style targets ------------------------------------------------------------------------------------------

function initNodeEventTarget(self) {
  initEventTarget(self);
}

function checkNodeTarget(value) {
  if (!isNodeEventTarget(value)) throw new ERR_INVALID_THIS('NodeEventTarget');
}

class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  constructor() {
    super();
    initNodeEventTarget(this);
  }

  setMaxListeners(n) {
    checkNodeTarget(this);
    EventEmitter.setMaxListeners(n, this);
  }

  getMaxListeners() {
    checkNodeTarget(this);
    return this[kMaxEventTargetListeners];
  }

  eventNames() {
    checkNodeTarget(this);
    return this[kEvents] === undefined ? [] : Array.from(this[kEvents].keys());
  }

  listenerCount(type) {
    checkNodeTarget(this);
    return this[kEvents]?.get(String(type))?.length ?? 0;
  }

  off(type, listener, options) {
    checkNodeTarget(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    checkNodeTarget(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    checkNodeTarget(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  addListener(type, listener) {
    checkNodeTarget(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  emit(type, arg) {
    checkNodeTarget(this);
    validateString(type, 'type');
    const had = this.listenerCount(type) > 0;
    this[kDispatch](arg, type);
    return had;
  }

  once(type, listener) {
    checkNodeTarget(this);
    this.addEventListener(type, listener, { once: true, [kIsNodeStyleListener]: true });
    return this;
  }

  removeAllListeners(type) {
    checkNodeTarget(this);
    if (type !== undefined) this[kEvents]?.delete(String(type));
    else this[kEvents]?.clear();
    return this;
  }
}

defineProperties(NodeEventTarget.prototype, {
  setMaxListeners: kEnumerableProperty,
  getMaxListeners: kEnumerableProperty,
  eventNames: kEnumerableProperty,
  listenerCount: kEnumerableProperty,
  off: kEnumerableProperty,
  removeListener: kEnumerableProperty,
  on: kEnumerableProperty,
  addListener: kEnumerableProperty,
  once: kEnumerableProperty,
  emit: kEnumerableProperty,
  removeAllListeners: kEnumerableProperty,
});

// ---- on<event> properties -------------------------------------------------------------------------------------------

// The attribute's listener takes its place in the order when first set and keeps it when replaced.
function defineEventHandler(emitter, name, event = name) {
  const property = `on${name}`;
  function get() {
    return this[kHandlers]?.get(event)?.handler ?? null;
  }
  function set(value) {
    this[kHandlers] ??= new Map();
    const known = this[kHandlers].get(event);
    const callable = typeof value === 'function' ||
      (typeof value === 'object' && value !== null);
    if (known === undefined) {
      if (!callable) return;
      const wrapper = function(...args) {
        if (typeof wrapper.handler !== 'function') return undefined;
        return Reflect.apply(wrapper.handler, this, args);
      };
      wrapper.handler = value;
      this[kHandlers].set(event, wrapper);
      this.addEventListener(event, wrapper);
    } else if (callable) {
      known.handler = value;
    } else {
      this[kHandlers].delete(event);
      this.removeEventListener(event, known);
    }
  }
  defineProperty(get, 'name', { __proto__: null, value: `get ${property}`, configurable: true });
  defineProperty(set, 'name', { __proto__: null, value: `set ${property}`, configurable: true });
  defineProperty(emitter, property, {
    __proto__: null, get, set, configurable: true, enumerable: true,
  });
}

module.exports = {
  Event,
  CustomEvent,
  EventTarget,
  NodeEventTarget,
  defineEventHandler,
  initEventTarget,
  initNodeEventTarget,
  isEvent,
  isEventTarget,
  listenersOf,
  kCreateEvent,
  kDispatch,
  kNewListener,
  kTrustEvent,
  kRemoveListener,
  kEvents,
  kHandlers,
  kWeakHandler,
  kResistStopPropagation,
};
