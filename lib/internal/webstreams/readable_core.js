// SPDX-License-Identifier: MIT
// The state machine of readable streams (WHATWG Streams, sections 4.8 and 4.9), on records: plain objects of internal fields that the
// public classes of readablestream.js hold. A record's `object` is the public object it belongs to.
//
// A controller record has pullSteps(readRequest), cancelSteps(reason) and releaseSteps(): default and byte streams differ there.
// A read request is an object with chunkSteps(chunk), closeSteps() and errorSteps(error).

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const {
  LazyPromise,
  Queue,
  dequeueValue,
  enqueueValueWithSize,
  kResolved,
  nop,
  resolvedWith,
  then,
} = require('internal/webstreams/util');

// ---- records --------------------------------------------------------------------------------------------------------

class ReadableRecord {
  object = null;
  controller = undefined;
  reader = undefined;
  state = 'readable';
  disturbed = false;
  storedError = undefined;
  closed = new LazyPromise(); // for finished() of Node's streams
  isBytes = false;
}

// Of both kinds of readers; `isByob` tells which.
class ReaderRecord {
  object = null;
  stream = undefined;
  closed = new LazyPromise();
  requests = new Queue();

  constructor(object, isByob) {
    this.object = object;
    this.isByob = isByob;
  }
}

// ---- stream ---------------------------------------------------------------------------------------------------------

function isLocked(stream) {
  return stream.reader !== undefined;
}

// ReadableStreamCancel
function cancel(stream, reason) {
  stream.disturbed = true;
  if (stream.state === 'closed') return Promise.resolve();
  if (stream.state === 'errored') return Promise.reject(stream.storedError);
  close(stream);
  const { reader } = stream;
  if (reader !== undefined && reader.isByob) {
    const { requests } = reader;
    reader.requests = new Queue();
    while (requests.length > 0) requests.shift().closeSteps(undefined);
  }
  return then(stream.controller.cancelSteps(reason), nop);
}

// ReadableStreamClose
function close(stream) {
  stream.state = 'closed';
  stream.closed.resolve();
  const { reader } = stream;
  if (reader === undefined) return;
  reader.closed.resolve();
  if (!reader.isByob) {
    const { requests } = reader;
    reader.requests = new Queue();
    while (requests.length > 0) requests.shift().closeSteps();
  }
}

// ReadableStreamError
function error(stream, reason) {
  stream.state = 'errored';
  stream.storedError = reason;
  stream.closed.reject(reason);
  const { reader } = stream;
  if (reader === undefined) return;
  reader.closed.reject(reason);
  errorRequests(reader, reason);
}

function errorRequests(reader, reason) {
  const { requests } = reader;
  reader.requests = new Queue();
  while (requests.length > 0) requests.shift().errorSteps(reason);
}

function hasDefaultReader(stream) {
  return stream.reader !== undefined && !stream.reader.isByob;
}

function hasByobReader(stream) {
  return stream.reader !== undefined && stream.reader.isByob;
}

// ReadableStreamGetNumReadRequests / ...ReadIntoRequests
function pendingRequests(stream) {
  return stream.reader.requests.length;
}

// ReadableStreamFulfillReadRequest / ...ReadIntoRequest
function fulfillRequest(stream, chunk, done) {
  const request = stream.reader.requests.shift();
  if (done) request.closeSteps(chunk);
  else request.chunkSteps(chunk);
}

// ---- readers --------------------------------------------------------------------------------------------------------

// ReadableStreamReaderGenericInitialize
function attachReader(reader, stream) {
  reader.stream = stream;
  stream.reader = reader;
  if (stream.state === 'closed') reader.closed.resolve();
  else if (stream.state === 'errored') reader.closed.reject(stream.storedError);
}

// ReadableStreamReaderGenericRelease, then the errors of the requests that wait
function releaseReader(reader) {
  const { stream } = reader;
  const released = new ERR_INVALID_STATE.TypeError('Reader released');
  if (stream.state !== 'readable') {
    const asked = new LazyPromise();
    reader.closed = asked;
  }
  reader.closed.reject(released);
  stream.controller.releaseSteps();
  stream.reader = undefined;
  reader.stream = undefined;
  errorRequests(reader, new ERR_INVALID_STATE.TypeError('Reader released'));
}

