// SPDX-License-Identifier: MIT
// AbortController and AbortSignal (DOM Standard).
//
// Who keeps whom: timers and source signals hold a signal weakly. A signal that something may still abort (a timer, or
// other signals) and that has listeners is held in `persistent` until it is aborted or loses its listeners.

const {
  AbortError,
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateObject,
  validateUint32,
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
} = require('internal/validators');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const {
  Event,
  EventTarget,
  kDispatch,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
  defineEventHandler,
} = require('internal/event_target');
const { kMaxEventTargetListeners } = require('internal/events/symbols');
const { onceAborted } = require('internal/events/listen');
const { DOMException } = require('internal/per_context/domexception');

const { defineProperties, defineProperty } = Object;

const kConstruct = Symbol('kConstruct');
// A signal's state is in properties: proxies of signals, and objects that inherit from them, answer like signals.
const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');

const persistent = new Set();

let forgottenSources;
let timeoutRegistry;
function clearWithSignal(signal, timer) {
  timeoutRegistry ??= new FinalizationRegistry((each) => require('timers').clearTimeout(each));
  timeoutRegistry.register(signal, timer);
}

function inspectAs(self, name, fields, depth, options) {
  if (depth < 0) return self;
  const { inspect } = require('internal/util/inspect');
  return `${name} ${inspect(fields, {
    ...options, depth: options.depth == null ? null : options.depth - 1,
  })}`;
}

function defaultReason() {
  return new DOMException('This operation was aborted', 'AbortError');
}

let newSignal;
let abortSignal;
let followSources;
let isOriginal; // whether a value is itself a signal, and no proxy of one
const isSignal = (value) => typeof value === 'object' && value !== null && value[kAborted] !== undefined;

class AbortSignal extends EventTarget {
  [kAborted] = false;
  [kReason] = undefined;
  #mayAbortLater = false; // by a timer or by sources
  #sources = null; // of a composite signal: Set of WeakRef
  #dependents = null; // composites that follow this one: Set of WeakRef
  #timeouts = null; // those of its sources that it keeps
  #weakSelf = null;

