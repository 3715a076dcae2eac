// SPDX-License-Identifier: MIT
// The public classes of readable streams (WHATWG Streams, section 4). They check arguments and receivers; the work is done on records
// in readable_core.js and readable_bytes.js.

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowObjectsAndNull,
  validateAbortSignal,
  validateObject,
} = require('internal/validators');
const {
  AsyncIteratorPrototype,
  algorithm1,
  deferred,
  extractHighWaterMark,
  extractSizeAlgorithm,
  finishClass,
  makeTransferable,
  method,
  nop,
  one,
  promiseCallExactly,
  resolved,
  setPromiseHandled,
  then,
} = require('internal/webstreams/util');
const core = require('internal/webstreams/readable_core');
const {
  kIsClosedPromise,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  kControllerErrorFunction,
} = require('internal/streams/utils');

const { apply } = Reflect;
const { defineProperty } = Object;
const { isView } = ArrayBuffer;

const kSkip = Symbol('kSkip'); // the constructor's key for streams made by the standard's algorithms

let lazyBytes;
function bytes() {
  lazyBytes ??= require('internal/webstreams/readable_bytes');
  return lazyBytes;
}

let recordOf; // of a ReadableStream, or undefined
let streamWith; // a ReadableStream over a record
let readerRecordOf;

// ---- ReadableStream -------------------------------------------------------------------------------------------------

class ReadableStream {
  #record;

  constructor(source = kEmptyObject, strategy = kEmptyObject) {
    if (source === kSkip) {
      this.#record = strategy;
      strategy.object = this;
      return;
    }
    if (source === null) throw new ERR_INVALID_ARG_VALUE('source', 'Object', source);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    const record = new core.ReadableRecord();
    record.object = this;
    this.#record = record;
    setUpFromSource(record, source, strategy ?? kEmptyObject);
  }

  static {
    recordOf = (value) => (typeof value === 'object' && value !== null && #record in value ?
      value.#record : undefined);
    streamWith = (record) => new ReadableStream(kSkip, record);
  }

  get [kIsDisturbed]() {
    return this.#record.disturbed;
  }

  get [kIsErrored]() {
    return this.#record.state === 'errored';
  }

  get [kIsReadable]() {
    return this.#record.state === 'readable';
  }

  get [kIsClosedPromise]() {
    const { closed } = this.#record;
    return { promise: closed.promise };
  }

  get [kControllerErrorFunction]() {
    const { controller } = this.#record;
    return (reason) => controller.error(reason);
  }

  static from(iterable) {
    return fromIterable(iterable);
  }

  get locked() {
    return core.isLocked(check(this));
  }

  cancel(reason = undefined) {
    const record = recordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('ReadableStream'));
    if (core.isLocked(record)) {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('ReadableStream is locked'));
    }
    return core.cancel(record, reason);
  }

  getReader(options = kEmptyObject) {
    check(this);
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new ReadableStreamBYOBReader(this);
  }

  pipeThrough(transform, options = kEmptyObject) {
    const record = check(this);
    const readable = transform?.readable;
    if (recordOf(readable) === undefined) {
      throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    }
    const { writableRecordOf } = require('internal/webstreams/writablestream');
    const writable = transform?.writable;
    const destination = writableRecordOf(writable);
    if (destination === undefined) {
      throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', writable);
    }
    const flags = pipeFlags(options);
    if (core.isLocked(record)) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
    if (destination.writer !== undefined) {
      throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
    }
    setPromiseHandled(pipe(record, destination, flags));
    return readable;
  }

  pipeTo(destination, options = kEmptyObject) {
    try {
      const record = check(this);
      const { writableRecordOf } = require('internal/webstreams/writablestream');
      const writable = writableRecordOf(destination);
      if (writable === undefined) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      const flags = pipeFlags(options);
      if (core.isLocked(record)) {
        throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
      }
      if (writable.writer !== undefined) {
        throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
      }
      return pipe(record, writable, flags);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  tee() {
    return teeRecord(check(this), false).map((record) => record.object);
  }

  values(options = kEmptyObject) {
    const record = check(this);
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    return iterate(record, !!(options?.preventCancel));
  }
}

function check(value) {
  const record = recordOf(value);
  if (record === undefined) throw new ERR_INVALID_THIS('ReadableStream');
  return record;
}

finishClass(ReadableStream, 'ReadableStream',
  ['locked', 'cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values'],
  (stream) => ({
    locked: stream.locked,
    state: recordOf(stream).state,
    supportsBYOB: recordOf(stream).isBytes,
  }));
makeTransferable(ReadableStream, 'ReadableStream');
defineProperty(ReadableStream, 'from', { __proto__: null, enumerable: true });
defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  writable: true,
  value: ReadableStream.prototype.values,
});

