// SPDX-License-Identifier: MIT
// The state machine of writable streams (WHATWG Streams, sections 5.3 and 5.5), on records: plain objects of internal fields that the
// public classes of writablestream.js hold. What a controller's writeAlgorithm() gives is a promise, or kPending: then whoever gave it
// calls the controller's onWritten() or onWriteFailed(reason).

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const {
  LazyPromise,
  Queue,
  SizedQueue,
  deferred,
  kPending,
  kResolved,
  one,
  resolvedWith,
  then,
} = require('internal/webstreams/util');

const kClose = Symbol('kClose'); // the queue's sentinel

class WritableRecord {
  object = null;
  state = 'writable'; // 'erroring', 'errored', 'closed'
  storedError = undefined;
  writer = undefined;
  controller = undefined;
  writeRequests = new Queue();
  inFlightWrite = undefined;
  closeRequest = undefined;
  inFlightClose = undefined;
  pendingAbort = undefined; // { promise, resolve, reject, reason, wasAlreadyErroring }
  backpressure = false;
  closed = new LazyPromise(); // for finished() of Node's streams
}

class WriterRecord {
  stream = undefined;
  closed = new LazyPromise();
  ready = new LazyPromise();
  pipe = null; // whose wrote() is called when a write has ended

  constructor(object) {
    this.object = object;
  }
}

function isLocked(stream) {
  return stream.writer !== undefined;
}

// ---- stream ---------------------------------------------------------------------------------------------------------

// WritableStreamAbort
function abort(stream, reason) {
  if (stream.state === 'closed' || stream.state === 'errored') return Promise.resolve();
  stream.controller.signalAbort(reason);
  // The signal's listeners may have changed the state.
  if (stream.state === 'closed' || stream.state === 'errored') return Promise.resolve();
  if (stream.pendingAbort !== undefined) return stream.pendingAbort.promise;
  const wasAlreadyErroring = stream.state === 'erroring';
  if (wasAlreadyErroring) reason = undefined;
  stream.pendingAbort = { ...deferred(), reason, wasAlreadyErroring };
  const { promise } = stream.pendingAbort;
  if (!wasAlreadyErroring) startErroring(stream, reason);
  return promise;
}

