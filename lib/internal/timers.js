// SPDX-License-Identifier: MIT
//
// The timer machinery. Timers of one duration stand in one list in the order of their start, so that starting and clearing cost no
// search; a heap orders the lists by the moment their first timer is due. One native timer wakes the loop for the earliest list.
//
// The native side calls `processTimer` once per due timer, and `processImmediate` once per immediate, each through the door, so
// that ticks and microtasks run between any two of them. Both return false when the batch is through.
'use strict';

const native = binding('timers');
const { setup, scheduleTimer, toggleTimerRef, toggleImmediateRef, getLibuvNow } = native;
const current = require('internal/process/async_context');
const { validateFunction } = require('internal/validators');

const { trunc } = Math;
const counts = new Float64Array(native.countsBuffer); // [0]: immediates that wait
const { apply } = Reflect;

const TIMEOUT_MAX = 2 ** 31 - 1;
const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const kAsyncId = Symbol('asyncId');
const kContext = Symbol('kContext');
const kTrack = Symbol('kTrack'); // the record of async_hooks, where someone follows resources
const kTimeout = Symbol('timeout');
const kResource = Symbol('kResource');

let warnedNegative = false;
let warnedNaN = false;

function newAsyncId() {
  return ++current.lastAsyncId;
}

// ---- the heap of lists, by expiry, then by age ------------------------------------------------------------------------------

const heap = [];
const lists = new Map();
let listAge = 0;
let scheduledFor = Infinity;
let refCount = 0;

class TimersList {
  constructor(expiry, msecs) {
    this._idleNext = this;
    this._idlePrev = this;
    this.expiry = expiry;
    this.id = listAge++;
    this.msecs = msecs;
    this.heapIndex = -1;
  }
}

function before(a, b) {
  return a.expiry < b.expiry || (a.expiry === b.expiry && a.id < b.id);
}

function place(list, index) {
  heap[index] = list;
  list.heapIndex = index;
}

function siftUp(list) {
  let index = list.heapIndex;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!before(list, heap[parent])) break;
    place(heap[parent], index);
    index = parent;
  }
  place(list, index);
}

function siftDown(list) {
  let index = list.heapIndex;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], list)) break;
    place(heap[child], index);
    index = child;
  }
  place(list, index);
}

function heapRemove(list) {
  const index = list.heapIndex;
  const last = heap.length - 1;
  const moved = heap[last];
  heap.length = last;
  list.heapIndex = -1;
  if (moved !== list) {
    place(moved, index);
    siftUp(moved);
    siftDown(moved);
  }
}

function unlink(item) {
  if (item._idleNext) item._idleNext._idlePrev = item._idlePrev;
  if (item._idlePrev) item._idlePrev._idleNext = item._idleNext;
  item._idleNext = null;
  item._idlePrev = null;
}

function append(list, item) {
  if (item._idleNext || item._idlePrev) unlink(item);
  const last = list._idlePrev;
  item._idleNext = list;
  item._idlePrev = last;
  last._idleNext = item;
  list._idlePrev = item;
}

// ---- starting and stopping --------------------------------------------------------------------------------------------------

function addRef() {
  if (refCount++ === 0) toggleTimerRef(true);
}

function dropRef() {
  if (--refCount === 0) toggleTimerRef(false);
}

function insert(item, msecs, start = getLibuvNow()) {
  msecs = trunc(msecs);
  item._idleStart = start;
  let list = lists.get(msecs);
  if (list === undefined) {
    const expiry = start + msecs;
    list = new TimersList(expiry, msecs);
    lists.set(msecs, list);
    list.heapIndex = heap.length;
    heap.push(list);
    siftUp(list);
    if (scheduledFor > expiry) {
      scheduledFor = expiry;
      scheduleTimer(msecs);
    }
  }
  append(list, item);
}

function dropListIfEmpty(list) {
  if (list._idleNext === list && list.heapIndex !== -1) {
    if (lists.get(list.msecs) === list) lists.delete(list.msecs);
    heapRemove(list);
  }
}