// SetUpReadable...ControllerFromUnderlyingSource
function setUpFromSource(record, source, strategy) {
  const { size, highWaterMark } = strategy;
  const { type } = source;
  if (type !== undefined && `${type}` !== 'bytes') {
    throw new ERR_INVALID_ARG_VALUE('source.type', type);
  }
  const isBytes = type !== undefined;
  if (isBytes && size !== undefined) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', size);
  }
  const sizeAlgorithm = isBytes ? undefined : extractSizeAlgorithm(size);
  const mark = extractHighWaterMark(highWaterMark, isBytes ? 0 : 1);

  let autoAllocateChunkSize;
  if (isBytes && source.autoAllocateChunkSize !== undefined) {
    autoAllocateChunkSize = Number(source.autoAllocateChunkSize);
    if (autoAllocateChunkSize === 0 || !Number.isInteger(autoAllocateChunkSize) ||
        autoAllocateChunkSize < 0) {
      throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', autoAllocateChunkSize);
    }
  }
  const cancel = method(source, 'source', 'cancel');
  const pull = method(source, 'source', 'pull');
  const start = method(source, 'source', 'start');

  const controller = isBytes ? newByteController() : newDefaultController();
  const object = controller.object;
  const startAlgorithm = start && (() => apply(start, source, [object]));
  const pullAlgorithm = pull && algorithm1(pull, source);
  const cancelAlgorithm = cancel && ((reason) => promiseCallExactly(cancel, source, [reason]));
  if (isBytes) {
    bytes().setUpByteController(record, controller, startAlgorithm, pullAlgorithm,
      cancelAlgorithm, mark, autoAllocateChunkSize);
  } else {
    core.setUpDefaultController(record, controller, startAlgorithm, pullAlgorithm,
      cancelAlgorithm, mark, sizeAlgorithm);
  }
}

// CreateReadableStream: algorithms of the standard's own. Gives the record.
function createReadableStream(start, pull, cancel, highWaterMark = 1, sizeAlgorithm = one) {
  const record = new core.ReadableRecord();
  streamWith(record);
  core.setUpDefaultController(record, newDefaultController(), start, pull, cancel, highWaterMark,
    sizeAlgorithm);
  return record;
}

// A stream whose source comes later.
function unfinishedReadableStream() {
  const record = new core.ReadableRecord();
  return {
    stream: streamWith(record),
    setUp: (source, strategy) => setUpFromSource(record, source, strategy),
  };
}

// CreateReadableByteStream
function createReadableByteStream(pull, cancel) {
  const record = new core.ReadableRecord();
  streamWith(record);
  bytes().setUpByteController(record, newByteController(), undefined, pull, cancel, 0, undefined);
  return record;
}

// ---- pipes, tee, iteration ------------------------------------------------------------------------------------------

function pipeFlags(options) {
  validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
  const preventAbort = !!options?.preventAbort;
  const preventCancel = !!options?.preventCancel;
  const preventClose = !!options?.preventClose;
  const signal = options?.signal;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return { preventAbort, preventCancel, preventClose, signal };
}

function pipe(source, dest, { preventAbort, preventCancel, preventClose, signal }) {
  const { WriterRecord, attachWriter } = require('internal/webstreams/writable_core');
  const reader = newReaderRecord(source, false);
  const writer = new WriterRecord(null);
  attachWriter(writer, dest);
  return require('internal/webstreams/pipe_to').pipeTo(
    source, dest, reader, writer, preventClose, preventAbort, preventCancel, signal);
}

function newReaderRecord(stream, isByob) {
  const reader = new core.ReaderRecord(null, isByob);
  core.attachReader(reader, stream);
  return reader;
}

const teeTools = {
  createStream: (pull, cancel) => createReadableStream(undefined, pull, cancel),
  createByteStream: createReadableByteStream,
  newReader: newReaderRecord,
};

function teeRecord(record, cloneForBranch2) {
  if (core.isLocked(record)) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
  const { byteTee, defaultTee } = require('internal/webstreams/readable_tee');
  return record.isBytes ?
    byteTee(record, teeTools) : defaultTee(record, cloneForBranch2, teeTools);
}

