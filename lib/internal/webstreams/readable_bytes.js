// SPDX-License-Identifier: MIT
// The controller of readable byte streams (WHATWG Streams, section 4.9.5) on records, see readable_core.js.
//
// Bytes either wait in the queue or are copied into pull-into descriptors: buffers that readers (or autoAllocateChunkSize) have lent.
// A buffer that changes hands is transferred, so that nobody else can write to it. The standard does so at each step; here it is left
// out where no program has seen the buffer since the last time (`exposed` is false).

const {
  codes: { ERR_INVALID_STATE },
} = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const { kResolved } = require('internal/webstreams/util');
const core = require('internal/webstreams/readable_core');

const { min } = Math;
const { isView } = ArrayBuffer;
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

function isDetached(buffer) {
  return buffer.detached === true;
}

function transfer(buffer) {
  if (isDetached(buffer)) throw new TypeError('Cannot transfer a detached ArrayBuffer');
  return buffer.transfer();
}

const kNone = [];

const { get: kindOfView } = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const typedArrays = {
  __proto__: null,
  Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, Float16Array: globalThis.Float16Array,
};

// The view's constructor, which for a Buffer is Buffer's; DataViews count in bytes.
function viewConstructorOf(view) {
  const prototype = getPrototypeOf(view);
  if (prototype === Uint8Array.prototype) return Uint8Array;
  if (prototype === FastBuffer.prototype) return FastBuffer;
  const kind = kindOfView.call(view);
  return kind === undefined ? DataView : typedArrays[kind];
}

class ByteController extends core.PullingController {
  queue = [];
  queueTotalSize = 0;
  autoAllocateChunkSize = undefined;
  byobRequest = null; // record of a ReadableStreamBYOBRequest
  pendingPullIntos = [];
  makeRequest = undefined; // (record) -> public object

  // ---- called by the stream ----

  cancelSteps(reason) {
    this.clearPendingPullIntos();
    this.resetQueue();
    const { cancelAlgorithm } = this;
    this.clearAlgorithms();
    return cancelAlgorithm === undefined ? kResolved : cancelAlgorithm(reason);
  }

  pullSteps(request) {
    const { stream } = this;
    if (this.queueTotalSize > 0) {
      this.fillRequestFromQueue(request);
      return;
    }
    const size = this.autoAllocateChunkSize;
    if (size !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(size);
      } catch (reason) {
        request.errorSteps(reason);
        return;
      }
      this.pendingPullIntos.push({
        buffer,
        bufferByteLength: size,
        byteOffset: 0,
        byteLength: size,
        bytesFilled: 0,
        minimumFill: 1,
        elementSize: 1,
        viewConstructor: Uint8Array,
        readerType: 'default',
        exposed: false,
      });
    }
    stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  releaseSteps() {
    if (this.pendingPullIntos.length > 0) {
      const first = this.pendingPullIntos[0];
      first.readerType = 'none';
      this.pendingPullIntos = [first];
    }
  }

  desiredSize() {
    const { state } = this.stream;
    if (state === 'errored') return null;
    if (state === 'closed') return 0;
    return this.highWaterMark - this.queueTotalSize;
  }

  // ---- the end ----

  clearAlgorithms() {
    this.pullAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
  }

  clearPendingPullIntos() {
    this.invalidateRequest();
    this.pendingPullIntos = [];
  }

  resetQueue() {
    this.queue = [];
    this.queueTotalSize = 0;
  }

  invalidateRequest() {
    if (this.byobRequest === null) return;
    this.byobRequest.controller = undefined;
    this.byobRequest.view = null;
    this.byobRequest = null;
  }

  close() {
    const { stream } = this;
    if (!this.canCloseOrEnqueue()) return;
    if (this.queueTotalSize > 0) {
      this.closeRequested = true;
      return;
    }
    if (this.pendingPullIntos.length > 0) {
      const first = this.pendingPullIntos[0];
      if (first.bytesFilled % first.elementSize !== 0) {
        const reason = new ERR_INVALID_STATE.TypeError('Partial read');
        this.error(reason);
        throw reason;
      }
    }
    this.clearAlgorithms();
    core.close(stream);
  }

  error(reason) {
    const { stream } = this;
    if (stream.state !== 'readable') return;
    this.clearPendingPullIntos();
    this.resetQueue();
    this.clearAlgorithms();
    core.error(stream, reason);
  }

  handleQueueDrain() {
    if (this.queueTotalSize === 0 && this.closeRequested) {
      this.clearAlgorithms();
      core.close(this.stream);
    } else {
      this.callPullIfNeeded();
    }
  }

  // ---- enqueueing ----

