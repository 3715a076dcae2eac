// SPDX-License-Identifier: MIT
// The public classes of writable streams (WHATWG Streams, section 5); the work is done on records in writable_core.js.

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
const { kValidateObjectAllowObjectsAndNull, validateObject } = require('internal/validators');
const {
  algorithm2,
  extractHighWaterMark,
  extractSizeAlgorithm,
  finishClass,
  makeTransferable,
  method,
  one,
  promiseCallExactly,
} = require('internal/webstreams/util');
const core = require('internal/webstreams/writable_core');
const {
  kIsClosedPromise,
  kIsErrored,
  kIsWritable,
  kControllerErrorFunction,
} = require('internal/streams/utils');

const { apply } = Reflect;

const kSkip = Symbol('kSkip');

let recordOf;
let streamWith;

class WritableStream {
  #record;

  constructor(sink = kEmptyObject, strategy = kEmptyObject) {
    if (sink === kSkip) {
      this.#record = strategy;
      strategy.object = this;
      return;
    }
    validateObject(sink, 'sink', kValidateObjectAllowObjectsAndNull);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    const type = sink?.type;
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    const record = new core.WritableRecord();
    record.object = this;
    this.#record = record;
    const sizeAlgorithm = extractSizeAlgorithm(strategy?.size);
    const highWaterMark = extractHighWaterMark(strategy?.highWaterMark, 1);
    setUpFromSink(record, sink ?? kEmptyObject, highWaterMark, sizeAlgorithm);
  }

  static {
    recordOf = (value) => (typeof value === 'object' && value !== null && #record in value ?
      value.#record : undefined);
    streamWith = (record) => new WritableStream(kSkip, record);
  }

  get [kIsErrored]() {
    return this.#record.state === 'errored';
  }

  get [kIsWritable]() {
    return this.#record.state === 'writable';
  }

  get [kIsClosedPromise]() {
    return { promise: this.#record.closed.promise };
  }

  get [kControllerErrorFunction]() {
    const { controller } = this.#record;
    return (reason) => controller.errorIfNeeded(reason);
  }

  get locked() {
    return core.isLocked(check(this));
  }

  abort(reason = undefined) {
    const record = recordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('WritableStream'));
    if (core.isLocked(record)) {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('WritableStream is locked'));
    }
    return core.abort(record, reason);
  }

  close() {
    const record = recordOf(this);
    if (record === undefined) return Promise.reject(new ERR_INVALID_THIS('WritableStream'));
    if (core.isLocked(record)) {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('WritableStream is locked'));
    }
    if (core.closeQueuedOrInFlight(record)) {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('Failure closing WritableStream'));
    }
    return core.close(record);
  }

  getWriter() {
    check(this);
    return new WritableStreamDefaultWriter(this);
  }
}

function check(value) {
  const record = recordOf(value);
  if (record === undefined) throw new ERR_INVALID_THIS('WritableStream');
  return record;
}

finishClass(WritableStream, 'WritableStream', ['locked', 'abort', 'close', 'getWriter'],
  (stream) => ({ locked: stream.locked, state: recordOf(stream).state }));

makeTransferable(WritableStream, 'WritableStream');

function setUpFromSink(record, sink, highWaterMark, sizeAlgorithm) {
  const abort = method(sink, 'sink', 'abort');
  const close = method(sink, 'sink', 'close');
  const start = method(sink, 'sink', 'start');
  const write = method(sink, 'sink', 'write');
  const controller = newController();
  const { object } = controller;
  core.setUpController(record, controller,
    start && (() => apply(start, sink, [object])),
    write && algorithm2(write, sink, object),
    close && (() => promiseCallExactly(close, sink, [])),
    abort && ((reason) => promiseCallExactly(abort, sink, [reason])),
    highWaterMark, sizeAlgorithm);
}