// Takes a timer out of its list for good.
function cancel(item) {
  const list = lists.get(trunc(item._idleTimeout));
  const linked = item._idleNext != null;
  unlink(item);
  if (linked && list !== undefined) dropListIfEmpty(list);
}

// ---- durations --------------------------------------------------------------------------------------------------------------

function warn(name, text) {
  require('process').emitWarning(`${text}\nTimeout duration was set to 1.`, name);
}

function toDuration(after, warnNow) {
  if (after === undefined) return 1;
  const value = after * 1;
  if (value >= 1 && value <= TIMEOUT_MAX) return value;
  if (!warnNow) return 1;
  if (value > TIMEOUT_MAX) {
    warn('TimeoutOverflowWarning', `${value} does not fit into a 32-bit signed integer.`);
  } else if (value < 0 && !warnedNegative) {
    warnedNegative = true;
    warn('TimeoutNegativeWarning', `${value} is a negative number.`);
  } else if (value !== value && !warnedNaN) {
    warnedNaN = true;
    warn('TimeoutNaNWarning', `${value} is not a number.`);
  }
  return 1;
}

// For socket timeouts and the like: validated, 0 allowed, clamped with a warning.
function getTimerDuration(msecs, name) {
  const { validateNumber } = require('internal/validators');
  validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  }
  if (msecs > TIMEOUT_MAX) {
    require('process').emitWarning(`${msecs} does not fit into a 32-bit signed integer.\n` +
                        `Timer duration was truncated to ${TIMEOUT_MAX}.`, 'TimeoutOverflowWarning');
    return TIMEOUT_MAX;
  }
  return msecs;
}

// ---- Timeout ----------------------------------------------------------------------------------------------------------------

// Timers known by their number, because a program asked for the number.
const knownTimersById = Object.create(null);

function follow(resource, type) {
  Object.defineProperty(resource, kTrack, {
    __proto__: null, value: current.track.init(type, resource, resource[kAsyncId]), writable: true, configurable: true,
  });
}

// The resource will not run again.
function unfollow(resource) {
  const track = resource[kTrack];
  if (track === undefined) return;
  resource[kTrack] = undefined;
  current.track.destroy(track);
}

class Timeout {
  constructor(callback, after, args, isRepeat, isRefed) {
    const duration = toDuration(after, true);
    this._idleTimeout = duration;
    this._idlePrev = this;
    this._idleNext = this;
    this._idleStart = null;
    this._onTimeout = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? duration : null;
    this._destroyed = false;
    if (isRefed) addRef();
    this[kRefed] = isRefed;
    this[kHasPrimitive] = false;
    this[kAsyncId] = newAsyncId();
    Object.defineProperty(this, kContext,
                          { __proto__: null, value: current.frame, writable: true, configurable: true });
    if (current.track !== null) follow(this, 'Timeout');
  }

  [Symbol.for('nodejs.util.inspect.custom')](_, options) {
    const { inspect } = require('internal/util/inspect');
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }

  refresh() {
    if (this[kRefed]) start(this);
    else startUnref(this);
    return this;
  }

  unref() {
    if (this[kRefed]) {
      this[kRefed] = false;
      if (!this._destroyed) dropRef();
    }
    return this;
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      if (!this._destroyed) addRef();
    }
    return this;
  }

  hasRef() {
    return this[kRefed];
  }

  close() {
    clearTimeout(this);
    return this;
  }

  [Symbol.dispose]() {
    clearTimeout(this);
  }

  [Symbol.toPrimitive]() {
    const id = this[kAsyncId];
    if (!this[kHasPrimitive] && !this._destroyed) {
      this[kHasPrimitive] = true;
      knownTimersById[id] = this;
    }
    return id;
  }
}

function startWith(item, wantRef) {
  const duration = item._idleTimeout;
  if (duration < 0 || duration === undefined) return;
  if (item._destroyed) {
    item._destroyed = false;
    if (wantRef) addRef();
    item[kRefed] = wantRef;
  }
  cancel(item);
  insert(item, duration);
}

function start(item) {
  startWith(item, true);
}

function startUnref(item) {
  startWith(item, false);
}

