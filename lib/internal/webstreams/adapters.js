// SPDX-License-Identifier: MIT
// Between Node's streams and web streams, both ways. Errors, ends and back pressure cross with the data.

const { Buffer } = require('buffer');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
const { eos } = require('internal/streams/end-of-stream');
const { destroyer } = require('internal/streams/destroy');
const {
  isDestroyed,
  isReadable,
  isReadableNodeStream,
  isWritable,
  isWritableEnded,
  isWritableNodeStream,
} = require('internal/streams/utils');
const { ReadableStream, isReadableStream } = require('internal/webstreams/readablestream');
const { WritableStream, isWritableStream } = require('internal/webstreams/writablestream');
const { CountQueuingStrategy } = require('internal/webstreams/queuingstrategies');
const { deferred, setPromiseHandled } = require('internal/webstreams/util');

// What an ended stream reports to its web side.
function endError(error) {
  return error?.code === 'ERR_STREAM_PREMATURE_CLOSE' ?
    new AbortError(undefined, { cause: error }) : error;
}

// A web stream whose failure has nowhere else to go: in a tick, as an uncaught exception.
function throwLater(error) {
  process.nextTick(() => { throw error; });
}

// ---- Node's writable -> WritableStream ------------------------------------------------------------------------------

function newWritableStreamFromStreamWritable(streamWritable, options = kEmptyObject) {
  // Old userland streams (no _writableState) count, too.
  if (typeof streamWritable?._writableState !== 'object' && !isWritableNodeStream(streamWritable)) {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', streamWritable);
  }
  if (isDestroyed(streamWritable) || !isWritable(streamWritable)) {
    const closed = new WritableStream();
    closed.close();
    return closed;
  }
  const highWaterMark = streamWritable.writableHighWaterMark;
  const strategy = streamWritable.writableObjectMode ?
    new CountQueuingStrategy({ highWaterMark }) : { highWaterMark };

  let controller;
  let drain; // deferred: write() waits for 'drain'
  let closed; // deferred: close() waits for the end

  function onDrain() {
    if (drain !== undefined) drain.resolve();
  }
  const cleanup = eos(streamWritable, (error) => {
    error = endError(error);
    cleanup();
    // Errors after the end are not ours.
    streamWritable.on('error', () => {});
    if (error != null) {
      if (drain !== undefined) drain.reject(error);
      if (closed !== undefined) {
        closed.reject(error);
        closed = undefined;
      }
      controller.error(error);
      controller = undefined;
      return;
    }
    if (closed !== undefined) {
      closed.resolve();
      closed = undefined;
      return;
    }
    controller.error(new AbortError());
    controller = undefined;
  });
  streamWritable.on('drain', onDrain);

  return new WritableStream({
    start(c) {
      controller = c;
    },
    write(chunk) {
      try {
        options.validateChunk?.(chunk);
      } catch (error) {
        destroyer(streamWritable, error); // a pair's other half ends with it
        throw error;
      }
      if (options.toChunk !== undefined) chunk = options.toChunk(chunk);
      else if (!streamWritable.writableObjectMode && chunk instanceof ArrayBuffer) {
        chunk = new Uint8Array(chunk);
      }
      if (streamWritable.writableNeedDrain || !streamWritable.write(chunk)) {
        drain = deferred();
        setPromiseHandled(drain.promise);
        return drain.promise.finally(() => { drain = undefined; });
      }
      return undefined;
    },
    abort(reason) {
      destroyer(streamWritable, reason);
    },
    close() {
      if (closed === undefined && !isWritableEnded(streamWritable)) streamWritable.end();
      else if (closed !== undefined) return closed.promise;
      closed = deferred();
      return closed.promise;
    },
  }, strategy);
}

// ---- WritableStream -> Node's writable ------------------------------------------------------------------------------

// Options of a Writable (or of one half of a Duplex) over a writer.
function writableOptions(writer, isClosed) {
  return {
    write(chunk, encoding, callback) {
      if (typeof chunk === 'string' && this._writableState.decodeStrings && !this.writableObjectMode) {
        chunk = Buffer.from(chunk, encoding);
      }
      writer.ready.then(() => writer.write(chunk)).then(() => callbackSafely(this, callback),
        (error) => callbackSafely(this, callback, error));
    },
    writev(chunks, callback) {
      writer.ready.then(() => Promise.all(chunks.map(({ chunk }) => writer.write(chunk))))
        .then(() => callbackSafely(this, callback),
          (error) => callbackSafely(this, callback, error));
    },
    final(callback) {
      const done = (error) => callbackSafely(this, callback, error);
      if (isClosed()) done();
      else writer.close().then(() => done(), done);
    },
  };
}

// Out of the promise: what the callback throws must not become a rejection.
function callbackSafely(stream, callback, error) {
  process.nextTick(() => {
    try {
      callback(error);
    } catch (thrown) {
      stream.destroy(thrown);
    }
  });
}

function newStreamWritableFromWritableStream(writableStream, options = kEmptyObject) {
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');

  const writer = writableStream.getWriter();
  let closed = false;
  const { write, writev, final } = writableOptions(writer, () => closed);
  const Writable = require('internal/streams/writable');
  const writable = new Writable({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    write,
    writev,
    final,
    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (thrown) {
          throwLater(thrown);
        }
      };
      if (closed) {
        done();
        return;
      }
      (error != null ? writer.abort(error) : writer.close()).then(done, done);
    },
  });
  writer.closed.then(() => {
    closed = true;
    // The other side has ended the stream under us.
    if (!isWritableEnded(writable)) destroyer(writable, new ERR_STREAM_PREMATURE_CLOSE());
  }, (error) => {
    closed = true;
    destroyer(writable, error);
  });
  return writable;
}

