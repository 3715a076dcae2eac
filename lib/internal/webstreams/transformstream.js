// SPDX-License-Identifier: MIT
// TransformStream and its controller (WHATWG Streams, section 6).

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { kValidateObjectAllowObjectsAndNull, validateObject } = require('internal/validators');
const {
  algorithm2,
  deferred,
  extractHighWaterMark,
  extractSizeAlgorithm,
  finishClass,
  kPending,
  kResolved,
  later,
  makeTransferable,
  method,
  promiseCallExactly,
  then,
} = require('internal/webstreams/util');
const { createReadableStream } = require('internal/webstreams/readablestream');
const { createWritableStream } = require('internal/webstreams/writablestream');

const { apply } = Reflect;

const kSkip = Symbol('kSkip');

let recordOf;

// ---- the state machine ----------------------------------------------------------------------------------------------

class TransformRecord {
  object = null;
  readable = undefined; // records
  writable = undefined;
  controller = undefined;
  backpressure = undefined;
  // The standard's backpressureChangePromise: who waits for it. With backpressure that is a write, without it the source's pull.
  onBackpressureChange = null;
  chunk = undefined; // of the write that waits
  performWaiting = () => this.#performWaiting();
  // While a waiting write is performed, the source's pull that it answers is held: both end in one microtask.
  holding = false;
  held = null;
  onPerformed = () => {
    const { held } = this;
    this.held = null;
    if (held !== null) held();
    this.writable.controller.onWritten();
  };

  constructor(startPromise, writableMark, writableSize, readableMark, readableSize) {
    // Both sides start when the transformer has.
    this.writable = createWritableStream(
      () => startPromise,
      (chunk) => this.sinkWrite(chunk),
      () => this.sinkClose(),
      (reason) => this.sinkAbort(reason),
      writableMark, writableSize);
    this.readable = createReadableStream(
      () => startPromise,
      () => this.sourcePull(),
      (reason) => this.sourceCancel(reason),
      readableMark, readableSize);
    this.setBackpressure(true);
  }

  setBackpressure(backpressure) {
    const { onBackpressureChange } = this;
    this.backpressure = backpressure;
    if (onBackpressureChange !== null) {
      this.onBackpressureChange = null;
      if (this.holding && this.held === null) this.held = onBackpressureChange;
      else later(onBackpressureChange);
    }
  }

  error(reason) {
    this.readable.controller.error(reason);
    this.errorWritableAndUnblockWrite(reason);
  }

  errorWritableAndUnblockWrite(reason) {
    this.controller.clearAlgorithms();
    this.writable.controller.errorIfNeeded(reason);
    this.unblockWrite();
  }

  unblockWrite() {
    if (this.backpressure) this.setBackpressure(false);
  }

  // ---- the writable side's sink ----

  sinkWrite(chunk) {
    if (!this.backpressure) return this.controller.perform(chunk);
    this.chunk = chunk;
    this.onBackpressureChange = this.performWaiting;
    return kPending;
  }