// ReadableStreamDefaultReaderRead
function read(reader, request) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === 'readable') stream.controller.pullSteps(request);
  else if (stream.state === 'closed') request.closeSteps();
  else request.errorSteps(stream.storedError);
}

// ---- the default controller -----------------------------------------------------------------------------------------

class DefaultController {
  object = null;
  stream = undefined;
  queue = new Queue();
  started = false;
  closeRequested = false;
  pullAgain = false;
  pulling = false;
  onPulled = undefined;
  onPullFailed = undefined;
  sizeAlgorithm = undefined;
  highWaterMark = 0;
  pullAlgorithm = undefined; // undefined: nothing to call
  cancelAlgorithm = undefined;

  cancelSteps(reason) {
    this.queue.clear();
    const { cancelAlgorithm } = this;
    this.clearAlgorithms();
    return cancelAlgorithm === undefined ? kResolved : cancelAlgorithm(reason);
  }

  pullSteps(request) {
    if (this.queue.length > 0) {
      const chunk = dequeueValue(this.queue);
      if (this.closeRequested && this.queue.length === 0) {
        this.clearAlgorithms();
        close(this.stream);
      } else {
        this.callPullIfNeeded();
      }
      request.chunkSteps(chunk);
    } else {
      this.stream.reader.requests.push(request);
      this.callPullIfNeeded();
    }
  }

  releaseSteps() {}

  shouldCallPull() {
    if (!this.canCloseOrEnqueue() || !this.started) return false;
    const { stream } = this;
    if (stream.reader !== undefined && pendingRequests(stream) > 0) return true;
    return this.desiredSize() > 0;
  }

  callPullIfNeeded() {
    if (!this.shouldCallPull()) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    this.pulling = true;
    const { pullAlgorithm } = this;
    then(pullAlgorithm === undefined ? kResolved : pullAlgorithm(), this.onPulled ??= () => {
      this.pulling = false;
      if (this.pullAgain) {
        this.pullAgain = false;
        this.callPullIfNeeded();
      }
    }, this.onPullFailed ??= (reason) => this.error(reason));
  }

  clearAlgorithms() {
    this.pullAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
    this.sizeAlgorithm = undefined;
  }

  close() {
    if (!this.canCloseOrEnqueue()) return;
    this.closeRequested = true;
    if (this.queue.length === 0) {
      this.clearAlgorithms();
      close(this.stream);
    }
  }

  enqueue(chunk) {
    if (!this.canCloseOrEnqueue()) return;
    const { stream } = this;
    if (stream.reader !== undefined && pendingRequests(stream) > 0) {
      fulfillRequest(stream, chunk, false);
    } else {
      try {
        enqueueValueWithSize(this.queue, chunk, this.sizeAlgorithm(chunk));
      } catch (reason) {
        this.error(reason);
        throw reason;
      }
    }
    this.callPullIfNeeded();
  }

  error(reason) {
    if (this.stream.state !== 'readable') return;
    this.queue.clear();
    this.clearAlgorithms();
    error(this.stream, reason);
  }

  desiredSize() {
    const { state } = this.stream;
    if (state === 'errored') return null;
    if (state === 'closed') return 0;
    return this.highWaterMark - this.queue.totalSize;
  }

  hasBackpressure() {
    return !this.shouldCallPull();
  }

  canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }
}

// SetUpReadableStreamDefaultController. `start` may throw; the other algorithms return promises.
function setUpDefaultController(stream, controller, start, pull, cancelAlgorithm, highWaterMark,
  sizeAlgorithm) {
  controller.stream = stream;
  controller.sizeAlgorithm = sizeAlgorithm;
  controller.highWaterMark = highWaterMark;
  controller.pullAlgorithm = pull;
  controller.cancelAlgorithm = cancelAlgorithm;
  stream.controller = controller;
  started(controller, start);
}

function started(controller, start) {
  const result = start === undefined ? undefined : start();
  then(resolvedWith(result), () => {
    controller.started = true;
    controller.callPullIfNeeded();
  }, (reason) => controller.error(reason));
}

module.exports = {
  DefaultController,
  ReadableRecord,
  ReaderRecord,
  attachReader,
  cancel,
  close,
  error,
  errorRequests,
  fulfillRequest,
  hasByobReader,
  hasDefaultReader,
  isLocked,
  pendingRequests,
  read,
  releaseReader,
  setUpDefaultController,
  started,
};