// The asynchronous iterator of the standard: calls of next() and return() run one after the other.
class ReadableStreamIterator {
  #reader;
  #preventCancel;
  #ongoing = undefined;
  #finished = false;

  constructor(record, preventCancel) {
    if (core.isLocked(record)) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
    this.#reader = newReaderRecord(record, false);
    this.#preventCancel = preventCancel;
  }

  next() {
    const step = () => this.#next();
    this.#ongoing = this.#ongoing === undefined ? step() : then(this.#ongoing, step, step);
    return this.#ongoing;
  }

  return(value) {
    const step = () => this.#return(value);
    // A turn later than a next() would come: so late does the standard's next() answer.
    this.#ongoing = this.#ongoing === undefined ?
      step() : then(then(this.#ongoing, nop, nop), step);
    return this.#ongoing;
  }

  #next() {
    if (this.#finished) return Promise.resolve({ value: undefined, done: true });
    const reader = this.#reader;
    const ready = readResult(reader);
    if (ready !== undefined) return ready;
    const { promise, resolve, reject } = deferred();
    const iterator = this;
    core.read(reader, {
      chunkSteps(value) {
        resolve({ value, done: false });
      },
      closeSteps() {
        iterator.#finished = true;
        core.releaseReader(reader);
        resolve({ value: undefined, done: true });
      },
      errorSteps(error) {
        iterator.#finished = true;
        core.releaseReader(reader);
        reject(error);
      },
    });
    return promise;
  }

  async #return(value) {
    if (this.#finished) return { value, done: true };
    this.#finished = true;
    const reader = this.#reader;
    if (this.#preventCancel) {
      core.releaseReader(reader);
    } else {
      const cancelled = core.cancel(reader.stream, value);
      core.releaseReader(reader);
      await cancelled;
    }
    return { value, done: true };
  }
}
Object.setPrototypeOf(ReadableStreamIterator.prototype, AsyncIteratorPrototype);
delete ReadableStreamIterator.prototype.constructor;
for (const name of ['next', 'return']) {
  defineProperty(ReadableStreamIterator.prototype, name, { __proto__: null, enumerable: true });
}

function iterate(record, preventCancel) {
  return new ReadableStreamIterator(record, preventCancel);
}

// ReadableStreamFromIterable
function fromIterable(iterable) {
  const { codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_STATE: invalidState } } =
    require('internal/errors');
  const asyncMethod = iterable?.[Symbol.asyncIterator];
  const syncMethod = asyncMethod == null ? iterable?.[Symbol.iterator] : undefined;
  const iteratorMethod = asyncMethod ?? syncMethod;
  if (typeof iteratorMethod !== 'function') {
    throw new ERR_ARG_NOT_ITERABLE(describe(iterable));
  }
  const isSync = asyncMethod == null;
  const iterator = apply(iteratorMethod, iterable, []);
  if (typeof iterator !== 'object' || iterator === null) {
    throw new invalidState.TypeError('The iterator method must return an object');
  }
  const nextMethod = iterator.next;
  let record;

  async function pull() {
    const result = await apply(nextMethod, iterator, []);
    if (typeof result !== 'object' || result === null) {
      throw new invalidState.TypeError(
        'The promise returned by the iterator.next() method must fulfill with an object');
    }
    if (result.done) record.controller.close();
    else record.controller.enqueue(isSync ? await result.value : result.value);
  }
  async function cancel(reason) {
    const returnMethod = iterator.return;
    if (returnMethod == null) return;
    const result = await apply(returnMethod, iterator, [reason]);
    if (typeof result !== 'object' || result === null) {
      throw new invalidState.TypeError(
        'The promise returned by the iterator.return() method must fulfill with an object');
    }
  }
  record = createReadableStream(undefined, pull, cancel, 0);
  return record.object;
}

function describe(value) {
  const { inspect } = require('internal/util/inspect');
  return inspect(value, { depth: 0 });
}

// ---- readers --------------------------------------------------------------------------------------------------------

class DefaultReadRequest {
  constructor() {
    const { promise, resolve, reject } = deferred();
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  chunkSteps(value) {
    this.resolve({ value, done: false });
  }

  closeSteps(value) {
    this.resolve({ value, done: true });
  }

  errorSteps(error) {
    this.reject(error);
  }
}

// What is there already, as the promise of a read; undefined where the reader has to wait or the stream has ended.
function readResult(reader) {
  const { stream } = reader;
  const { controller } = stream;
  if (stream.state !== 'readable' || stream.isBytes || controller.queue.length === 0) return undefined;
  stream.disturbed = true;
  return resolved({ value: controller.take(), done: false });
}

function readLater(reader) {
  const request = new DefaultReadRequest();
  core.read(reader, request);
  return request.promise;
}

const isObject = (value) => typeof value === 'object' && value !== null;

function attach(record, stream, name) {
  const streamRecord = recordOf(stream);
  if (streamRecord === undefined) {
    throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  }
  if (core.isLocked(streamRecord)) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
  if (name === 'byob' && !streamRecord.isBytes) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be a byte stream');
  }
  core.attachReader(record, streamRecord);
}

function detachedReader() {
  return new ERR_INVALID_STATE.TypeError('The reader is not attached to a stream');
}

class ReadableStreamDefaultReader {
  #record = new core.ReaderRecord(this, false);