  #performWaiting() {
    const { chunk, writable } = this;
    const { controller } = writable;
    this.chunk = undefined;
    if (writable.state === 'erroring') controller.onWriteFailed(writable.storedError);
    else this.#perform(chunk, controller);
  }

  #perform(chunk, controller) {
    this.holding = true;
    const promise = this.controller.perform(chunk);
    this.holding = false;
    if (promise === kResolved) {
      later(this.onPerformed);
      return;
    }
    if (this.held !== null) {
      later(this.held);
      this.held = null;
    }
    then(promise, controller.onWritten, controller.onWriteFailed);
  }

  // The three endings share one promise: whichever comes first is the result of the others, too.
  sinkAbort(reason) {
    const { controller, readable } = this;
    if (controller.finish !== undefined) return controller.finish.promise;
    controller.finish = deferred();
    const { promise, resolve, reject } = controller.finish;
    const cancelled = controller.callCancel(reason);
    controller.clearAlgorithms();
    then(cancelled, () => {
      if (readable.state === 'errored') {
        reject(readable.storedError);
      } else {
        readable.controller.error(reason);
        resolve();
      }
    }, (error) => {
      readable.controller.error(error);
      reject(error);
    });
    return promise;
  }

  sinkClose() {
    const { controller, readable } = this;
    if (controller.finish !== undefined) return controller.finish.promise;
    controller.finish = deferred();
    const { promise, resolve, reject } = controller.finish;
    const flushed = controller.callFlush();
    controller.clearAlgorithms();
    then(flushed, () => {
      if (readable.state === 'errored') {
        reject(readable.storedError);
      } else {
        readable.controller.close();
        resolve();
      }
    }, (error) => {
      readable.controller.error(error);
      reject(error);
    });
    return promise;
  }

  // ---- the readable side's source ----

  sourceCancel(reason) {
    const { controller, writable } = this;
    if (controller.finish !== undefined) return controller.finish.promise;
    controller.finish = deferred();
    const { promise, resolve, reject } = controller.finish;
    const cancelled = controller.callCancel(reason);
    controller.clearAlgorithms();
    then(cancelled, () => {
      if (writable.state === 'errored') {
        reject(writable.storedError);
      } else {
        writable.controller.errorIfNeeded(reason);
        this.unblockWrite();
        resolve();
      }
    }, (error) => {
      writable.controller.errorIfNeeded(error);
      this.unblockWrite();
      reject(error);
    });
    return promise;
  }

  sourcePull() {
    this.setBackpressure(false);
    this.onBackpressureChange = this.readable.controller.onPulled;
    return kPending;
  }
}

class ControllerRecord {
  object = null;
  stream = undefined;
  transformAlgorithm = undefined;
  flushAlgorithm = undefined;
  cancelAlgorithm = undefined;
  finish = undefined; // deferred, once the stream is ending
  onFailed = (error) => {
    this.stream.error(error);
    throw error;
  };

  callFlush() {
    return this.flushAlgorithm === undefined ? kResolved : this.flushAlgorithm();
  }

  callCancel(reason) {
    return this.cancelAlgorithm === undefined ? kResolved : this.cancelAlgorithm(reason);
  }

  clearAlgorithms() {
    this.transformAlgorithm = undefined;
    this.flushAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
  }

  enqueue(chunk) {
    const { stream } = this;
    const readable = stream.readable.controller;
    if (!readable.canCloseOrEnqueue()) {
      throw new ERR_INVALID_STATE.TypeError('Unable to enqueue');
    }
    try {
      readable.enqueue(chunk);
    } catch (error) {
      stream.errorWritableAndUnblockWrite(error);
      throw stream.readable.storedError;
    }
    const backpressure = readable.hasBackpressure();
    if (backpressure !== stream.backpressure) stream.setBackpressure(true);
  }

  perform(chunk) {
    const { transformAlgorithm } = this;
    const transformed = transformAlgorithm === undefined ? this.pass(chunk) : transformAlgorithm(chunk);
    return transformed === kResolved ? kResolved : then(transformed, undefined, this.onFailed);
  }