// ---- Node's readable -> ReadableStream ------------------------------------------------------------------------------

function newReadableStreamFromStreamReadable(streamReadable, options = kEmptyObject) {
  if (typeof streamReadable?._readableState !== 'object' && !isReadableNodeStream(streamReadable)) {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', streamReadable);
  }
  validateObject(options, 'options');
  if (options.type !== undefined) validateOneOf(options.type, 'options.type', ['bytes', undefined]);
  const isBytes = options.type === 'bytes';

  if (isDestroyed(streamReadable) || !isReadable(streamReadable)) {
    const closed = new ReadableStream(isBytes ? { type: 'bytes' } : {});
    closed.cancel();
    return closed;
  }
  const { readableObjectMode: objectMode, readableHighWaterMark: highWaterMark } = streamReadable;
  let strategy = options.strategy;
  if (strategy == null || isBytes) {
    strategy = isBytes ? { highWaterMark } : objectMode ?
      new CountQueuingStrategy({ highWaterMark }) : { highWaterMark };
  }

  let controller;
  let wasCanceled = false;

  function onData(chunk) {
    // Copy out of Node's pool; web streams may transfer the buffer.
    if (Buffer.isBuffer(chunk) && !objectMode) chunk = new Uint8Array(chunk);
    controller.enqueue(chunk);
    if (controller.desiredSize <= 0) streamReadable.pause();
  }
  streamReadable.pause();
  const cleanup = eos(streamReadable, (error) => {
    error = endError(error);
    cleanup();
    streamReadable.on('error', () => {}); // errors after the end are not ours
    if (error) {
      controller.error(error);
      return;
    }
    if (wasCanceled) return;
    controller.close();
    if (isBytes) controller.byobRequest?.respond(0);
  });
  streamReadable.on('data', onData);

  return new ReadableStream({
    type: isBytes ? 'bytes' : undefined,
    start(c) {
      controller = c;
    },
    pull() {
      streamReadable.resume();
    },
    cancel(reason) {
      wasCanceled = true;
      destroyer(streamReadable, reason);
    },
  }, strategy);
}

// ---- ReadableStream -> Node's readable ------------------------------------------------------------------------------

async function readInto(stream, reader) {
  try {
    const { value, done } = await reader.read();
    stream.push(done ? null : value);
  } catch (error) {
    destroyer(stream, error);
  }
}

function newStreamReadableFromReadableStream(readableStream, options = kEmptyObject) {
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', readableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE(encoding, 'options.encoding');
  }
  validateBoolean(objectMode, 'options.objectMode');

  const reader = readableStream.getReader();
  let closed = false;
  const Readable = require('internal/streams/readable');
  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read() {
      readInto(readable, reader);
    },
    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (thrown) {
          throwLater(thrown);
        }
      };
      if (closed) done();
      else reader.cancel(error).then(done, done);
    },
  });
  reader.closed.then(() => {
    closed = true;
  }, (error) => {
    closed = true;
    destroyer(readable, error);
  });
  return readable;
}

// ---- Duplex <-> pair ------------------------------------------------------------------------------------------------

function newReadableWritablePairFromDuplex(duplex, options = kEmptyObject) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const readableOptions = {
    __proto__: null, type: options.readableType ?? options.type,
  };
  if (isDestroyed(duplex)) {
    const writable = new WritableStream();
    const readable = new ReadableStream({ type: readableOptions.type });
    writable.close();
    readable.cancel();
    return { readable, writable };
  }
  let writable;
  if (isWritable(duplex)) {
    writable = newWritableStreamFromStreamWritable(duplex, options);
  } else {
    writable = new WritableStream();
    writable.close();
  }
  let readable;
  if (isReadable(duplex)) {
    readable = newReadableStreamFromStreamReadable(duplex, readableOptions);
  } else {
    readable = new ReadableStream({ type: readableOptions.type });
    readable.cancel();
  }
  return { writable, readable };
}

function newStreamDuplexFromReadableWritablePair(pair = kEmptyObject, options = kEmptyObject) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', readableStream);
  }
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true, highWaterMark,
          signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE(encoding, 'options.encoding');
  }

  const writer = writableStream.getWriter();
  const reader = readableStream.getReader();
  let writableClosed = false;
  let readableClosed = false;
  const { write, writev, final } = writableOptions(writer, () => writableClosed);
  const Duplex = require('internal/streams/duplex');
  const duplex = new Duplex({
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,
    write,
    writev,
    final,
    read() {
      readInto(duplex, reader);
    },
    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (thrown) {
          throwLater(thrown);
        }
      };
      const closing = [];
      if (!writableClosed) closing.push(writer.abort(error));
      if (!readableClosed) closing.push(reader.cancel(error));
      Promise.allSettled(closing).then(done);
    },
  });

  writer.closed.then(() => {
    writableClosed = true;
    if (!isWritableEnded(duplex)) destroyer(duplex, new ERR_STREAM_PREMATURE_CLOSE());
  }, (error) => {
    writableClosed = true;
    readableClosed = true;
    destroyer(duplex, error);
  });
  reader.closed.then(() => {
    readableClosed = true;
  }, (error) => {
    writableClosed = true;
    readableClosed = true;
    destroyer(duplex, error);
  });
  return duplex;
}

module.exports = {
  newWritableStreamFromStreamWritable,
  newReadableStreamFromStreamReadable,
  newStreamWritableFromWritableStream,
  newStreamReadableFromReadableStream,
  newReadableWritablePairFromDuplex,
  newStreamDuplexFromReadableWritablePair,
};