  constructor(key = undefined) {
    if (key !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    this[kMaxEventTargetListeners] = 0; // no limit
  }

  static {
    isOriginal = (value) => #sources in value;
    newSignal = () => new AbortSignal(kConstruct);
    abortSignal = (signal, reason) => {
      if (signal[kAborted]) return;
      signal.#mark(reason);
      // All are marked before the first listener runs.
      const dependents = [];
      if (signal.#dependents !== null) {
        for (const reference of signal.#dependents) {
          const dependent = reference.deref();
          if (dependent !== undefined && !dependent[kAborted]) {
            dependent.#mark(signal[kReason]);
            dependents.push(dependent);
          }
        }
        signal.#dependents = null;
      }
      signal.#fire();
      for (const dependent of dependents) dependent.#fire();
    };
    followSources = (signal, sources) => {
      signal.#mayAbortLater = true;
      signal.#sources = new Set();
      signal.#weakSelf = new WeakRef(signal);
      for (const source of sources) {
        // Only signals that are no composites themselves are followed.
        if (!isOriginal(source)) onceAborted(source, () => abortSignal(signal, source.reason));
        else if (source.#sources === null) signal.#follow(source);
        else for (const inner of source.#sources) signal.#follow(inner.deref());
      }
    };
  }

  #follow(source) {
    if (source === undefined) return;
    source.#weakSelf ??= new WeakRef(source);
    this.#sources.add(source.#weakSelf);
    source.#dependents ??= new Set();
    source.#dependents.add(this.#weakSelf);
  }

  // Somebody listens: timeouts that it follows stay, and once all that it follows is collected nothing can abort it any more.
  #heldBySources() {
    forgottenSources ??= new FinalizationRegistry(({ dependent, source }) => {
      const signal = dependent.deref();
      if (signal === undefined) return;
      signal.#sources.delete(source);
      if (signal.#sources.size === 0) persistent.delete(signal);
    });
    this.#timeouts = [];
    for (const reference of this.#sources) {
      const source = reference.deref();
      if (source === undefined) this.#sources.delete(reference);
      else if (source.#mayAbortLater) this.#timeouts.push(source);
      else forgottenSources.register(source, { dependent: this.#weakSelf, source: reference });
    }
    if (this.#sources.size === 0) persistent.delete(this);
  }

  #mark(reason) {
    this[kAborted] = true;
    this[kReason] = reason;
  }

  #fire() {
    const event = new Event('abort', { [kTrustEvent]: true });
    this[kDispatch](event, 'abort', event);
    persistent.delete(this);
  }

  get aborted() {
    if (!isSignal(this)) throw new ERR_INVALID_THIS('AbortSignal');
    return this[kAborted];
  }

  get reason() {
    if (!isSignal(this)) throw new ERR_INVALID_THIS('AbortSignal');
    return this[kReason];
  }

  throwIfAborted() {
    if (!isSignal(this)) throw new ERR_INVALID_THIS('AbortSignal');
    if (this[kAborted]) throw this[kReason];
  }

  [customInspectSymbol](depth, options) {
    return inspectAs(this, 'AbortSignal', { aborted: this.aborted }, depth, options);
  }

  static abort(reason = defaultReason()) {
    const signal = newSignal();
    signal.#mark(reason);
    return signal;
  }

  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = newSignal();
    signal.#mayAbortLater = true;
    const reference = new WeakRef(signal);
    const timer = require('timers').setTimeout(() => {
      const target = reference.deref();
      if (target === undefined) return;
      persistent.delete(target);
      abortSignal(target,
        new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    timer.unref();
    clearWithSignal(signal, timer);
    return signal;
  }

  static any(signals) {
    if (typeof signals?.[Symbol.iterator] !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('signals', 'Iterable', signals);
    }
    const sources = Array.from(signals);
    for (let i = 0; i < sources.length; i++) {
      if (!isSignal(sources[i])) {
        throw new ERR_INVALID_ARG_TYPE(`signals[${i}]`, 'AbortSignal', sources[i]);
      }
    }
    const signal = newSignal();
    for (const source of sources) {
      if (source.aborted) {
        signal.#mark(source.reason);
        return signal;
      }
    }
    followSources(signal, sources);
    return signal;
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (isOriginal(this) && this.#mayAbortLater && type === 'abort' && !this[kAborted] && !weak &&
        (this.#sources === null || this.#sources.size > 0) && !persistent.has(this)) {
      persistent.add(this);
      if (this.#sources !== null) this.#heldBySources();
    }
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (isOriginal(this) && this.#mayAbortLater && type === 'abort' && size === 0) persistent.delete(this);
  }
}

function tag(constructor, name) {
  defineProperty(constructor.prototype, Symbol.toStringTag, {
    __proto__: null, writable: false, enumerable: false, configurable: true, value: name,
  });
}

defineProperties(AbortSignal.prototype, {
  aborted: kEnumerableProperty,
  reason: kEnumerableProperty,
  throwIfAborted: kEnumerableProperty,
});
defineProperties(AbortSignal, {
  abort: kEnumerableProperty,
  timeout: kEnumerableProperty,
  any: kEnumerableProperty,
});
tag(AbortSignal, 'AbortSignal');
defineEventHandler(AbortSignal.prototype, 'abort');

let markTransferable;

class AbortController {
  #signal = null;

  get signal() {
    this.#signal ??= newSignal();
    return this.#signal;
  }

  abort(reason = defaultReason()) {
    this.#signal ??= newSignal();
    abortSignal(this.#signal, reason);
  }

  [customInspectSymbol](depth, options) {
    return inspectAs(this, 'AbortController', { signal: this.signal }, depth, options);
  }

  static {
    markTransferable = () => {
      const controller = new AbortController();
      controller.#signal = transferableAbortSignal(newSignal());
      return controller;
    };
  }
}

defineProperties(AbortController.prototype, {
  signal: kEnumerableProperty,
  abort: kEnumerableProperty,
});
tag(AbortController, 'AbortController');

// ---- for other modules ----------------------------------------------------------------------------------------------

// A signal that was sent away goes on here, too: the copies hear of its abort through a port that keeps no loop alive.
function transferableAbortSignal(signal) {
  if (signal === undefined || !isSignal(signal)) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  const {
    kTransfer, kTransferList, markTransferMode,
  } = require('internal/worker/js_transferable');
  const hidden = (value) => ({ __proto__: null, value, configurable: true });
  let port;
  defineProperties(signal, {
    [kTransferList]: hidden(() => {
      if (signal.aborted) return [];
      const channel = new MessageChannel();
      port = channel.port2;
      channel.port1.unref();
      onceAborted(signal, () => {
        channel.port1.postMessage(signal.reason);
        channel.port1.close();
      });
      return [port];
    }),
    [kTransfer]: hidden(() => ({
      data: signal.aborted ? { aborted: true, reason: signal.reason } : { aborted: false, port },
      deserializeInfo: 'internal/abort_controller:ClonedAbortSignal',
    })),
  });
  markTransferMode(signal, false, true);
  return signal;
}

// What a transferred signal is made with.
function ClonedAbortSignal() {
  const { kDeserialize } = require('internal/worker/js_transferable');
  const signal = newSignal();
  defineProperty(signal, kDeserialize, {
    __proto__: null,
    configurable: true,
    value({ aborted: isAborted, reason, port }) {
      if (isAborted) {
        abortSignal(signal, reason);
        return;
      }
      port.onmessage = ({ data }) => {
        port.close();
        abortSignal(signal, data);
      };
      port.unref();
    },
  });
  return signal; // eslint-disable-line no-constructor-return
}

function transferableAbortController() {
  return markTransferable();
}

// Resolves when `signal` is aborted; never, without a leak, where `resource` is collected before.
async function aborted(signal, resource) {
  if (signal === undefined) validateObject(signal, 'signal');
  validateAbortSignal(signal, 'signal');
  validateObject(resource, 'resource', kValidateObjectAllowArray | kValidateObjectAllowFunction);
  if (signal.aborted) return undefined;
  const { promise, resolve } = Promise.withResolvers();
  signal.addEventListener('abort', (event) => resolve(event), {
    __proto__: null, [kWeakHandler]: resource, once: true, [kResistStopPropagation]: true,
  });
  return promise;
}

module.exports = {
  AbortController,
  AbortSignal,
  AbortError,
  ClonedAbortSignal,
  aborted,
  abortSignal,
  createAbortSignal: newSignal,
  isAbortSignal: isSignal,
  isOriginalSignal: isOriginal,
  transferableAbortController,
  transferableAbortSignal,
};