function retire(timer) {
  if (timer._destroyed) return;
  timer._destroyed = true;
  if (timer[kHasPrimitive]) delete knownTimersById[timer[kAsyncId]];
  if (timer[kRefed]) dropRef();
  if (current.track !== null) unfollow(timer);
}

function unenroll(item) {
  retire(item);
  cancel(item);
  item._idleTimeout = -1;
}

function setTimeout(callback, after, arg1, arg2, arg3) {
  validateFunction(callback, 'callback');
  let args;
  if (arguments.length > 2) {
    args = [arg1];
    for (let i = 3; i < arguments.length; i++) args[i - 2] = arguments[i];
  }
  const timeout = new Timeout(callback, after, args, false, true);
  insert(timeout, timeout._idleTimeout);
  return timeout;
}

function setInterval(callback, repeat, arg1, arg2, arg3) {
  validateFunction(callback, 'callback');
  let args;
  if (arguments.length > 2) {
    args = [arg1];
    for (let i = 3; i < arguments.length; i++) args[i - 2] = arguments[i];
  }
  const timeout = new Timeout(callback, repeat, args, true, true);
  insert(timeout, timeout._idleTimeout);
  return timeout;
}

function clearTimeout(timer) {
  if (timer?._onTimeout) {
    timer._onTimeout = null;
    unenroll(timer);
    return;
  }
  if (typeof timer === 'number' || typeof timer === 'string') {
    const known = knownTimersById[timer];
    if (known !== undefined) {
      known._onTimeout = null;
      unenroll(known);
    }
  }
}

function clearInterval(timer) {
  clearTimeout(timer);
}

// A timer of the runtime's own that does not keep the process alive.
function setUnrefTimeout(callback, after) {
  const timer = new Timeout(callback, after, undefined, false, false);
  insert(timer, timer._idleTimeout);
  return timer;
}

// ---- running timers ---------------------------------------------------------------------------------------------------------

let now = 0;
let inBatch = false;

// Finds the next timer that is due and takes it out of its list; null where none is.
function takeDue() {
  while (heap.length > 0) {
    const list = heap[0];
    if (list.expiry > now) {
      now = getLibuvNow();
      if (list.expiry > now) return null;
    }
    const timer = list._idleNext;
    if (timer === list) {
      dropListIfEmpty(list);
      continue;
    }
    const elapsed = now - timer._idleStart;
    if (elapsed < list.msecs) {
      const due = timer._idleStart + list.msecs;
      list.expiry = due > now + 1 ? due : now + 1;
      list.id = listAge++;
      siftDown(list);
      continue;
    }
    unlink(timer);
    return timer;
  }
  return null;
}

function fire(timer) {
  const callback = timer._onTimeout;
  if (!callback) {
    retire(timer);
    return;
  }
  let startedAt;
  if (timer._repeat) startedAt = getLibuvNow();
  const tracker = current.track;
  const track = tracker === null ? undefined : timer[kTrack];
  try {
    current.frame = timer[kContext];
    if (track !== undefined) current.track.before(track);
    const args = timer._timerArgs;
    if (args === undefined) timer._onTimeout();
    else apply(callback, timer, args);
  } catch (error) {
    current.thrown = { error, frame: current.frame };
    throw error;
  } finally {
    current.frame = undefined;
    if (track !== undefined) current.track.after(track);
    else if (tracker !== current.track) current.track.leftUnknown();
    if (timer._repeat && timer._idleTimeout !== -1 && timer._onTimeout) {
      timer._idleTimeout = timer._repeat;
      insert(timer, timer._idleTimeout, startedAt);
    } else if (!timer._idleNext && !timer._idlePrev) {
      retire(timer);
    }
  }
}

function scheduleNext() {
  while (heap.length > 0 && heap[0]._idleNext === heap[0]) dropListIfEmpty(heap[0]);
  if (heap.length === 0) {
    scheduledFor = Infinity;
    return;
  }
  scheduledFor = heap[0].expiry;
  const delay = scheduledFor - getLibuvNow();
  scheduleTimer(delay > 1 ? delay : 1);
}