// CreateWritableStream: gives the record.
function createWritableStream(start, write, close, abort, highWaterMark, sizeAlgorithm) {
  const record = new core.WritableRecord();
  streamWith(record);
  core.setUpController(record, newController(), start, write, close, abort, highWaterMark,
    sizeAlgorithm);
  return record;
}

// A stream whose sink comes later.
function unfinishedWritableStream() {
  const record = new core.WritableRecord();
  return { stream: streamWith(record), setUp: (sink) => setUpFromSink(record, sink, 1, one) };
}

let writerRecordOf;

function detached() {
  return new ERR_INVALID_STATE.TypeError('Writer is not bound to a WritableStream');
}

class WritableStreamDefaultWriter {
  #record = new core.WriterRecord(this);

  constructor(stream) {
    const streamRecord = recordOf(stream);
    if (streamRecord === undefined) {
      throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    }
    if (core.isLocked(streamRecord)) {
      throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
    }
    core.attachWriter(this.#record, streamRecord);
  }

  static {
    writerRecordOf = (value) => (typeof value === 'object' && value !== null && #record in value ?
      value.#record : undefined);
  }

  get closed() {
    const record = writerRecordOf(this);
    if (record === undefined) {
      return Promise.reject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    return record.closed.promise;
  }

  get desiredSize() {
    const record = writerRecordOf(this);
    if (record === undefined) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    if (record.stream === undefined) throw detached();
    return core.writerDesiredSize(record);
  }

  get ready() {
    const record = writerRecordOf(this);
    if (record === undefined) {
      return Promise.reject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    return record.ready.promise;
  }

  abort(reason = undefined) {
    const record = writerRecordOf(this);
    if (record === undefined) {
      return Promise.reject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    if (record.stream === undefined) return Promise.reject(detached());
    return core.abort(record.stream, reason);
  }

  close() {
    const record = writerRecordOf(this);
    if (record === undefined) {
      return Promise.reject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    const { stream } = record;
    if (stream === undefined) return Promise.reject(detached());
    if (core.closeQueuedOrInFlight(stream)) {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('Failure to close WritableStream'));
    }
    return core.close(stream);
  }

  releaseLock() {
    const record = writerRecordOf(this);
    if (record === undefined) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    if (record.stream !== undefined) core.releaseWriter(record);
  }

  write(chunk = undefined) {
    const record = writerRecordOf(this);
    if (record === undefined) {
      return Promise.reject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    if (record.stream === undefined) return Promise.reject(detached());
    return core.writerWrite(record, chunk);
  }
}

finishClass(WritableStreamDefaultWriter, 'WritableStreamDefaultWriter',
  ['closed', 'desiredSize', 'ready', 'abort', 'close', 'releaseLock', 'write'], (writer) => {
    const record = writerRecordOf(writer);
    return {
      stream: record.stream?.object,
      close: record.closed.promise,
      ready: record.ready.promise,
      desiredSize: record.stream === undefined ? null : core.writerDesiredSize(record),
    };
  });

let controllerRecordOf;

class WritableStreamDefaultController {
  #record;

  constructor(key = undefined, record = undefined) {
    if (key !== kSkip) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#record = record;
  }

  static {
    controllerRecordOf = (value) => {
      if (!(#record in value)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
      return value.#record;
    };
  }

  get signal() {
    return controllerRecordOf(this).signal;
  }

  error(error = undefined) {
    controllerRecordOf(this).errorIfNeeded(error);
  }
}
finishClass(WritableStreamDefaultController, 'WritableStreamDefaultController',
  ['signal', 'error'], (controller) => ({ stream: controllerRecordOf(controller).stream.object }));

function newController() {
  const record = new core.WritableController();
  record.object = new WritableStreamDefaultController(kSkip, record);
  return record;
}

module.exports = {
  WritableStream,
  WritableStreamDefaultWriter,
  WritableStreamDefaultController,
  createWritableStream,
  isWritableStream: (value) => recordOf(value) !== undefined,
  unfinishedWritableStream,
  writableRecordOf: recordOf,
};
