// SPDX-License-Identifier: MIT
// pipeline(): connects streams, functions, iterables and web streams; the first failure, or the end, ends them all.

const {
  AbortError,
  aggregateTwoErrors,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_RETURN_VALUE,
    ERR_MISSING_ARGS,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_PREMATURE_CLOSE,
  },
} = require('internal/errors');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const { once } = require('internal/util');
const destroyImpl = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const Duplex = require('internal/streams/duplex');
const {
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isTransformStream,
  isWebStream,
} = require('internal/streams/utils');

let PassThrough;
let Readable;

// `destroy` ends a stream that has not ended by itself.
function watch(stream, reading, writing) {
  let finished = false;
  stream.on('close', () => { finished = true; });
  const cleanup = eos(stream, { readable: reading, writable: writing }, (err) => {
    finished = !err;
  });
  return {
    destroy(err) {
      if (finished) return;
      finished = true;
      destroyImpl.destroyer(stream, err || new ERR_STREAM_DESTROYED('pipe'));
    },
    cleanup,
  };
}

function makeAsyncIterable(value) {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return fromReadable(value); // streams of old
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

async function* fromReadable(value) {
  Readable ??= require('internal/streams/readable');
  yield* Readable.prototype[Symbol.asyncIterator].call(value);
}

async function pumpToNode(iterable, writable, finish, { end }) {
  let error;
  let wake = null;
  const resume = (err) => {
    if (err) error = err;
    if (wake) {
      const callback = wake;
      wake = null;
      callback();
    }
  };
  const wait = () => new Promise((resolve, reject) => {
    if (error) {
      reject(error);
    } else {
      wake = () => {
        if (error) reject(error);
        else resolve();
      };
    }
  });

  writable.on('drain', resume);
  const cleanup = eos(writable, { readable: false }, resume);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (end) {
      writable.end();
      await wait();
    }
    finish();
  } catch (err) {
    finish(error !== err ? aggregateTwoErrors(error, err) : err);
  } finally {
    cleanup();
    writable.off('drain', resume);
  }
}