// WritableStreamClose
function close(stream) {
  const { state } = stream;
  if (state === 'closed' || state === 'errored') {
    return Promise.reject(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
  }
  stream.closeRequest = deferred();
  const { promise } = stream.closeRequest;
  const { writer } = stream;
  if (writer !== undefined && stream.backpressure && state === 'writable') writer.ready.resolve();
  stream.controller.close();
  return promise;
}

function closeQueuedOrInFlight(stream) {
  return stream.closeRequest !== undefined || stream.inFlightClose !== undefined;
}

function dealWithRejection(stream, reason) {
  if (stream.state === 'writable') startErroring(stream, reason);
  else finishErroring(stream);
}

function startErroring(stream, reason) {
  stream.state = 'erroring';
  stream.storedError = reason;
  const { writer } = stream;
  if (writer !== undefined) ensureReadyRejected(writer, reason);
  if (!hasOperationInFlight(stream) && stream.controller.started) finishErroring(stream);
}

function hasOperationInFlight(stream) {
  return stream.inFlightWrite !== undefined || stream.inFlightClose !== undefined;
}

function finishErroring(stream) {
  stream.state = 'errored';
  stream.controller.errorSteps();
  const { storedError, writeRequests } = stream;
  while (writeRequests.length > 0) writeRequests.shift().reject(storedError);
  stream.writeRequests = new Queue();
  if (stream.pendingAbort === undefined) {
    rejectClosedPromises(stream);
    return;
  }
  const { pendingAbort } = stream;
  stream.pendingAbort = undefined;
  if (pendingAbort.wasAlreadyErroring) {
    pendingAbort.reject(storedError);
    rejectClosedPromises(stream);
    return;
  }
  then(stream.controller.abortSteps(pendingAbort.reason), () => {
    pendingAbort.resolve();
    rejectClosedPromises(stream);
  }, (reason) => {
    pendingAbort.reject(reason);
    rejectClosedPromises(stream);
  });
}

function rejectClosedPromises(stream) {
  if (stream.closeRequest !== undefined) {
    stream.closeRequest.reject(stream.storedError);
    stream.closeRequest = undefined;
  }
  stream.closed.reject(stream.storedError);
  stream.writer?.closed.reject(stream.storedError);
}

function finishInFlightWriteWithError(stream, reason) {
  stream.inFlightWrite.reject(reason);
  stream.inFlightWrite = undefined;
  dealWithRejection(stream, reason);
}

function finishInFlightClose(stream) {
  stream.inFlightClose.resolve(undefined);
  stream.inFlightClose = undefined;
  if (stream.state === 'erroring') {
    // The close went well in spite of the abort.
    stream.storedError = undefined;
    if (stream.pendingAbort !== undefined) {
      stream.pendingAbort.resolve();
      stream.pendingAbort = undefined;
    }
  }
  stream.state = 'closed';
  stream.closed.resolve();
  stream.writer?.closed.resolve();
}

function finishInFlightCloseWithError(stream, reason) {
  stream.inFlightClose.reject(reason);
  stream.inFlightClose = undefined;
  if (stream.pendingAbort !== undefined) {
    stream.pendingAbort.reject(reason);
    stream.pendingAbort = undefined;
  }
  dealWithRejection(stream, reason);
}

function updateBackpressure(stream, backpressure) {
  const { writer } = stream;
  // Nobody can ask a pipe's writer whether it is ready.
  if (writer !== undefined && writer.pipe === null && backpressure !== stream.backpressure) {
    if (backpressure) writer.ready.renew();
    else writer.ready.resolve();
  }
  stream.backpressure = backpressure;
}

// ---- writers --------------------------------------------------------------------------------------------------------

// SetUpWritableStreamDefaultWriter
function attachWriter(writer, stream) {
  writer.stream = stream;
  stream.writer = writer;
  const { state, storedError } = stream;
  if (state === 'writable') {
    if (closeQueuedOrInFlight(stream) || !stream.backpressure) writer.ready.resolve();
  } else if (state === 'erroring') {
    writer.ready.reject(storedError);
  } else if (state === 'closed') {
    writer.ready.resolve();
    writer.closed.resolve();
  } else {
    writer.ready.reject(storedError);
    writer.closed.reject(storedError);
  }
}

function ensureReadyRejected(writer, reason) {
  if (!writer.ready.isPending) writer.ready = new LazyPromise();
  writer.ready.reject(reason);
}

function ensureClosedRejected(writer, reason) {
  if (!writer.closed.isPending) writer.closed = new LazyPromise();
  writer.closed.reject(reason);
}

function releaseWriter(writer) {
  const { stream } = writer;
  const released = new ERR_INVALID_STATE.TypeError('Writer has been released');
  ensureReadyRejected(writer, released);
  ensureClosedRejected(writer, released);
  stream.writer = undefined;
  writer.stream = undefined;
}

function writerCloseWithErrorPropagation(writer) {
  const { stream } = writer;
  const { state } = stream;
  if (closeQueuedOrInFlight(stream) || state === 'closed') return Promise.resolve();
  if (state === 'errored') return Promise.reject(stream.storedError);
  return close(stream);
}

function writerDesiredSize(writer) {
  const { state, controller } = writer.stream;
  if (state === 'errored' || state === 'erroring') return null;
  if (state === 'closed') return 0;
  return controller.desiredSize();
}

function writerWrite(writer, chunk) {
  const request = deferred();
  writerWriteWith(writer, chunk, request);
  return request.promise;
}

// `request`: { resolve(), reject(error) }, told of the write's end.
function writerWriteWith(writer, chunk, request) {
  const { stream } = writer;
  const { controller } = stream;
  const size = controller.sizeAlgorithm === one ? 1 : controller.chunkSize(chunk);
  // The strategy's size function may have done anything.
  if (stream !== writer.stream) {
    request.reject(new ERR_INVALID_STATE.TypeError('Mismatched WritableStreams'));
    return;
  }
  const { state } = stream;
  if (state === 'writable' && stream.closeRequest === undefined && stream.inFlightClose === undefined) {
    controller.write(chunk, size, request);
  } else if (state === 'errored') {
    request.reject(stream.storedError);
  } else if (closeQueuedOrInFlight(stream) || state === 'closed') {
    request.reject(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
  } else {
    request.reject(stream.storedError); // erroring
  }
}

// ---- the controller -------------------------------------------------------------------------------------------------

class WritableController {
  object = null;
  stream = undefined;
  queue = new SizedQueue();
  started = false;
  sizeAlgorithm = undefined;
  highWaterMark = 1;
  writeAlgorithm = undefined;
  closeAlgorithm = undefined;
  abortAlgorithm = undefined;
  isAnswered = false; // the write that runs has ended: onWritten() comes in a microtask
  onWritten = () => this.written();
  onWriteFailed = (reason) => this.writeFailed(reason);
  #abortController = undefined;

  get signal() {
    this.#abortController ??= new AbortController();
    return this.#abortController.signal;
  }

  signalAbort(reason) {
    this.#abortController ??= new AbortController();
    this.#abortController.abort(reason);
  }

  abortSteps(reason) {
    const { abortAlgorithm } = this;
    this.clearAlgorithms();
    return abortAlgorithm === undefined ? kResolved : abortAlgorithm(reason);
  }

  errorSteps() {
    this.queue.clear();
  }

  clearAlgorithms() {
    this.writeAlgorithm = undefined;
    this.closeAlgorithm = undefined;
    this.abortAlgorithm = undefined;
    this.sizeAlgorithm = undefined;
  }

  close() {
    this.queue.enqueue(kClose, 0);
    this.advanceQueueIfNeeded();
  }

  chunkSize(chunk) {
    if (this.sizeAlgorithm === undefined) return 1; // cleared: the stream is ending
    try {
      return this.sizeAlgorithm(chunk);
    } catch (reason) {
      this.errorIfNeeded(reason);
      return 1;
    }
  }

  desiredSize() {
    return this.highWaterMark - this.queue.totalSize;
  }

  hasBackpressure() {
    return this.desiredSize() <= 0;
  }

  // Of a stream that is writable and not about to close.
  write(chunk, size, request) {
    const { stream, queue } = this;
    if (size === 1) {
      queue.add(chunk, 1);
    } else {
      try {
        queue.enqueue(chunk, size);
      } catch (reason) {
        stream.writeRequests.push(request);
        this.errorIfNeeded(reason);
        return;
      }
    }
    const backpressure = this.highWaterMark - queue.totalSize <= 0;
    if (backpressure !== stream.backpressure) updateBackpressure(stream, backpressure);
    if (queue.length === 1 && this.started && stream.inFlightWrite === undefined) {
      this.processWrite(chunk, request);
    } else {
      stream.writeRequests.push(request);
      this.advanceQueueIfNeeded();
    }
  }

  advanceQueueIfNeeded() {
    const { stream } = this;
    if (!this.started || stream.inFlightWrite !== undefined) return;
    if (stream.state === 'erroring') {
      finishErroring(stream);
      return;
    }
    if (this.queue.length === 0) return;
    const value = this.queue.peek();
    if (value === kClose) this.processClose();
    else this.processWrite(value, stream.writeRequests.shift());
  }

  errorIfNeeded(reason) {
    if (this.stream.state === 'writable') this.error(reason);
  }

  error(reason) {
    const { stream } = this;
    this.clearAlgorithms();
    startErroring(stream, reason);
  }

  processClose() {
    const { stream } = this;
    stream.inFlightClose = stream.closeRequest;
    stream.closeRequest = undefined;
    this.queue.dequeue();
    const { closeAlgorithm } = this;
    const promise = closeAlgorithm === undefined ? kResolved : closeAlgorithm();
    this.clearAlgorithms();
    then(promise, () => finishInFlightClose(stream),
      (reason) => finishInFlightCloseWithError(stream, reason));
  }

  processWrite(chunk, request) {
    const { stream, writeAlgorithm } = this;
    stream.inFlightWrite = request;
    const promise = writeAlgorithm === undefined ? kResolved : writeAlgorithm(chunk);
    this.isAnswered = promise === kResolved;
    if (promise !== kPending) then(promise, this.onWritten, this.onWriteFailed);
  }

  written() {
    const { stream, queue } = this;
    const { inFlightWrite } = stream;
    this.isAnswered = false;
    inFlightWrite.resolve(undefined);
    stream.inFlightWrite = undefined;
    const { state } = stream;
    queue.dequeue();
    if (state === 'writable' && stream.closeRequest === undefined && stream.inFlightClose === undefined) {
      const backpressure = this.highWaterMark - queue.totalSize <= 0;
      if (backpressure !== stream.backpressure) updateBackpressure(stream, backpressure);
    }
    if (queue.length > 0 || state === 'erroring') this.advanceQueueIfNeeded();
    const { writer } = stream;
    if (writer !== undefined && writer.pipe !== null) writer.pipe.wrote();
  }

  writeFailed(reason) {
    const { stream } = this;
    if (stream.state === 'writable') this.clearAlgorithms();
    finishInFlightWriteWithError(stream, reason);
  }
}

// SetUpWritableStreamDefaultController
function setUpController(stream, controller, start, write, closeAlgorithm, abortAlgorithm,
  highWaterMark, sizeAlgorithm) {
  controller.stream = stream;
  stream.controller = controller;
  controller.sizeAlgorithm = sizeAlgorithm;
  controller.highWaterMark = highWaterMark;
  controller.writeAlgorithm = write;
  controller.closeAlgorithm = closeAlgorithm;
  controller.abortAlgorithm = abortAlgorithm;
  updateBackpressure(stream, controller.hasBackpressure());
  const result = start === undefined ? undefined : start();
  then(resolvedWith(result), () => {
    controller.started = true;
    controller.advanceQueueIfNeeded();
  }, (reason) => {
    controller.started = true;
    dealWithRejection(stream, reason);
  });
}

module.exports = {
  WritableController,
  WritableRecord,
  WriterRecord,
  abort,
  attachWriter,
  close,
  closeQueuedOrInFlight,
  isLocked,
  releaseWriter,
  setUpController,
  startErroring,
  writerCloseWithErrorPropagation,
  writerDesiredSize,
  writerWrite,
  writerWriteWith,
};
