// SPDX-License-Identifier: MIT
// fs.Dir: a directory read in steps. The handle is a descriptor; entries are fetched many at a time.
//
// Asynchronous operations of one Dir run one after the other in the order of their calls; synchronous ones refuse to run
// while one is under way.

const {
  codes: { ERR_DIR_CLOSED, ERR_DIR_CONCURRENT_OPERATION, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateBoolean, validateFunction, validateUint32 } = require('internal/validators');
const {
  native,
  check,
  fsError,
  getOptions,
  getValidatedPath,
  promised,
  wantsBytes,
} = require('internal/fs/utils');
const { DIRECTORY, joinPath, kType, unpackDirents } = require('internal/fs/dirent');

const forgotten = new FinalizationRegistry((fd) => {
  native.close(fd);
  process.emitWarning('Closing directory handle on garbage collection');
});

class Dir {
  #fd;
  #path;
  #encoding;
  #bufferSize;
  #recursive;
  #current; // the path of the directory that `#fd` reads
  #pending = []; // directories still to be read, with `recursive`
  #entries = [];
  #next = 0;
  #closed = false;
  #busy = null; // the promise of the last asynchronous operation

  constructor(fd, path, options) {
    if (fd === undefined || fd === null) throw new ERR_MISSING_ARGS('handle');
    this.#fd = fd;
    this.#path = this.#current = path;
    this.#encoding = options?.encoding;
    this.#bufferSize = options?.bufferSize ?? 32;
    this.#recursive = options?.recursive ?? false;
    validateUint32(this.#bufferSize, 'options.bufferSize', true);
    forgotten.register(this, fd, this);
  }

  get path() {
    if (!(#path in this)) throw new ERR_INVALID_THIS('Dir');
    return this.#path;
  }

  // ---- entries -------------------------------------------------------------------------------------------------------

  #take() {
    return this.#next < this.#entries.length ? this.#entries[this.#next++] : null;
  }

  #add(packed) {
    this.#entries = unpackDirents(packed, this.#encoding, this.#current);
    this.#next = 0;
    if (!this.#recursive) return;
    for (const entry of this.#entries) {
      if (entry[kType] === DIRECTORY) this.#pending.push(joinPath(this.#current, entry.name));
    }
  }

  #replaceFd(fd, path) {
    forgotten.unregister(this);
    native.close(this.#fd);
    this.#fd = fd;
    this.#current = path;
    forgotten.register(this, fd, this);
  }

  async #fetch() {
    for (;;) {
      const entry = this.#take();
      if (entry !== null) return entry;
      const packed = await promised((callback) => {
        native.dirRead(this.#fd, wantsBytes(this.#encoding), this.#bufferSize, callback);
      }, 'scandir', this.#current);
      if (packed !== null) {
        this.#add(packed);
        continue;
      }
      if (this.#pending.length === 0) return null;
      const path = this.#pending.shift();
      const fd = await promised((callback) => native.dirOpen(path, callback), 'opendir', path);
      this.#replaceFd(fd, path);
    }
  }

  readSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#busy !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    for (;;) {
      const entry = this.#take();
      if (entry !== null) return entry;
      const packed = native.dirRead(this.#fd, wantsBytes(this.#encoding), this.#bufferSize);
      if (packed !== null) {
        check(packed, 'scandir', this.#current);
        this.#add(packed);
        continue;
      }
      if (this.#pending.length === 0) return null;
      const path = this.#pending.shift();
      const fd = native.dirOpen(path);
      check(fd, 'opendir', path);
      this.#replaceFd(fd, path);
    }
  }

  // ---- one after the other -------------------------------------------------------------------------------------------

  async #inTurn(operation) {
    const previous = this.#busy;
    const { promise, resolve } = Promise.withResolvers();
    this.#busy = promise;
    if (previous !== null) await previous;
    try {
      return await operation();
    } finally {
      if (this.#busy === promise) this.#busy = null;
      resolve();
    }
  }

  read(callback) {
    if (callback === undefined) {
      if (this.#closed) return Promise.reject(new ERR_DIR_CLOSED());
      return this.#inTurn(() => this.#fetch());
    }
    validateFunction(callback, 'callback');
    if (this.#closed) {
      process.nextTick(callback, new ERR_DIR_CLOSED());
      return undefined;
    }
    this.#inTurn(() => this.#fetch()).then(
      (entry) => process.nextTick(callback, null, entry),
      (error) => process.nextTick(callback, error));
    return undefined;
  }

  // ---- the end -------------------------------------------------------------------------------------------------------

  #release() {
    forgotten.unregister(this);
    this.#closed = true;
    this.#entries = [];
    this.#pending = [];
  }

  close(callback) {
    if (callback !== undefined) validateFunction(callback, 'callback');
    if (this.#closed) {
      const error = new ERR_DIR_CLOSED();
      if (callback === undefined) return Promise.reject(error);
      process.nextTick(callback, error);
      return undefined;
    }
    const closing = this.#inTurn(() => {
      const fd = this.#fd;
      return promised((completion) => native.close(fd, completion), 'closedir');
    });
    // New operations are refused from now on; those under way still have the descriptor and their entries.
    this.#closed = true;
    forgotten.unregister(this);
    if (callback === undefined) return closing;
    closing.then(() => process.nextTick(callback, null),
                 (error) => process.nextTick(callback, error));
    return undefined;
  }

  closeSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#busy !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    this.#release();
    check(native.close(this.#fd), 'closedir');
  }

  async* entries() {
    try {
      for (;;) {
        const entry = await this.read();
        if (entry === null) break;
        yield entry;
      }
    } finally {
      if (!this.#closed) await this.close();
    }
  }

  [Symbol.dispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [Symbol.asyncDispose]() {
    if (!this.#closed) await this.close();
  }
}

Object.defineProperty(Dir.prototype, Symbol.asyncIterator, {
  __proto__: null,
  enumerable: false,
  writable: true,
  configurable: true,
  value: Dir.prototype.entries,
});

function dirOptions(options) {
  options = getOptions(options, { encoding: 'utf8' });
  const { bufferSize, recursive } = options;
  if (bufferSize !== undefined) validateUint32(bufferSize, 'options.bufferSize', true);
  if (recursive !== undefined && recursive !== null) {
    validateBoolean(recursive, 'options.recursive');
  }
  return options;
}

function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  path = getValidatedPath(path);
  options = dirOptions(options);
  native.dirOpen(path, (status, fd) => {
    if (status < 0) callback(fsError(status, 'opendir', path));
    else callback(null, new Dir(fd, path, options));
  });
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  options = dirOptions(options);
  const fd = native.dirOpen(path);
  check(fd, 'opendir');
  return new Dir(fd, path, options);
}

async function opendirPromise(path, options) {
  path = getValidatedPath(path);
  options = dirOptions(options);
  const fd = await promised((callback) => native.dirOpen(path, callback), 'opendir', path);
  return new Dir(fd, path, options);
}

module.exports = { Dir, opendir, opendirPromise, opendirSync };
