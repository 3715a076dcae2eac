// SPDX-License-Identifier: MIT
//
// What runs between callbacks: the process.nextTick queue, queueMicrotask, and rejections that nobody handled. The door runs them; the
// flags in tickInfo tell it when: [0] ticks wait, [1] rejections wait,
// [2] rejections were reported that may be handled yet.
'use strict';

const native = binding('task_queue');
const current = require('internal/process/async_context');

const tickInfo = new Int32Array(binding('host').tickInfoBuffer);
const { apply } = Reflect;
const PromiseThen = Function.prototype.call.bind(Promise.prototype.then);
const resolved = Promise.resolve();

function onUncaught(error, fromPromise) {
  require('internal/process/execution').onUncaught(error, fromPromise);
}

function checkCallback(callback) {
  if (typeof callback !== 'function') require('internal/validators').validateFunction(callback, 'callback');
}

// ---- ticks ------------------------------------------------------------------------------------------------------------------

// A chain of blocks: long bursts cost no copying, short ones reuse one block.
const BLOCK = 1024;
let readBlock = new Array(BLOCK);
let readAt = 0;
let writeBlock = readBlock;
let writeAt = 0;

// Up to two arguments travel without an array.
class Tick {
  constructor(callback, argc, arg1, arg2, args) {
    this.callback = callback;
    this.argc = argc;
    this.arg1 = arg1;
    this.arg2 = arg2;
    this.args = args;
    this.frame = current.frame;
    this.track = current.track === null ? null : current.track.init('TickObject', this);
  }
}

let process;

function push(tick) {
  if (writeAt === BLOCK - 1) {
    const next = new Array(BLOCK);
    writeBlock[BLOCK - 1] = next;
    writeBlock = next;
    writeAt = 0;
  }
  writeBlock[writeAt++] = tick;
  tickInfo[0] = 1;
}

function shift() {
  if (readAt === BLOCK - 1) {
    readBlock = readBlock[BLOCK - 1];
    readAt = 0;
  }
  const tick = readBlock[readAt];
  readBlock[readAt++] = undefined;
  if (readBlock === writeBlock && readAt === writeAt) {
    readAt = writeAt = 0;
    tickInfo[0] = 0;
  }
  return tick;
}

function nextTick(callback, arg1, arg2, arg3) {
  checkCallback(callback);
  process ??= require('process');
  if (process._exiting) return;
  const argc = arguments.length - 1;
  let args;
  if (argc > 2) {
    args = [arg1];
    for (let i = 2; i <= argc; i++) args[i - 1] = arguments[i];
  }
  push(new Tick(callback, argc, arg1, arg2, args));
}

function runTick(tick) {
  const { callback, track } = tick;
  try {
    current.frame = tick.frame;
    if (track !== null) current.track.before(track);
    switch (tick.argc) {
      case 0: callback(); break;
      case 1: callback(tick.arg1); break;
      case 2: callback(tick.arg1, tick.arg2); break;
      default: apply(callback, undefined, tick.args);
    }
  } catch (error) {
    onUncaught(error, false);
  } finally {
    current.frame = undefined;
    if (track !== null) {
      current.track.after(track);
      current.track.destroy(track);
    }
  }
}

function runTicks() {
  while (tickInfo[0] !== 0) runTick(shift());
}

// ---- microtasks -------------------------------------------------------------------------------------------------------------

function queueMicrotask(callback) {
  checkCallback(callback);
  const frame = current.frame;
  PromiseThen(resolved, () => {
    const before = current.frame;
    try {
      current.frame = frame;
      callback();
    } catch (error) {
      onUncaught(error, false);
    } finally {
      current.frame = before;
    }
  });
}

// ---- rejections -------------------------------------------------------------------------------------------------------------

const waiting = []; // rejected, not yet judged
const reported = new Set(); // judged unhandled; may be handled later
const REPORTED_MAX = 1000;

function onUnhandledRejection(promise, reason) {
  waiting.push({ promise, reason, frame: current.frame });
  tickInfo[1] = 1;
}

function processRejections() {
  tickInfo[1] = 0;
  checkHandledLater();
  for (let entry; (entry = waiting.shift()) !== undefined;) {
    if (native.isHandled(entry.promise)) continue;
    report(entry);
    // Ticks come first; the rest waits for the door's next round.
    if (tickInfo[0] !== 0 && waiting.length > 0) {
      tickInfo[1] = 1;
      return;
    }
  }
}

function report({ promise, reason, frame }) {
  const record = { promise, uid: require('internal/process/rejections').nextUid() };
  remember(record);
  try {
    current.frame = frame;
    require('internal/process/rejections').unhandled(record, reason);
  } catch (error) {
    onUncaught(error, false);
  } finally {
    current.frame = undefined;
  }
}

function remember(record) {
  if (reported.size === REPORTED_MAX) {
    for (const oldest of reported) {
      reported.delete(oldest);
      break;
    }
  }
  reported.add(record);
  tickInfo[2] = 1;
}

function checkHandledLater() {
  for (const record of reported) {
    if (native.isHandled(record.promise)) {
      reported.delete(record);
      try {
        require('internal/process/rejections').handledLater(record);
      } catch (error) {
        onUncaught(error, false);
      }
    }
  }
  if (reported.size === 0) tickInfo[2] = 0;
}

module.exports = {
  tickInfo,
  nextTick,
  runTicks,
  queueMicrotask,
  onUnhandledRejection,
  processRejections,
  checkHandledLater,
};