  // Without a transformer.
  pass(chunk) {
    try {
      this.enqueue(chunk);
      return kResolved;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  terminate() {
    const { stream } = this;
    stream.readable.controller.close();
    stream.errorWritableAndUnblockWrite(
      new ERR_INVALID_STATE.TypeError('TransformStream terminated'));
  }
}

// ---- the public classes ---------------------------------------------------------------------------------------------

class TransformStream {
  #record;

  constructor(transformer = kEmptyObject, writableStrategy = kEmptyObject,
    readableStrategy = kEmptyObject) {
    if (transformer === kSkip) {
      this.#record = writableStrategy;
      return;
    }
    validateObject(transformer, 'transformer', kValidateObjectAllowObjectsAndNull);
    validateObject(writableStrategy, 'writableStrategy', kValidateObjectAllowObjectsAndNull);
    validateObject(readableStrategy, 'readableStrategy', kValidateObjectAllowObjectsAndNull);
    const readableType = transformer?.readableType;
    const writableType = transformer?.writableType;
    if (readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    }
    if (writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    }
    const readableMark = extractHighWaterMark(readableStrategy?.highWaterMark, 0);
    const readableSize = extractSizeAlgorithm(readableStrategy?.size);
    const writableMark = extractHighWaterMark(writableStrategy?.highWaterMark, 1);
    const writableSize = extractSizeAlgorithm(writableStrategy?.size);

    const started = deferred();
    const record = new TransformRecord(
      started.promise, writableMark, writableSize, readableMark, readableSize);
    record.object = this;
    this.#record = record;
    const start = setUpTransformer(record, transformer ?? kEmptyObject);
    started.resolve(start === undefined ?
      undefined : apply(start, transformer, [record.controller.object]));
  }

  static {
    recordOf = (value) => (typeof value === 'object' && value !== null && #record in value ?
      value.#record : undefined);
  }

  get readable() {
    return check(this).readable.object;
  }

  get writable() {
    return check(this).writable.object;
  }
}

function check(value) {
  const record = recordOf(value);
  if (record === undefined) throw new ERR_INVALID_THIS('TransformStream');
  return record;
}

finishClass(TransformStream, 'TransformStream', ['readable', 'writable'], (stream) => ({
  readable: stream.readable,
  writable: stream.writable,
  backpressure: recordOf(stream).backpressure,
}));

makeTransferable(TransformStream, 'TransformStream');

// One of another realm: only its two sides are here, and they come later.
function unfinishedTransformStream() {
  const record = { readable: undefined, writable: undefined, backpressure: undefined };
  return {
    stream: new TransformStream(kSkip, record),
    setUp(readable, writable) {
      record.readable = { object: readable };
      record.writable = { object: writable };
    },
  };
}

function setUpTransformer(record, transformer) {
  const cancel = method(transformer, 'transformer', 'cancel');
  const flush = method(transformer, 'transformer', 'flush');
  const start = method(transformer, 'transformer', 'start');
  const transform = method(transformer, 'transformer', 'transform');
  const controller = new ControllerRecord();
  const object = new TransformStreamDefaultController(kSkip, controller);
  controller.object = object;
  controller.stream = record;
  record.controller = controller;
  controller.transformAlgorithm = transform && algorithm2(transform, transformer, object);
  controller.flushAlgorithm = flush && (() => promiseCallExactly(flush, transformer, [object]));
  controller.cancelAlgorithm = cancel && ((reason) => promiseCallExactly(cancel, transformer, [reason]));
  return start;
}

let controllerRecordOf;

class TransformStreamDefaultController {
  #record;

  constructor(key = undefined, record = undefined) {
    if (key !== kSkip) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#record = record;
  }

  static {
    controllerRecordOf = (value) => {
      if (!(#record in value)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
      return value.#record;
    };
  }

  get desiredSize() {
    return controllerRecordOf(this).stream.readable.controller.desiredSize();
  }

  enqueue(chunk = undefined) {
    controllerRecordOf(this).enqueue(chunk);
  }

  error(reason = undefined) {
    controllerRecordOf(this).stream.error(reason);
  }

  terminate() {
    controllerRecordOf(this).terminate();
  }
}
finishClass(TransformStreamDefaultController, 'TransformStreamDefaultController',
  ['desiredSize', 'enqueue', 'error', 'terminate'],
  (controller) => ({ stream: controllerRecordOf(controller).stream.object }));

module.exports = {
  TransformStream,
  TransformStreamDefaultController,
  unfinishedTransformStream,
  isTransformStream: (value) => recordOf(value) !== undefined,
};