  constructor(stream) {
    attach(this.#record, stream, 'default');
  }

  static {
    readerRecordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
  }

  read() {
    const record = readerRecordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    if (record.stream === undefined) return Promise.reject(detachedReader());
    return readResult(record) ?? readLater(record);
  }

  releaseLock() {
    const record = readerRecordOf(this);
    if (record === undefined) throw new ERR_INVALID_THIS('ReadableStreamDefaultReader');
    if (record.stream !== undefined) core.releaseReader(record);
  }

  get closed() {
    const record = readerRecordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    return record.closed.promise;
  }

  cancel(reason = undefined) {
    const record = readerRecordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    const { stream } = record;
    if (stream === undefined) return Promise.reject(detachedReader());
    return core.cancel(stream, reason);
  }
}

finishClass(ReadableStreamDefaultReader, 'ReadableStreamDefaultReader',
  ['read', 'releaseLock', 'closed', 'cancel'], (reader) => {
    const record = readerRecordOf(reader);
    return {
      stream: record.stream?.object,
      readRequests: record.requests.length,
      close: record.closed.promise,
    };
  });

// The arguments of a BYOB reader's read(): how many elements it wants at least.
function checkLentView(view, options) {
  if (!isView(view)) {
    throw new ERR_INVALID_ARG_TYPE('view', ['Buffer', 'TypedArray', 'DataView'], view);
  }
  validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
  const { buffer, byteLength } = view;
  if (byteLength === 0 || buffer.byteLength === 0 || bytes().isDetached(buffer)) {
    throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
  }
  if (options === kEmptyObject || options?.min === undefined) return 1;
  const min = Number(options.min);
  if (!(min >= 1) || !Number.isInteger(min)) {
    throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be a positive integer');
  }
  const elements = view instanceof DataView ? byteLength : view.length;
  if (min > elements) {
    const { ERR_OUT_OF_RANGE } = require('internal/errors').codes;
    throw new ERR_OUT_OF_RANGE('options.min', `<= ${elements}`, min);
  }
  return min;
}

let byobReaderRecordOf;

class ReadableStreamBYOBReader {
  #record = new core.ReaderRecord(this, true);