async function pumpToWeb(readable, writable, finish, { end }) {
  if (isTransformStream(writable)) writable = writable.writable;
  const writer = writable.getWriter();
  try {
    for await (const chunk of readable) {
      await writer.ready;
      writer.write(chunk).catch(() => {}); // its failure shows in `ready` and `closed`
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (err) {
    try {
      await writer.abort(err);
      finish(err);
    } catch (abortError) {
      finish(abortError);
    }
  }
}

function pipe(src, dst, finish, finishOnlyHandleError, { end }) {
  let ended = false;
  dst.on('close', () => {
    if (!ended) finishOnlyHandleError(new ERR_STREAM_PREMATURE_CLOSE());
  });
  src.pipe(dst, { end: false }); // ended here, once all is known to be read
  if (end) {
    const endDestination = () => {
      ended = true;
      dst.end();
    };
    if (isReadableFinished(src)) process.nextTick(endDestination);
    else src.once('end', endDestination);
  } else {
    finish();
  }
  eos(src, { readable: true, writable: false }, (err) => {
    const r = src._readableState;
    if (err?.code === 'ERR_STREAM_PREMATURE_CLOSE' && r?.ended && !r.errored && !r.errorEmitted) {
      // Closed before 'end', but all of its data is here: some streams do so.
      src.once('end', finish).once('error', finish);
    } else {
      finish(err);
    }
  });
  return eos(dst, { readable: false, writable: true }, finish);
}

function pipeline(...streams) {
  const callback = once(streams[streams.length - 1]);
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  streams.pop();
  return pipelineImpl(streams, callback);
}

// What all the steps of one pipeline share.
class Pipeline {
  finishCount = 0;
  destroys = [];
  lastStreamCleanup = [];
  error = undefined;
  value = undefined;
  controller = new AbortController();
  #callback;
  #disposable = null;

  constructor(callback, outerSignal) {
    this.#callback = callback;
    this.outerSignal = outerSignal;
    if (outerSignal) {
      const { addAbortListener } = require('internal/events/abort_listener');
      this.#disposable = addAbortListener(outerSignal, this.abort);
    }
  }

  abort = () => {
    this.#finish(new AbortError(undefined, { cause: this.outerSignal?.reason }), false);
  };

  finish = (err) => {
    this.#finish(err, --this.finishCount === 0);
  };

  finishOnlyHandleError = (err) => {
    this.#finish(err, false);
  };

  get signal() {
    return this.controller.signal;
  }

  #finish(err, final) {
    // A premature close is the weakest of reasons.
    if (err && (!this.error || this.error.code === 'ERR_STREAM_PREMATURE_CLOSE')) {
      this.error = err;
    }
    if (!this.error && !final) return;
    while (this.destroys.length) this.destroys.shift()(this.error);
    this.#disposable?.[Symbol.dispose]();
    this.controller.abort();
    if (final) {
      if (!this.error) this.lastStreamCleanup.forEach((fn) => fn());
      process.nextTick(this.#callback, this.error, this.value);
    }
  }
}

function firstStep(run, stream) {
  if (typeof stream === 'function') {
    const result = stream({ signal: run.signal });
    if (!isIterable(result)) {
      throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', result);
    }
    return result;
  }
  if (isIterable(stream) || isReadableNodeStream(stream) || isTransformStream(stream)) {
    return stream;
  }
  return Duplex.from(stream);
}

function functionStep(run, stream, previous, { reading, end, index, isLast }) {
  const input = isTransformStream(previous) ?
    makeAsyncIterable(previous?.readable) : makeAsyncIterable(previous);
  const result = stream(input, { signal: run.signal });
  if (reading) {
    if (!isIterable(result, true)) {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${index - 1}]`, result);
    }
    return result;
  }
  // The last function's result is what the pipeline results in; a PassThrough stands for it.
  PassThrough ??= require('internal/streams/passthrough');
  const pt = new PassThrough({ objectMode: true });
  const then = result?.then;
  if (typeof then === 'function') {
    run.finishCount++;
    then.call(result, (value) => {
      run.value = value;
      if (value != null) pt.write(value);
      if (end) pt.end();
      process.nextTick(run.finish);
    }, (err) => {
      pt.destroy(err);
      process.nextTick(run.finish, err);
    });
  } else if (isIterable(result, true)) {
    run.finishCount++;
    pumpToNode(result, pt, run.finish, { end });
  } else if (isReadableStream(result) || isTransformStream(result)) {
    run.finishCount++;
    pumpToNode(result.readable || result, pt, run.finish, { end });
  } else {
    throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', result);
  }
  const { destroy, cleanup } = watch(pt, false, true);
  run.destroys.push(destroy);
  if (isLast) run.lastStreamCleanup.push(cleanup);
  return pt;
}

function wrongSource(value) {
  return new ERR_INVALID_ARG_TYPE(
    'val', ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'], value);
}

function nodeStep(run, stream, previous, { end, isLast }) {
  if (isReadableNodeStream(previous)) {
    run.finishCount += 2;
    const cleanup = pipe(previous, stream, run.finish, run.finishOnlyHandleError, { end });
    if (isReadable(stream) && isLast) run.lastStreamCleanup.push(cleanup);
  } else if (isTransformStream(previous) || isReadableStream(previous)) {
    run.finishCount++;
    pumpToNode(previous.readable || previous, stream, run.finish, { end });
  } else if (isIterable(previous)) {
    run.finishCount++;
    pumpToNode(previous, stream, run.finish, { end });
  } else {
    throw wrongSource(previous);
  }
  return stream;
}

function webStep(run, stream, previous, { end }) {
  run.finishCount++;
  if (isReadableNodeStream(previous)) {
    pumpToWeb(makeAsyncIterable(previous), stream, run.finish, { end });
  } else if (isReadableStream(previous) || isIterable(previous)) {
    pumpToWeb(previous, stream, run.finish, { end });
  } else if (isTransformStream(previous)) {
    pumpToWeb(previous.readable, stream, run.finish, { end });
  } else {
    throw wrongSource(previous);
  }
  return stream;
}

function pipelineImpl(streams, callback, opts) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');
  const outerSignal = opts?.signal;
  validateAbortSignal(outerSignal, 'options.signal');

  const run = new Pipeline(callback, outerSignal);
  let result;
  for (let i = 0; i < streams.length; i++) {
    const stream = streams[i];
    const reading = i < streams.length - 1;
    const isLast = !reading;
    const end = reading || opts?.end !== false;
    const step = { reading, end, index: i, isLast };

    if (isNodeStream(stream)) {
      if (end) run.destroys.push(watch(stream, reading, i > 0).destroy);
      // An error that comes after the stream's own end would be uncaught.
      const onError = (err) => {
        if (err && err.name !== 'AbortError' && err.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
          run.finishOnlyHandleError(err);
        }
      };
      stream.on('error', onError);
      if (isReadable(stream) && isLast) {
        run.lastStreamCleanup.push(() => stream.removeListener('error', onError));
      }
    }

    if (i === 0) result = firstStep(run, stream);
    else if (typeof stream === 'function') result = functionStep(run, stream, result, step);
    else if (isNodeStream(stream)) result = nodeStep(run, stream, result, step);
    else if (isWebStream(stream)) result = webStep(run, stream, result, step);
    else result = Duplex.from(stream);
  }
  if (run.signal.aborted || outerSignal?.aborted) process.nextTick(run.abort);
  return result;
}

module.exports = { pipelineImpl, pipeline };
