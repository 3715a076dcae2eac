// SPDX-License-Identifier: MIT
// Changes that wait on the JavaScript side. A version of a List or Map that comes of a single change is its base (a version in the shared heap), a log, and how many of the log's
// changes it has; the next change of the newest version is written behind them, so that a chain of versions shares one log and none is copied. A version crosses
// into the shared heap, all its changes at once, when something needs it there: when it is sent, kept in another shared value, or asked for what the log cannot tell;
// and when the log is full. See docs/decisions/0011.
'use strict';

const { addressOf, kHold } = require('internal/protocore/shared');

const LOG_MAX = 512;
const RECENT_MAX = 16; // logs
const SETTLE_AFTER = 20; // milliseconds

class Log {
  changes = []; // key, value, key, value ...
  latest = undefined; // key -> value, made when the newest version is first read
  tip = undefined; // the newest version
}

class Waiting {
  // `base`: of what is not a change of anything (`log` is undefined) the elements.
  constructor(base, log, count, size) {
    this.base = base;
    this.log = log;
    this.count = count;
    this.size = size;
  }
}

// What stands in a log for an entry that was deleted.
const kDeleted = Symbol('deleted');

// Whether a value may wait: primitives, and shared values, which nobody can change. Others are shared first.
function mayWait(value) {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'undefined':
    case 'bigint':
      return true;
    case 'object':
      return value === null || addressOf(value) !== 0;
    default:
      return false;
  }
}

// Keys that are the same to a Map of JavaScript and to a shared one.
function isPlainKey(key) {
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean' || key === null || key === undefined;
}

// The state of a new short list, whose elements wait as they are: no base and no log.
function fresh(elements) {
  return new Waiting(elements, undefined, 0, elements.length);
}

// What a version has beside its base, by key. Undefined where another version went on from here, since the log tells about that one.
function latestOf({ log, count }) {
  const { changes } = log;
  if (changes.length !== 2 * count) return undefined;
  if (log.latest !== undefined) return log.latest;
  const latest = new Map();
  for (let i = 0; i < changes.length; i += 2) latest.set(changes[i], changes[i + 1]);
  return log.latest = latest;
}

// The state of the version that comes of `version` (whose own state is `waiting`) with `value` under `key`; its wrapper becomes the log's tip.
function changed(version, waiting, key, value, size) {
  if (waiting !== undefined && waiting.log !== undefined && waiting.count < LOG_MAX && waiting.log.changes.length === 2 * waiting.count) {
    const { log } = waiting;
    log.changes.push(key, value);
    if (log.latest !== undefined) log.latest.set(key, value);
    return new Waiting(waiting.base, log, waiting.count + 1, size);
  }
  if (waiting !== undefined) version[kHold]; // settles
  const log = newLog();
  log.changes.push(key, value);
  return new Waiting(version, log, 1, size);
}

// ---- logs do not wait for ever ------------------------------------------------------------------------------------------
// A version keeps its base, and so what the base held in the places that have changed since. Of the logs that were begun last the newest versions are settled a little later, so
// that what a program holds on to keeps nothing else for long. Older logs are not looked after: most versions are dead by then, and settling them all would cost what waiting saves.

const recent = new Set();
let armed = false;

function settleRecent() {
  armed = false;
  for (const log of recent) addressOf(log.tip);
  recent.clear();
}

function newLog() {
  if (recent.size >= RECENT_MAX) {
    for (const oldest of recent) {
      recent.delete(oldest);
      break;
    }
  }
  const log = new Log();
  recent.add(log);
  if (!armed) {
    armed = true;
    require('timers').setTimeout(settleRecent, SETTLE_AFTER).unref();
  }
  return log;
}

function settled(log) {
  recent.delete(log);
}

module.exports = { changed, fresh, isPlainKey, kDeleted, latestOf, mayWait, settled };
