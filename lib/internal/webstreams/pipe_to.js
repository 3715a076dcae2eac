// SPDX-License-Identifier: MIT
// pipeTo() (WHATWG Streams, "ReadableStreamPipeTo"), on records.

const { AbortError } = require('internal/errors');
const core = require('internal/webstreams/readable_core');
const writable = require('internal/webstreams/writable_core');
const { deferred, promiseCall, setPromiseHandled, then } = require('internal/webstreams/util');

class PipeToReadRequest {
  constructor(pipe) {
    this.pipe = pipe;
  }

  chunkSteps(chunk) {
    this.pipe.wroteChunk(chunk);
  }

  closeSteps() {
    this.pipe.readDone.resolve(true);
  }

  errorSteps(reason) {
    this.pipe.readDone.reject(reason);
  }
}

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
    this.currentWrite = Promise.resolve();
    this.readDone = null;
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
    setPromiseHandled(this.loop());
    return this.result.promise;
  }

  async loop() {
    while (!(await this.step()));
  }

  // One chunk; true at the end.
  async step() {
    if (this.shuttingDown) return true;
    await this.writer.ready.promise;
    if (this.shuttingDown) return true;
    this.readDone = deferred();
    core.read(this.reader, new PipeToReadRequest(this));
    return this.readDone.promise;
  }

  wroteChunk(chunk) {
    const { readDone } = this;
    // In a microtask: the reader's steps must not run the sink's code.
    queueMicrotask(() => {
      this.currentWrite = writable.writerWrite(this.writer, chunk);
      setPromiseHandled(this.currentWrite);
      readDone.resolve(false);
    });
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

  async waitForWrites() {
    // Another chunk may have been written meanwhile.
    while (true) {
      const waited = this.currentWrite;
      try {
        await waited;
      } catch {
        // The write's failure is known through the writer's closed promise.
      }
      if (waited === this.currentWrite) return;
    }
  }

  shutdownWith(action, isError, reason) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    const run = () => {
      then(promiseCall(action), () => this.finalize(isError, reason),
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
