// SPDX-License-Identifier: MIT
// pipeTo() (WHATWG Streams, "ReadableStreamPipeTo"), on records.

const { AbortError } = require('internal/errors');
const core = require('internal/webstreams/readable_core');
const writable = require('internal/webstreams/writable_core');
const { deferred, kResolved, later, then } = require('internal/webstreams/util');

// It is itself the read request and the write request of all of its chunks, so that a chunk costs no promise of its own.
class Pipe {
  constructor(source, dest, reader, writer, preventClose, preventAbort, preventCancel, signal) {
    this.source = source;
    this.dest = dest;
    this.reader = reader;
    this.writer = writer;
    this.preventClose = preventClose;
    this.preventAbort = preventAbort;
    this.preventCancel = preventCancel;
    this.signal = signal;
    this.shuttingDown = false;
    this.reading = false; // a read waits for its chunk; 'waiting' once the read has returned
    this.writing = 0; // writes that have not ended
    this.onWritesEnded = undefined;
    this.chunk = undefined; // what came while the source's code ran
    this.onChunk = () => this.forward();
    this.result = deferred();
    this.removeAbort = undefined;
  }

  start() {
    const { source, dest, signal } = this;
    source.disturbed = true;
    if (signal !== undefined) {
      const onAbort = () => this.aborted();
      if (signal.aborted) {
        onAbort();
        return this.result.promise;
      }
      const { onceAborted } = require('internal/events/listen');
      onceAborted(signal, onAbort);
      this.removeAbort = () => signal.removeEventListener('abort', onAbort);
    }
    // Errors must be propagated forward, then backward; closing likewise.
    this.onErrored(source, this.reader.closed.promise, (reason) => {
      if (this.preventAbort) this.shutdown(true, reason);
      else this.shutdownWith(() => writable.abort(dest, reason), true, reason);
    });
    this.onErrored(dest, this.writer.closed.promise, (reason) => {
      if (this.preventCancel) this.shutdown(true, reason);
      else this.shutdownWith(() => core.cancel(source, reason), true, reason);
    });
    this.onClosed(source, this.reader.closed.promise, () => {
      if (this.preventClose) this.shutdown();
      else this.shutdownWith(() => writable.writerCloseWithErrorPropagation(this.writer));
    });
    if (writable.closeQueuedOrInFlight(dest) || dest.state === 'closed') {
      const reason = new TypeError('Destination WritableStream is closed');
      if (this.preventCancel) this.shutdown(true, reason);
      else this.shutdownWith(() => core.cancel(source, reason), true, reason);
    }
    this.writer.pipe = this;
    this.pump();
    return this.result.promise;
  }

  // Moves what is there now; it is called again when a write has ended or the source has more.
  pump() {
    const { source, dest, writer } = this;
    const { controller } = source;
    const sink = dest.controller;
    while (!this.shuttingDown && !this.reading) {
      // closeQueuedOrInFlight() and desiredSize() of the destination, written out.
      if (dest.state !== 'writable' || dest.closeRequest !== undefined || dest.inFlightClose !== undefined ||
          !(sink.highWaterMark - sink.queue.totalSize > 0)) return;
      if (source.state === 'readable' && !source.isBytes && controller.queue.length > 0) {
        controller.holding = true;
        const chunk = controller.take();
        controller.holding = false;
        this.writing++;
        writable.writerWriteWith(writer, chunk, this);
        if (controller.isHeld && !sink.isAnswered) this.releasePull();
      } else {
        this.reading = true;
        core.read(this.reader, this);
        if (this.reading) this.reading = 'waiting';
      }
    }
  }

  // A write has ended. The end of a pull that came with it needs no microtask of its own.
  wrote() {
    const { controller } = this.source;
    if (controller.isHeld) {
      controller.isHeld = false;
      controller.onPulled();
    }
    this.pump();
  }

  releasePull() {
    const { controller } = this.source;
    controller.isHeld = false;
    later(controller.onPulled);
  }

  chunkSteps(chunk) {
    this.writing++;
    if (this.reading === 'waiting') {
      // The source's code runs now; the sink's must not.
      this.chunk = chunk;
      later(this.onChunk);
    } else {
      this.reading = false;
      writable.writerWriteWith(this.writer, chunk, this);
    }
  }

  forward() {
    const { chunk } = this;
    this.chunk = undefined;
    writable.writerWriteWith(this.writer, chunk, this);
    this.reading = false;
    this.pump();
  }

  closeSteps() {
    // The reader's closed promise shuts the pipe down.
  }

  errorSteps() {
    // As for closeSteps().
  }

  // A write has ended.
  resolve() {
    if (--this.writing === 0 && this.onWritesEnded !== undefined) this.onWritesEnded();
  }

  // The failure itself shows in the writer's closed promise.
  reject() {
    if (--this.writing === 0 && this.onWritesEnded !== undefined) this.onWritesEnded();
  }

  aborted() {
    const { signal, source, dest } = this;
    const reason = signal.reason !== undefined ? signal.reason : new AbortError();
    const actions = [];
    if (!this.preventAbort) {
      actions.push(() => (dest.state === 'writable' ?
        writable.abort(dest, reason) : Promise.resolve()));
    }
    if (!this.preventCancel) {
      actions.push(() => (source.state === 'readable' ?
        core.cancel(source, reason) : Promise.resolve()));
    }
    this.shutdownWith(() => Promise.all(actions.map((action) => action())), true, reason);
  }

  onErrored(stream, promise, action) {
    if (stream.state === 'errored') action(stream.storedError);
    else then(promise, undefined, action);
  }

  onClosed(stream, promise, action) {
    if (stream.state === 'closed') action();
    else then(promise, action, () => {});
  }

  waitForWrites() {
    if (this.writing === 0) return kResolved;
    return new Promise((resolve) => { this.onWritesEnded = resolve; });
  }

  shutdownWith(action, isError, reason) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    const run = () => {
      then(action(), () => this.finalize(isError, reason),
        (newReason) => this.finalize(true, newReason));
    };
    if (this.dest.state === 'writable' && !writable.closeQueuedOrInFlight(this.dest)) {
      then(this.waitForWrites(), run);
    } else {
      run();
    }
  }

  shutdown(isError, reason) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    if (this.dest.state === 'writable' && !writable.closeQueuedOrInFlight(this.dest)) {
      then(this.waitForWrites(), () => this.finalize(isError, reason));
    } else {
      this.finalize(isError, reason);
    }
  }

  finalize(isError, reason) {
    if (this.source.controller.isHeld) this.releasePull();
    writable.releaseWriter(this.writer);
    core.releaseReader(this.reader);
    this.removeAbort?.();
    if (isError) this.result.reject(reason);
    else this.result.resolve(undefined);
  }
}

function pipeTo(source, dest, reader, writer, preventClose, preventAbort, preventCancel, signal) {
  return new Pipe(source, dest, reader, writer, preventClose, preventAbort, preventCancel, signal)
    .start();
}

module.exports = { pipeTo };