  constructor(stream) {
    attach(this.#record, stream, 'byob');
  }

  static {
    byobReaderRecordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
  }

  read(view, options = kEmptyObject) {
    try {
      const record = byobReaderRecordOf(this);
      if (record === undefined) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
      const minimum = checkLentView(view, options);
      const { stream } = record;
      if (stream === undefined) throw detachedReader();
      const request = new DefaultReadRequest();
      stream.disturbed = true;
      if (stream.state === 'errored') request.errorSteps(stream.storedError);
      else stream.controller.pullInto(view, minimum, request);
      return request.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  releaseLock() {
    const record = byobReaderRecordOf(this);
    if (record === undefined) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    if (record.stream !== undefined) core.releaseReader(record);
  }

  get closed() {
    const record = byobReaderRecordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    return record.closed.promise;
  }

  cancel(reason = undefined) {
    const record = byobReaderRecordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    const { stream } = record;
    if (stream === undefined) return Promise.reject(detachedReader());
    return core.cancel(stream, reason);
  }
}

finishClass(ReadableStreamBYOBReader, 'ReadableStreamBYOBReader',
  ['read', 'releaseLock', 'closed', 'cancel'], (reader) => {
    const record = byobReaderRecordOf(reader);
    return {
      stream: record.stream?.object,
      requests: record.requests.length,
      close: record.closed.promise,
    };
  });

// ---- controllers ----------------------------------------------------------------------------------------------------

class ReadableStreamBYOBRequest {
  #record; // { controller, view }

  constructor(key = undefined, record = undefined) {
    if (key !== kSkip) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#record = record;
  }

  get view() {
    if (!isObject(this) || !(#record in this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    return this.#record.view;
  }

  respond(bytesWritten) {
    if (!isObject(this) || !(#record in this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    const { controller, view } = this.#record;
    if (controller === undefined) {
      throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
    }
    const count = Number(bytesWritten);
    if (view.byteLength === 0 || view.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
    }
    if (!(count >= 0) || !Number.isInteger(count)) {
      throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    }
    controller.respond(count);
  }

  respondWithNewView(view) {
    if (!isObject(this) || !(#record in this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    const { controller } = this.#record;
    if (controller === undefined) {
      throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
    }
    checkView(view, 'view');
    controller.respondWithNewView(view);
  }
}
finishClass(ReadableStreamBYOBRequest, 'ReadableStreamBYOBRequest',
  ['view', 'respond', 'respondWithNewView'], (request) => ({ view: request.view }));

function checkView(view, name) {
  if (!isView(view)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], view);
  }
  if (bytes().isDetached(view.buffer)) {
    throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
  }
}

let defaultControllerRecordOf;

class ReadableStreamDefaultController {
  #record;

  constructor(key = undefined, record = undefined) {
    if (key !== kSkip) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#record = record;
  }

  static {
    defaultControllerRecordOf = (value) => {
      if (!isObject(value) || !(#record in value)) throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
      return value.#record;
    };
  }

  get desiredSize() {
    return defaultControllerRecordOf(this).desiredSize();
  }

  close() {
    const record = defaultControllerRecordOf(this);
    if (!record.canCloseOrEnqueue()) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
    record.close();
  }

  enqueue(chunk = undefined) {
    if (!defaultControllerRecordOf(this).enqueue(chunk)) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
  }

  error(error = undefined) {
    defaultControllerRecordOf(this).error(error);
  }
}
finishClass(ReadableStreamDefaultController, 'ReadableStreamDefaultController',
  ['desiredSize', 'close', 'enqueue', 'error'], () => ({}));

function newDefaultController() {
  const record = new core.DefaultController();
  record.object = new ReadableStreamDefaultController(kSkip, record);
  return record;
}

let byteControllerRecordOf;

class ReadableByteStreamController {
  #record;

  constructor(key = undefined, record = undefined) {
    if (key !== kSkip) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#record = record;
  }

  static {
    byteControllerRecordOf = (value) => {
      if (!isObject(value) || !(#record in value)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
      return value.#record;
    };
  }

  get byobRequest() {
    return byteControllerRecordOf(this).getByobRequest();
  }

  get desiredSize() {
    return byteControllerRecordOf(this).desiredSize();
  }

  close() {
    const record = byteControllerRecordOf(this);
    if (record.closeRequested) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
    if (record.stream.state !== 'readable') {
      throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    }
    record.close();
  }

  enqueue(chunk) {
    const record = byteControllerRecordOf(this);
    if (!isView(chunk)) {
      throw new ERR_INVALID_ARG_TYPE('chunk', ['Buffer', 'TypedArray', 'DataView'], chunk);
    }
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
    }
    if (record.closeRequested) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
    if (record.stream.state !== 'readable') {
      throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    }
    record.enqueue(chunk);
  }

  error(error = undefined) {
    byteControllerRecordOf(this).error(error);
  }
}
finishClass(ReadableByteStreamController, 'ReadableByteStreamController',
  ['byobRequest', 'desiredSize', 'close', 'enqueue', 'error'], () => ({}));

function newByteController() {
  const record = new (bytes().ByteController)();
  record.object = new ReadableByteStreamController(kSkip, record);
  record.makeRequest = (request) => new ReadableStreamBYOBRequest(kSkip, request);
  return record;
}

module.exports = {
  ReadableStream,
  ReadableStreamDefaultReader,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableByteStreamController,
  ReadableStreamDefaultController,
  createReadableStream,
  createReadableByteStream,
  isReadableStream: (value) => recordOf(value) !== undefined,
  readableRecordOf: recordOf,
  teeRecord,
  unfinishedReadableStream,
};
