// SPDX-License-Identifier: MIT
// FileHandle: an open file of fs/promises.
//
// References count the operations and streams that use the descriptor; close() waits until they are done. A handle that is
// collected while open closes its descriptor and is an error of the program.

const EventEmitter = require('events');
const {
  codes: { ERR_INVALID_STATE },
} = require('internal/errors');
const { validateBoolean, validateObject } = require('internal/validators');
const operations = require('internal/fs/handle_operations');
const { native, promised } = require('internal/fs/utils');
const { kCheckTransfer, kDeserialize, kTransfer } = require('internal/worker/js_transferable');

const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
const kCloseSync = Symbol('kCloseSync');

const forgotten = new FinalizationRegistry((fd) => {
  native.close(fd);
  setImmediate(() => {
    throw new ERR_INVALID_STATE(
      'A FileHandle object was closed during garbage collection. ' +
      'This used to be allowed with a deprecation warning but is now considered an error. ' +
      `Please close FileHandle objects explicitly. File descriptor: ${fd}`);
  });
});

class FileHandle extends EventEmitter {
  #fd;
  #references = 1;
  #closing = null;
  #onLastReference = null;
  #locked = false;
  #transferred = false;

  constructor(fd) {
    super();
    this.#fd = fd;
    if (fd !== -1) forgotten.register(this, fd, this);
    this.close = () => this.#close();
  }

  getAsyncId() {
    return 0;
  }

  get fd() {
    return this.#fd;
  }

  // ---- references ----------------------------------------------------------------------------------------------------

  [kRef]() {
    this.#references++;
  }

  [kUnref]() {
    if (--this.#references > 0) return;
    const closed = this.#release();
    if (this.#onLastReference !== null) closed.then(...this.#onLastReference);
  }

  // Runs an operation on the open descriptor.
  async #use(operation, ...args) {
    if (this.#fd === -1) {
      const error = new Error(this.#transferred ? 'The FileHandle has been transferred' : 'file closed');
      error.code = 'EBADF';
      error.syscall = operation.name;
      throw error;
    }
    this[kRef]();
    try {
      return await operation(this, ...args);
    } finally {
      this[kUnref]();
    }
  }

  // ---- closing -------------------------------------------------------------------------------------------------------

  #release() {
    const fd = this.#fd;
    this.#fd = -1;
    forgotten.unregister(this);
    return promised((callback) => native.close(fd, callback), 'close').finally(() => {
      this.#closing = null;
    });
  }

  #close() {
    if (this.#fd === -1) return Promise.resolve();
    if (this.#closing !== null) return this.#closing;
    if (--this.#references === 0) {
      this.#closing = this.#release();
    } else {
      this.#closing = new Promise((resolve, reject) => {
        this.#onLastReference = [resolve, reject];
      }).finally(() => {
        this.#onLastReference = null;
      });
    }
    this.emit('close');
    return this.#closing;
  }

  [kCloseSync]() {
    if (this.#fd === -1) return;
    if (this.#closing !== null) throw new ERR_INVALID_STATE('The FileHandle is closing');
    const fd = this.#fd;
    this.#fd = -1;
    this.#references = 0;
    forgotten.unregister(this);
    native.close(fd);
    this.emit('close');
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  // ---- crossing message ports ----------------------------------------------------------------------------------------

  [kCheckTransfer]() {
    if (this.#fd === -1 || this.#references > 1 || this.#closing !== null || this.#locked) {
      throw new globalThis.DOMException('Cannot transfer FileHandle while in use', 'DataCloneError');
    }
  }

  [kTransfer]() {
    const fd = this.#fd;
    this.#fd = -1;
    this.#transferred = true;
    forgotten.unregister(this);
    return { data: { fd }, deserializeInfo: 'internal/fs/file_handle:TransferredFileHandle' };
  }

  [kDeserialize]({ fd }) {
    this.#fd = fd;
    forgotten.register(this, fd, this);
  }

  // ---- operations ----------------------------------------------------------------------------------------------------

  appendFile(data, options) {
    return this.#use(operations.writeFile, data, options);
  }

  chmod(mode) {
    return this.#use(operations.fchmod, mode);
  }

  chown(uid, gid) {
    return this.#use(operations.fchown, uid, gid);
  }

  datasync() {
    return this.#use(operations.fdatasync);
  }

  sync() {
    return this.#use(operations.fsync);
  }

  read(buffer, offset, length, position) {
    return this.#use(operations.read, buffer, offset, length, position);
  }

  readv(buffers, position) {
    return this.#use(operations.readv, buffers, position);
  }

  readFile(options) {
    return this.#use(operations.readFile, options);
  }

  readLines(options = undefined) {
    return require('readline').createInterface({
      input: this.createReadStream(options),
      crlfDelay: Infinity,
    });
  }

  stat(options) {
    return this.#use(operations.fstat, options);
  }

  truncate(len = 0) {
    return this.#use(operations.ftruncate, len);
  }

  utimes(atime, mtime) {
    return this.#use(operations.futimes, atime, mtime);
  }

  write(buffer, offset, length, position) {
    return this.#use(operations.write, buffer, offset, length, position);
  }

  writev(buffers, position) {
    return this.#use(operations.writev, buffers, position);
  }

  writeFile(data, options) {
    return this.#use(operations.writeFile, data, options);
  }

  // ---- streams -------------------------------------------------------------------------------------------------------

  readableWebStream(options = {}) {
    if (this.#fd === -1) throw new ERR_INVALID_STATE('The FileHandle is closed');
    if (this.#closing !== null) throw new ERR_INVALID_STATE('The FileHandle is closing');
    if (this.#locked) throw new ERR_INVALID_STATE('The FileHandle is locked');
    validateObject(options, 'options');
    const { type = 'bytes', autoClose = false } = options;
    validateBoolean(autoClose, 'options.autoClose');
    if (type !== 'bytes') {
      process.emitWarning(
        'A non-"bytes" options.type has no effect. A byte-oriented steam is always created.',
        'ExperimentalWarning');
    }
    this.#locked = true;
    return this.#webStream(autoClose);
  }

  #webStream(autoClose) {
    const { ReadableStream, readableRecordOf } = require('internal/webstreams/readablestream');
    const { cancel } = require('internal/webstreams/readable_core');
    const finish = async () => {
      this[kUnref]();
      if (autoClose) await this.close();
    };
    let ended = false;
    const readable = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 16384,
      pull: async (controller) => {
        const { view } = controller.byobRequest;
        let bytesRead;
        try {
          ({ bytesRead } = await this.read(view, 0, view.byteLength));
        } catch (error) {
          ended = true;
          await finish();
          throw error;
        }
        if (ended) return;
        if (bytesRead === 0) {
          ended = true;
          controller.close();
          await finish();
        }
        controller.byobRequest.respond(bytesRead);
      },
      cancel: async () => {
        if (ended) return;
        ended = true;
        await finish();
      },
    });
    this[kRef]();
    this.once('close', () => {
      if (!ended) cancel(readableRecordOf(readable)); // also where a reader has locked it
    });
    return readable;
  }

  createReadStream(options = undefined) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }
}

// What the other side of a message port makes; the descriptor comes with the data.
function TransferredFileHandle() {
  return new FileHandle(-1);
}

module.exports = { FileHandle, TransferredFileHandle, kCloseSync, kRef, kUnref };