function processTimer() {
  if (!inBatch) {
    inBatch = true;
    scheduledFor = -Infinity; // nothing is scheduled natively before the batch ends
    now = getLibuvNow();
  }
  const timer = takeDue();
  if (timer === null) {
    inBatch = false;
    scheduleNext();
    return false;
  }
  fire(timer);
  return true;
}

// ---- Immediate --------------------------------------------------------------------------------------------------------------

// `queue` is filled by setImmediate; when the loop comes to the check phase, the whole of it becomes `running`.
let queue = null;
let queueTail = null;
let running = null;
let immediateRefs = 0;

function addImmediateRef() {
  if (immediateRefs++ === 0) toggleImmediateRef(true);
}

function dropImmediateRef() {
  if (--immediateRefs === 0) toggleImmediateRef(false);
}

class Immediate {
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = true;
    this[kAsyncId] = newAsyncId();
    Object.defineProperty(this, kContext,
                          { __proto__: null, value: current.frame, writable: true, configurable: true });
    if (current.track !== null) follow(this, 'Immediate');
    counts[0]++;
    addImmediateRef();
    if (queueTail === null) {
      queue = this;
    } else {
      queueTail._idleNext = this;
      this._idlePrev = queueTail;
    }
    queueTail = this;
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      if (!this._destroyed) addImmediateRef();
    }
    return this;
  }

  unref() {
    if (this[kRefed] === true) {
      this[kRefed] = false;
      if (!this._destroyed) dropImmediateRef();
    }
    return this;
  }

  hasRef() {
    return !!this[kRefed];
  }

  [Symbol.dispose]() {
    clearImmediate(this);
  }
}

function retireImmediate(immediate) {
  immediate._destroyed = true;
  counts[0]--;
  if (immediate[kRefed]) dropImmediateRef();
}

function setImmediate(callback, arg1, arg2, arg3) {
  validateFunction(callback, 'callback');
  let args;
  if (arguments.length > 1) {
    args = [arg1];
    for (let i = 2; i < arguments.length; i++) args[i - 1] = arguments[i];
  }
  return new Immediate(callback, args);
}

function clearImmediate(immediate) {
  if (!immediate?._onImmediate || immediate._destroyed) return;
  retireImmediate(immediate);
  if (current.track !== null) unfollow(immediate);
  immediate._onImmediate = null;
  if (running === immediate) {
    running = immediate._idleNext;
  } else if (queue === immediate) {
    queue = immediate._idleNext;
  }
  if (queueTail === immediate) queueTail = immediate._idlePrev;
  if (immediate._idleNext !== null) immediate._idleNext._idlePrev = immediate._idlePrev;
  if (immediate._idlePrev !== null) immediate._idlePrev._idleNext = immediate._idleNext;
}

let inCheck = false;

// Runs one immediate. False when those that were queued as the check phase began are through.
function processImmediate() {
  if (!inCheck) {
    inCheck = true;
    running = queue;
    queue = queueTail = null;
  }
  const immediate = running;
  if (immediate === null) {
    inCheck = false;
    return false;
  }
  running = immediate._idleNext;
  if (running !== null) running._idlePrev = null;
  immediate._idleNext = null;
  retireImmediate(immediate);
  const { _onImmediate: callback } = immediate;
  const track = current.track === null ? undefined : immediate[kTrack];
  try {
    current.frame = immediate[kContext];
    if (track !== undefined) current.track.before(track);
    const args = immediate._argv;
    if (args === undefined) immediate._onImmediate();
    else apply(callback, immediate, args);
  } catch (error) {
    current.thrown = { error, frame: current.frame };
    throw error;
  } finally {
    current.frame = undefined;
    immediate._onImmediate = null;
    if (track !== undefined) {
      current.track.after(track);
      unfollow(immediate);
    }
  }
  return true;
}

setup(processTimer, processImmediate);

module.exports = {
  TIMEOUT_MAX,
  kTimeout,
  kRefed,
  kHasPrimitive,
  kResource,
  Timeout,
  Immediate,
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
  setUnrefTimeout,
  getTimerDuration,
  getLibuvNow,
  newAsyncId,
  // How many timers and immediates keep the process alive: [timers, immediates].
  activeCounts() {
    return [refCount, immediateRefs];
  },
};