  enqueue(chunk) {
    const { stream } = this;
    if (!this.canCloseOrEnqueue()) return;
    const { buffer, byteOffset, byteLength } = chunk;
    if (isDetached(buffer)) {
      throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
    }
    const transferred = transfer(buffer);
    if (this.pendingPullIntos.length > 0) {
      const first = this.pendingPullIntos[0];
      if (isDetached(first.buffer)) {
        throw new ERR_INVALID_STATE.TypeError('Destination ArrayBuffer is detached');
      }
      this.invalidateRequest();
      reclaim(first);
      if (first.readerType === 'none') this.enqueueDetachedPullInto(first);
    }
    if (core.hasDefaultReader(stream)) {
      this.fillRequestsFromQueue();
      if (core.pendingRequests(stream) === 0) {
        this.enqueueChunk(transferred, byteOffset, byteLength);
      } else {
        if (this.pendingPullIntos.length > 0) this.shiftPendingPullInto();
        core.fulfillRequest(stream, new Uint8Array(transferred, byteOffset, byteLength), false);
      }
    } else if (core.hasByobReader(stream)) {
      this.enqueueChunk(transferred, byteOffset, byteLength);
      this.commitPullIntos(this.processPullIntos());
    } else {
      this.enqueueChunk(transferred, byteOffset, byteLength);
    }
    this.callPullIfNeeded();
  }

  enqueueChunk(buffer, byteOffset, byteLength) {
    this.queue.push({ buffer, byteOffset, byteLength });
    this.queueTotalSize += byteLength;
  }

  enqueueClonedChunk(buffer, byteOffset, byteLength) {
    let clone;
    try {
      clone = buffer.slice(byteOffset, byteOffset + byteLength);
    } catch (reason) {
      this.error(reason);
      throw reason;
    }
    this.enqueueChunk(clone, 0, byteLength);
  }

  enqueueDetachedPullInto(descriptor) {
    if (descriptor.bytesFilled > 0) {
      this.enqueueClonedChunk(descriptor.buffer, descriptor.byteOffset, descriptor.bytesFilled);
    }
    this.shiftPendingPullInto();
  }

  // ---- filling ----

  shiftPendingPullInto() {
    return this.pendingPullIntos.shift();
  }

  fillRequestFromQueue(request) {
    const { buffer, byteOffset, byteLength } = this.queue.shift();
    this.queueTotalSize -= byteLength;
    this.handleQueueDrain();
    request.chunkSteps(new Uint8Array(buffer, byteOffset, byteLength));
  }

  fillRequestsFromQueue() {
    const { reader } = this.stream;
    while (reader.requests.length > 0 && this.queueTotalSize > 0) {
      this.fillRequestFromQueue(reader.requests.shift());
    }
  }

  // FillPullIntoDescriptorFromQueue: true where the descriptor has enough to be given back.
  fillFromQueue(descriptor) {
    const maxBytesToCopy = min(this.queueTotalSize, descriptor.byteLength - descriptor.bytesFilled);
    const maxBytesFilled = descriptor.bytesFilled + maxBytesToCopy;
    let left = maxBytesToCopy;
    let ready = false;
    const maxAlignedBytes = maxBytesFilled - maxBytesFilled % descriptor.elementSize;
    if (maxAlignedBytes >= descriptor.minimumFill) {
      left = maxAlignedBytes - descriptor.bytesFilled;
      ready = true;
    }
    while (left > 0) {
      const head = this.queue[0];
      const count = min(left, head.byteLength);
      const start = descriptor.byteOffset + descriptor.bytesFilled;
      new Uint8Array(descriptor.buffer, start, count)
        .set(new Uint8Array(head.buffer, head.byteOffset, count));
      if (head.byteLength === count) {
        this.queue.shift();
      } else {
        head.byteOffset += count;
        head.byteLength -= count;
      }
      this.queueTotalSize -= count;
      descriptor.bytesFilled += count;
      left -= count;
    }
    return ready;
  }

  // Fills what waits, in order; returns the descriptors that are to be committed.
  processPullIntos() {
    if (this.queueTotalSize === 0) return kNone;
    const filled = [];
    while (this.pendingPullIntos.length > 0 && this.queueTotalSize > 0) {
      const descriptor = this.pendingPullIntos[0];
      if (!this.fillFromQueue(descriptor)) break;
      this.shiftPendingPullInto();
      filled.push(descriptor);
    }
    return filled;
  }

  commitPullInto(descriptor) {
    const { stream } = this;
    const done = stream.state === 'closed';
    core.fulfillRequest(stream, convertPullInto(descriptor), done);
  }

  commitPullIntos(descriptors) {
    for (let i = 0; i < descriptors.length; i++) this.commitPullInto(descriptors[i]);
  }

  // ---- BYOB readers ----

