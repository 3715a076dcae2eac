// SPDX-License-Identifier: MIT
// The state behind async_hooks: ids of what runs, and the hooks that are told of asynchronous resources.
//
// Resources made by AsyncResource report here; ticks, timers and promises used through then() do so once someone enables a hook or asks for
// an id. The engine tells nothing of `await`.

const { ERR_ASYNC_CALLBACK, ERR_INVALID_ASYNC_ID } = require('internal/errors').codes;
const current = require('internal/process/async_context');

const async_id_symbol = Symbol('asyncIdSymbol');
const trigger_async_id_symbol = Symbol('triggerAsyncId');
const owner_symbol = Symbol('owner_symbol');

const rootResource = {};

let executionId = 1; // the main script
let triggerId = 0;
let resource = rootResource;
let stack = [];

let hooks = []; // replaced, never changed: a hook may be enabled while hooks run

function newAsyncId() {
  return ++current.lastAsyncId;
}

function fatalHookError(error) {
  process._rawDebug(typeof error?.stack === 'string' ? error.stack : new Error(String(error)).stack);
  process.exit(1);
}

function tell(name, ...args) {
  for (const hook of hooks) {
    const callback = hook[name];
    if (callback === undefined) continue;
    try {
      callback.apply(hook, args);
    } catch (error) {
      fatalHookError(error);
    }
  }
}

function enabledHooksExist() {
  return hooks.length > 0;
}

function initHooksExist() {
  return hooks.some((hook) => hook.init !== undefined);
}

function destroyHooksExist() {
  return hooks.some((hook) => hook.destroy !== undefined);
}

function emitInit(asyncId, type, trigger, object) {
  if (hooks.length !== 0) tell('init', asyncId, type, trigger, object);
}

// Enters the execution of a resource; `emitAfter` leaves it.
function emitBefore(asyncId, trigger, object) {
  stack.push(executionId, triggerId, resource);
  executionId = asyncId;
  triggerId = trigger;
  resource = object ?? {};
  if (hooks.length !== 0) tell('before', asyncId);
}

function emitAfter(asyncId) {
  if (hooks.length !== 0) tell('after', asyncId);
  if (stack.length === 0) return;
  resource = stack.pop();
  triggerId = stack.pop();
  executionId = stack.pop();
}

// An exception left frames open.
function clearAsyncIdStack() {
  stack = [];
  executionId = 0;
  triggerId = 0;
  resource = {};
}

// Told in a later tick, many at once; the tick itself is nobody's resource.
let destroyed = [];
function emitDestroy(asyncId) {
  if (hooks.length === 0 || asyncId <= 0) return;
  if (destroyed.push(asyncId) > 1) return;
  const { track: tracking } = current;
  current.track = null;
  process.nextTick(tellDestroyed);
  current.track = tracking;
}

function tellDestroyed() {
  const ids = destroyed;
  destroyed = [];
  for (const id of ids) tell('destroy', id);
}

function validateAsyncId(asyncId, name) {
  if (!Number.isSafeInteger(asyncId) || asyncId < -1) throw new ERR_INVALID_ASYNC_ID(name, asyncId);
}

// ---- ticks, timers and promises -------------------------------------------------------------------------------------

const track = {
  init(type, object, id = newAsyncId()) {
    const record = { id, trigger: executionId, object };
    emitInit(id, type, executionId, object);
    return record;
  },
  initPromise(promise, parent) {
    const record = { id: newAsyncId(), trigger: parent?.id ?? executionId, object: promise };
    emitInit(record.id, 'PROMISE', record.trigger, promise);
    return record;
  },
  before(record) {
    emitBefore(record.id, record.trigger, record.object);
  },
  after(record) {
    emitAfter(record.id);
  },
  resolved(record) {
    if (hooks.length !== 0) tell('promiseResolve', record.id);
  },
  destroy(record) {
    emitDestroy(record.id);
  },
  // Whether anybody listens.
  isTold() {
    return hooks.length !== 0;
  },
  // Around a callback that was queued before anybody listened.
  enterUnknown() {
    if (hooks.length === 0) return undefined;
    const record = { id: newAsyncId(), trigger: executionId, object: {} };
    emitBefore(record.id, record.trigger, record.object);
    return record;
  },
  leftUnknown() {
    if (hooks.length !== 0) tell('after', executionId);
  },
};

function startTracking() {
  if (current.track !== null) return;
  current.track = track;
  require('internal/promise_context').install();
}

class AsyncHook {
  constructor({ init, before, after, destroy, promiseResolve }) {
    if (init !== undefined && typeof init !== 'function') throw new ERR_ASYNC_CALLBACK('hook.init');
    if (before !== undefined && typeof before !== 'function') {
      throw new ERR_ASYNC_CALLBACK('hook.before');
    }
    if (after !== undefined && typeof after !== 'function') {
      throw new ERR_ASYNC_CALLBACK('hook.after');
    }
    if (destroy !== undefined && typeof destroy !== 'function') {
      throw new ERR_ASYNC_CALLBACK('hook.destroy');
    }
    if (promiseResolve !== undefined && typeof promiseResolve !== 'function') {
      throw new ERR_ASYNC_CALLBACK('hook.promiseResolve');
    }
    this.init = init;
    this.before = before;
    this.after = after;
    this.destroy = destroy;
    this.promiseResolve = promiseResolve;
  }

  enable() {
    startTracking();
    if (this.init !== undefined || this.promiseResolve !== undefined) require('internal/promise_context').followConstructor();
    if (!hooks.includes(this)) hooks = [...hooks, this];
    return this;
  }

  disable() {
    hooks = hooks.filter((hook) => hook !== this);
    return this;
  }
}

module.exports = {
  AsyncHook,
  symbols: { async_id_symbol, trigger_async_id_symbol, owner_symbol },
  newAsyncId,
  enabledHooksExist,
  initHooksExist,
  destroyHooksExist,
  emitInit,
  emitBefore,
  emitAfter,
  emitDestroy,
  clearAsyncIdStack,
  validateAsyncId,
  executionAsyncId() {
    startTracking();
    return executionId;
  },
  triggerAsyncId() {
    startTracking();
    return triggerId;
  },
  executionAsyncResource() {
    startTracking();
    return resource;
  },
  getDefaultTriggerAsyncId: () => executionId,
};
