// SPDX-License-Identifier: MIT
// The state machine of readable streams (WHATWG Streams, sections 4.8 and 4.9), on records: plain objects of internal fields that the
// public classes of readablestream.js hold. A record's `object` is the public object it belongs to.
//
// A controller record has pullSteps(readRequest), cancelSteps(reason) and releaseSteps(): default and byte streams differ there. What its
// pullAlgorithm() gives is a promise, or kPending: then whoever gave it calls the record's onPulled().
// A read request is an object with chunkSteps(chunk), closeSteps() and errorSteps(error).

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const {
  LazyPromise,
  Queue,
  SizedQueue,
  kPending,
  kResolved,
  nop,
  one,
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

// What both kinds of controllers do to fill their queues. A kind adds desiredSize() and error(reason).
class PullingController {
  object = null;
  stream = undefined;
  started = false;
  closeRequested = false;
  pullAgain = false;
  pulling = false;
  highWaterMark = 0;
  pullAlgorithm = undefined; // undefined: nothing to call
  cancelAlgorithm = undefined;
  // A pipe that sets `holding` calls onPulled() itself, where `isHeld` says that a pull has ended at once.
  holding = false;
  isHeld = false;
  onPulled = () => {
    this.pulling = false;
    if (this.pullAgain) {
      this.pullAgain = false;
      this.callPullIfNeeded();
    }
  };
  onPullFailed = (reason) => this.error(reason);

  canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }

  shouldCallPull() {
    if (!this.canCloseOrEnqueue() || !this.started) return false;
    const { reader } = this.stream;
    if (reader !== undefined && reader.requests.length > 0) return true;
    return this.desiredSize() > 0;
  }

  hasBackpressure() {
    return !this.shouldCallPull();
  }

  callPullIfNeeded() {
    if (!this.shouldCallPull()) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    this.pulling = true;
    const { pullAlgorithm } = this;
    const promise = pullAlgorithm === undefined ? kResolved : pullAlgorithm(this.object);
    if (promise === kResolved && this.holding) this.isHeld = true;
    else if (promise !== kPending) then(promise, this.onPulled, this.onPullFailed);
  }
}

class DefaultController extends PullingController {
  queue = new SizedQueue();
  sizeAlgorithm = undefined;

  // As the one that is inherited, in one step.
  callPullIfNeeded() {
    const { stream, pullAlgorithm } = this;
    if (!this.started || this.closeRequested || stream.state !== 'readable') return;
    const { reader } = stream;
    if (!(this.highWaterMark - this.queue.totalSize > 0) &&
        (reader === undefined || reader.requests.length === 0)) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    this.pulling = true;
    const promise = pullAlgorithm === undefined ? kResolved : pullAlgorithm(this.object);
    if (promise === kResolved && this.holding) this.isHeld = true;
    else if (promise !== kPending) then(promise, this.onPulled, this.onPullFailed);
  }

  cancelSteps(reason) {
    this.queue.clear();
    const { cancelAlgorithm } = this;
    this.clearAlgorithms();
    return cancelAlgorithm === undefined ? kResolved : cancelAlgorithm(reason);
  }

  // The next chunk, where the queue has one.
  take() {
    const { queue } = this;
    const chunk = queue.dequeue();
    if (this.closeRequested && queue.length === 0) {
      this.clearAlgorithms();
      close(this.stream);
    } else {
      this.callPullIfNeeded();
    }
    return chunk;
  }

  pullSteps(request) {
    if (this.queue.length > 0) {
      request.chunkSteps(this.take());
    } else {
      this.stream.reader.requests.push(request);
      this.callPullIfNeeded();
    }
  }

  releaseSteps() {}

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

  // Whether the chunk was taken.
  enqueue(chunk) {
    const { stream } = this;
    if (this.closeRequested || stream.state !== 'readable') return false;
    const { reader } = stream;
    if (reader !== undefined && reader.requests.length > 0) {
      reader.requests.shift().chunkSteps(chunk);
    } else if (this.sizeAlgorithm === one) {
      this.queue.add(chunk, 1);
    } else {
      try {
        this.queue.enqueue(chunk, this.sizeAlgorithm(chunk));
      } catch (reason) {
        this.error(reason);
        throw reason;
      }
    }
    this.callPullIfNeeded();
    return true;
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
  }, controller.onPullFailed);
}

module.exports = {
  DefaultController,
  PullingController,
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