  pullInto(view, minimum, request) {
    const { stream } = this;
    const viewConstructor = viewConstructorOf(view);
    const elementSize = viewConstructor === DataView ? 1 : viewConstructor.BYTES_PER_ELEMENT;
    const { byteOffset, byteLength } = view;
    let buffer;
    try {
      buffer = transfer(view.buffer);
    } catch (reason) {
      request.errorSteps(reason);
      return;
    }
    const descriptor = {
      buffer,
      bufferByteLength: buffer.byteLength,
      byteOffset,
      byteLength,
      bytesFilled: 0,
      minimumFill: minimum * elementSize,
      elementSize,
      viewConstructor,
      readerType: 'byob',
      exposed: false,
    };
    if (this.pendingPullIntos.length > 0) {
      this.pendingPullIntos.push(descriptor);
      stream.reader.requests.push(request);
      return;
    }
    if (stream.state === 'closed') {
      request.closeSteps(new viewConstructor(buffer, byteOffset, 0));
      return;
    }
    if (this.queueTotalSize > 0) {
      if (this.fillFromQueue(descriptor)) {
        const filled = convertPullInto(descriptor);
        this.handleQueueDrain();
        request.chunkSteps(filled);
        return;
      }
      if (this.closeRequested) {
        const reason = new ERR_INVALID_STATE.TypeError('Insufficient bytes to fill elements');
        this.error(reason);
        request.errorSteps(reason);
        return;
      }
    }
    this.pendingPullIntos.push(descriptor);
    stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  // The request for the source to write into the first lent buffer.
  getByobRequest() {
    if (this.byobRequest === null && this.pendingPullIntos.length > 0) {
      const first = this.pendingPullIntos[0];
      const view = new Uint8Array(first.buffer, first.byteOffset + first.bytesFilled,
        first.byteLength - first.bytesFilled);
      first.exposed = true;
      this.byobRequest = { controller: this, view, object: null };
      this.byobRequest.object = this.makeRequest(this.byobRequest);
    }
    return this.byobRequest === null ? null : this.byobRequest.object;
  }

  respond(bytesWritten) {
    const first = this.pendingPullIntos[0];
    if (this.stream.state === 'closed') {
      if (bytesWritten !== 0) {
        throw new ERR_INVALID_STATE.TypeError('Controller is closed');
      }
    } else {
      if (bytesWritten === 0) {
        throw new ERR_INVALID_STATE.TypeError('bytesWritten is 0 in a readable stream');
      }
      if (first.bytesFilled + bytesWritten > first.byteLength) {
        throw new RangeError('bytesWritten is larger than the view');
      }
    }
    reclaim(first);
    this.respondInternal(bytesWritten);
  }

  respondWithNewView(view) {
    const first = this.pendingPullIntos[0];
    if (this.stream.state === 'closed') {
      if (view.byteLength !== 0) throw new ERR_INVALID_STATE.TypeError('Controller is closed');
    } else if (view.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View is zero-length');
    }
    const { ERR_INVALID_ARG_VALUE } = require('internal/errors').codes;
    if (first.byteOffset + first.bytesFilled !== view.byteOffset) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('view', view, 'has another offset');
    }
    if (first.bufferByteLength !== view.buffer.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('view', view, 'has a buffer of another length');
    }
    if (first.bytesFilled + view.byteLength > first.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('view', view, 'is too long');
    }
    const { byteLength } = view;
    first.buffer = transfer(view.buffer);
    first.exposed = false;
    this.respondInternal(byteLength);
  }

  respondInternal(bytesWritten) {
    const first = this.pendingPullIntos[0];
    this.invalidateRequest();
    if (this.stream.state === 'closed') this.respondInClosedState(first);
    else this.respondInReadableState(bytesWritten, first);
    this.callPullIfNeeded();
  }

  respondInClosedState(first) {
    if (first.readerType === 'none') this.shiftPendingPullInto();
    const { stream } = this;
    if (!core.hasByobReader(stream)) return;
    const filled = [];
    while (filled.length < core.pendingRequests(stream)) filled.push(this.shiftPendingPullInto());
    this.commitPullIntos(filled);
  }

  respondInReadableState(bytesWritten, descriptor) {
    descriptor.bytesFilled += bytesWritten;
    if (descriptor.readerType === 'none') {
      this.enqueueDetachedPullInto(descriptor);
      this.commitPullIntos(this.processPullIntos());
      return;
    }
    if (descriptor.bytesFilled < descriptor.minimumFill) return;
    this.shiftPendingPullInto();
    const remainder = descriptor.bytesFilled % descriptor.elementSize;
    if (remainder > 0) {
      const end = descriptor.byteOffset + descriptor.bytesFilled;
      this.enqueueClonedChunk(descriptor.buffer, end - remainder, remainder);
    }
    descriptor.bytesFilled -= remainder;
    const filled = this.processPullIntos();
    this.commitPullInto(descriptor);
    this.commitPullIntos(filled);
  }
}

// ConvertPullIntoDescriptor
function convertPullInto(descriptor) {
  const { bytesFilled, elementSize, byteOffset, viewConstructor } = descriptor;
  reclaim(descriptor);
  return new viewConstructor(descriptor.buffer, byteOffset, bytesFilled / elementSize);
}

// Takes a descriptor's buffer back from those who may have seen it.
function reclaim(descriptor) {
  if (!descriptor.exposed) return;
  descriptor.buffer = transfer(descriptor.buffer);
  descriptor.exposed = false;
}

function setUpByteController(stream, controller, start, pull, cancel, highWaterMark,
  autoAllocateChunkSize) {
  controller.stream = stream;
  controller.highWaterMark = highWaterMark;
  controller.pullAlgorithm = pull;
  controller.cancelAlgorithm = cancel;
  controller.autoAllocateChunkSize = autoAllocateChunkSize;
  stream.controller = controller;
  stream.isBytes = true;
  core.started(controller, start);
}

module.exports = { ByteController, isDetached, isView, setUpByteController, transfer };
