// SPDX-License-Identifier: MIT
// fs.watchFile: a stat every so often, and an event when anything but the access time differs.

const EventEmitter = require('events');
const { validateFunction, validateUint32 } = require('internal/validators');
const { native, getValidatedPath, textOfPath } = require('internal/fs/utils');
const { noBigIntStats, noStats, takeBigIntStats, takeStats } = require('internal/fs/stats');
const { resolve } = require('path');

const STAT_BIGINT = 1;
const watchers = new Map(); // full path -> StatWatcher

const compared = [
  'dev', 'mode', 'uid', 'gid', 'ino', 'size', 'mtimeMs', 'ctimeMs', 'birthtimeMs',
];

function differ(a, b) {
  return compared.some((key) => a[key] !== b[key]);
}

class StatWatcher extends EventEmitter {
  #path = null;
  #bigint;
  #interval;
  #timer = null;
  #stopped = false;
  #previous;
  #status; // of the last stat; undefined before the first
  #referenced = true;

  constructor(bigint) {
    super();
    this.#bigint = bigint;
    this.#previous = this.#none();
  }

  #none() {
    return this.#bigint ? noBigIntStats() : noStats();
  }

  start(path, persistent, interval) {
    if (this.#path !== null) return;
    this.#path = path;
    this.#interval = Math.max(1, interval);
    this.#referenced = persistent;
    this.#poll();
  }

  // The first stat keeps the process alive only as long as it runs; the timer between stats as the watcher is referenced.
  #poll() {
    this.#timer = null;
    native.stat(this.#path, this.#bigint ? STAT_BIGINT : 0, (status) => {
      if (this.#stopped) return;
      const current = status < 0 ? this.#none() : this.#bigint ? takeBigIntStats() : takeStats();
      this.#compare(status, current);
      if (!this.#stopped) this.#schedule();
    });
  }

  #compare(status, current) {
    const before = this.#status;
    const previous = this.#previous;
    this.#status = status;
    this.#previous = current;
    if (before === undefined) {
      // What is missing from the start is told once.
      if (status < 0) this.emit('change', current, previous);
      return;
    }
    if (status < 0 ? before !== status : before < 0 || differ(current, previous)) {
      this.emit('change', current, previous);
    }
  }

  #schedule() {
    this.#timer = setTimeout(() => this.#poll(), this.#interval);
    if (!this.#referenced) this.#timer.unref();
  }

  stop() {
    if (this.#stopped || this.#path === null) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    process.nextTick(() => this.emit('stop'));
  }

  ref() {
    this.#referenced = true;
    this.#timer?.ref();
    return this;
  }

  unref() {
    this.#referenced = false;
    this.#timer?.unref();
    return this;
  }
}

function watchFile(filename, options, listener) {
  filename = getValidatedPath(filename);
  filename = resolve(textOfPath(filename));
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = {};
  }
  const { interval = 5007, persistent = true, bigint = false } = options;
  validateFunction(listener, 'listener');
  validateUint32(interval, 'interval');
  let watcher = watchers.get(filename);
  if (watcher === undefined) {
    watcher = new StatWatcher(bigint);
    watchers.set(filename, watcher);
    watcher.start(filename, persistent, interval);
  }
  watcher.addListener('change', listener);
  return watcher;
}

function unwatchFile(filename, listener) {
  filename = getValidatedPath(filename);
  filename = resolve(textOfPath(filename));
  const watcher = watchers.get(filename);
  if (watcher === undefined) return;
  if (typeof listener === 'function') watcher.removeListener('change', listener);
  else watcher.removeAllListeners('change');
  if (watcher.listenerCount('change') === 0) {
    watchers.delete(filename);
    watcher.stop();
  }
}

module.exports = { StatWatcher, unwatchFile, watchFile };
