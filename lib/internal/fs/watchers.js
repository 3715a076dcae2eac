// SPDX-License-Identifier: MIT
// fs.watch: FSWatcher over an inotify watch of the loop.

const EventEmitter = require('events');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
  uvException,
} = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateFunction } = require('internal/validators');
const {
  native,
  assertEncoding,
  decodeName,
  getValidatedPath,
  textOfPath,
  wantsBytes,
} = require('internal/fs/utils');

const ENOSPC = -28;

function watchError(status, filename) {
  const error = uvException({
    errno: status,
    syscall: 'watch',
    path: textOfPath(filename),
    message: status === ENOSPC ? 'System limit for number of file watchers reached' : '',
  });
  error.filename = textOfPath(filename);
  return error;
}

// ---- ignore ----------------------------------------------------------------------------------------------------------

function validateIgnore(value, name) {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((each, i) => validateIgnoreElement(each, `${name}[${i}]`));
    return;
  }
  validateIgnoreElement(value, name);
}

function validateIgnoreElement(value, name) {
  if (typeof value === 'string') {
    if (value.length === 0) throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a non-empty string');
    return;
  }
  if (typeof value === 'function' || value instanceof RegExp) return;
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'RegExp', 'Function'], value);
}

// A function that tells whether events of a name are dropped, or null.
function createIgnore(value) {
  if (value === null || value === undefined) return null;
  const matchers = [].concat(value).map((each) => {
    if (typeof each === 'function') return each;
    if (typeof each !== 'string') return (name) => { each.lastIndex = 0; return each.test(name); };
    const { createMatcher } = require('internal/fs/glob_pattern');
    return createMatcher(each, { dot: true, matchBase: true });
  });
  return (name) => matchers.some((matches) => matches(name));
}

// ---- FSWatcher -------------------------------------------------------------------------------------------------------

class FSWatcher extends EventEmitter {
  #handle;
  #filename;
  #encoding;
  #ignore = null;

  // Called once, by watch().
  start(filename, persistent, encoding, ignore) {
    if (this.#handle !== undefined) return;
    this.#filename = filename;
    this.#encoding = encoding;
    this.#ignore = createIgnore(ignore);
    const handle = native.watchStart(filename, persistent, wantsBytes(encoding) === 1,
                                     (status, event, name) => this.#onEvent(status, event, name));
    if (typeof handle === 'number') throw watchError(handle, filename);
    this.#handle = handle;
  }

  #onEvent(status, event, name) {
    if (this.#handle === null) return;
    if (status < 0) {
      this.#release();
      this.emit('error', watchError(status, this.#filename));
      return;
    }
    if (this.#ignore !== null && name !== null) {
      if (this.#ignore(typeof name === 'string' ? name : decodeName(name, 'utf8'))) return;
    }
    this.emit('change', event, decodeName(name, this.#encoding));
  }

  #release() {
    native.watchClose(this.#handle);
    this.#handle = null;
  }

  close() {
    if (!this.#handle) return;
    this.#release();
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    if (this.#handle) native.watchRef(this.#handle, true);
    return this;
  }

  unref() {
    if (this.#handle) native.watchRef(this.#handle, false);
    return this;
  }
}

function watchOptions(options) {
  if (options === undefined || options === null) return { persistent: true, recursive: false };
  if (typeof options === 'string') options = { encoding: options };
  if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'object'], options);
  const { persistent = true, recursive = false, encoding, signal, ignore, throwIfNoEntry = true } = options;
  if (encoding !== 'buffer') assertEncoding(encoding);
  validateBoolean(recursive, 'options.recursive');
  validateIgnore(ignore, 'options.ignore');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return { persistent: Boolean(persistent), recursive, encoding, signal, ignore, throwIfNoEntry };
}

function closeOnAbort(watcher, signal) {
  if (!signal) return;
  if (signal.aborted) {
    process.nextTick(() => watcher.close());
    return;
  }
  const onAbort = () => watcher.close();
  signal.addEventListener('abort', onAbort);
  watcher.once('close', () => signal.removeEventListener('abort', onAbort));
}

function watch(filename, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  const { persistent, recursive, encoding, signal, ignore } = watchOptions(options);
  filename = getValidatedPath(filename, 'filename');
  if (listener !== undefined && listener !== null) validateFunction(listener, 'listener');
  let watcher;
  if (recursive) {
    const { RecursiveWatcher } = require('internal/fs/watch_recursive');
    watcher = new RecursiveWatcher(textOfPath(filename), persistent, encoding, createIgnore(ignore));
  } else {
    watcher = new FSWatcher();
    watcher.start(filename, persistent, encoding, ignore);
  }
  if (listener) watcher.addListener('change', listener);
  closeOnAbort(watcher, signal);
  return watcher;
}

module.exports = { FSWatcher, createIgnore, validateIgnore, watch, watchError };
