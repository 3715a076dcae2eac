// SPDX-License-Identifier: MIT
// The `async_hooks` module.

const {
  AsyncHook,
  symbols: { async_id_symbol, trigger_async_id_symbol },
  destroyHooksExist,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitInit,
  enabledHooksExist,
  executionAsyncId,
  executionAsyncResource,
  getDefaultTriggerAsyncId,
  initHooksExist,
  newAsyncId,
  triggerAsyncId,
  validateAsyncId,
} = require('internal/async_hooks');
const { codes: { ERR_ASYNC_TYPE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateFunction, validateString } = require('internal/validators');
const current = require('internal/process/async_context');

const { apply } = Reflect;

// Callbacks of promises that are queued before a hook is enabled are told of, too.
require('internal/promise_context').install();

let collected;
// A resource that is garbage was destroyed, where the program did not take that upon itself.
function destroyWhenCollected(resource, asyncId, state) {
  collected ??= new FinalizationRegistry(({ id, state: each }) => {
    if (!each.destroyed) emitDestroy(id);
  });
  collected.register(resource, { id: asyncId, state });
}

class AsyncResource {
  #frame = current.frame;
  #state = { destroyed: false };

  constructor(type, opts = kEmptyObject) {
    validateString(type, 'type');
    let trigger = opts;
    let requireManualDestroy = false;
    if (typeof opts !== 'number') {
      trigger = opts.triggerAsyncId === undefined ?
        getDefaultTriggerAsyncId() : opts.triggerAsyncId;
      requireManualDestroy = !!opts.requireManualDestroy;
    }
    validateAsyncId(trigger, 'triggerAsyncId');
    if (enabledHooksExist() && type.length === 0) throw new ERR_ASYNC_TYPE(type);

    const asyncId = newAsyncId();
    this[async_id_symbol] = asyncId;
    this[trigger_async_id_symbol] = trigger;
    if (initHooksExist()) emitInit(asyncId, type, trigger, this);
    if (!requireManualDestroy && destroyHooksExist()) {
      destroyWhenCollected(this, asyncId, this.#state);
    }
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const asyncId = this[async_id_symbol];
    emitBefore(asyncId, this[trigger_async_id_symbol], this);
    const previous = current.frame;
    current.frame = this.#frame;
    try {
      return apply(fn, thisArg, args);
    } finally {
      current.frame = previous;
      emitAfter(asyncId);
    }
  }

  emitDestroy() {
    this.#state.destroyed = true;
    emitDestroy(this[async_id_symbol]);
    return this;
  }

  asyncId() {
    return this[async_id_symbol];
  }

  triggerAsyncId() {
    return this[trigger_async_id_symbol];
  }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) {
        return resource.runInAsyncScope(fn, this, ...args);
      } :
      this.runInAsyncScope.bind(this, fn, thisArg);
    Object.defineProperty(bound, 'length', {
      __proto__: null, configurable: true, enumerable: false, value: fn.length, writable: false,
    });
    return bound;
  }

  static bind(fn, type, thisArg) {
    type ||= fn?.name;
    return new AsyncResource(type || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

function createHook(fns) {
  return new AsyncHook(fns);
}

// The types of resources, numbered as Node does.
let providers;
function asyncWrapProviders() {
  if (providers === undefined) {
    providers = { __proto__: null };
    providerNames.split(' ').forEach((name, i) => { providers[name] = i; });
    Object.freeze(providers);
  }
  return providers;
}
const providerNames =
  'NONE DIRHANDLE DNSCHANNEL ELDHISTOGRAM FILEHANDLE FILEHANDLECLOSEREQ BLOBREADER FSEVENTWRAP FSREQCALLBACK FSREQPROMISE ' +
  'GETADDRINFOREQWRAP GETNAMEINFOREQWRAP HEAPSNAPSHOT HTTP2SESSION HTTP2STREAM HTTP2PING HTTP2SETTINGS HTTPINCOMINGMESSAGE ' +
  'HTTPCLIENTREQUEST LOCKS JSSTREAM JSUDPWRAP MESSAGEPORT PIPECONNECTWRAP PIPESERVERWRAP PIPEWRAP PROCESSWRAP PROMISE ' +
  'QUERYWRAP QUIC_ENDPOINT QUIC_LOGSTREAM QUIC_PACKET QUIC_SESSION QUIC_STREAM QUIC_UDP SHUTDOWNWRAP SIGNALWRAP STATWATCHER ' +
  'STREAMPIPE TCPCONNECTWRAP TCPSERVERWRAP TCPWRAP TTYWRAP UDPSENDWRAP UDPWRAP SIGINTWATCHDOG WORKER WORKERCPUPROFILE ' +
  'WORKERCPUUSAGE WORKERHEAPPROFILE WORKERHEAPSNAPSHOT WORKERHEAPSTATISTICS WRITEWRAP ZLIB CHECKPRIMEREQUEST PBKDF2REQUEST ' +
  'KEYPAIRGENREQUEST KEYGENREQUEST KEYEXPORTREQUEST ARGON2REQUEST CIPHERREQUEST DERIVEBITSREQUEST HASHREQUEST ' +
  'RANDOMBYTESREQUEST RANDOMPRIMEREQUEST SCRYPTREQUEST SIGNREQUEST TLSWRAP VERIFYREQUEST';

module.exports = {
  get AsyncLocalStorage() {
    return require('internal/async_local_storage');
  },
  createHook,
  executionAsyncId,
  triggerAsyncId,
  executionAsyncResource,
  get asyncWrapProviders() { return asyncWrapProviders(); },
  AsyncResource,
};
