// SPDX-License-Identifier: MIT
// Duplex.from: makes a Duplex of a stream, a pair of streams, a function over an async iterable, an iterable, a promise, a Blob or
// a web stream.

const Duplex = require('internal/streams/duplex');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const from = require('internal/streams/from');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { Sides } = require('internal/streams/sides');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const {
  isDuplexNodeStream,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableNodeStream,
  isWritableStream,
} = require('internal/streams/utils');

function isBlob(value) {
  return typeof Blob === 'function' && value instanceof Blob;
}

// Sides that are not given behave as ended from the start.
class Duplexify extends Duplex {
  constructor(options) {
    super(options);
    if (options?.readable === false) {
      this._readableState.readable = false;
      this._readableState.ended = true;
      this._readableState.endEmitted = true;
    }
    if (options?.writable === false) {
      this._writableState.writable = false;
      this._writableState.ending = true;
      this._writableState.ended = true;
      this._writableState.finished = true;
    }
  }
}

function duplexify(body, name) {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return combine({ readable: body });
  if (isWritableNodeStream(body)) return combine({ writable: body });
  if (isNodeStream(body)) return combine({ writable: false, readable: false });
  if (isReadableStream(body)) return combine({ readable: Readable.fromWeb(body) });
  if (isWritableStream(body)) return combine({ writable: Writable.fromWeb(body) });
  if (typeof body === 'function') return fromFunction(body);
  if (isBlob(body)) return duplexify(body.arrayBuffer());
  if (isIterable(body)) {
    return from(Duplexify, body, {
      objectMode: true, // chunks of an iterable may be anything
      writable: false,
    });
  }
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) {
    return Duplexify.fromWeb(body);
  }
  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    const side = (value, isNode) =>
      (value ? (isNode(value) ? value : duplexify(value)) : undefined);
    return combine({
      readable: side(body?.readable, isReadableNodeStream),
      writable: side(body?.writable, isWritableNodeStream),
    });
  }
  if (typeof body?.then === 'function') return fromPromise(body);

  throw new ERR_INVALID_ARG_TYPE(
    name,
    ['Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable', 'AsyncIterable', 'Function',
     '{ readable, writable } pair', 'Promise'],
    body);
}

function fromPromise(body) {
  const then = body.then;
  let duplex;
  then.call(body,
    (value) => {
      if (value != null) duplex.push(value);
      duplex.push(null);
    },
    (err) => destroyer(duplex, err));
  return duplex = new Duplexify({ objectMode: true, writable: false, read() {} });
}

function fromFunction(body) {
  const { value, write, final, destroy } = feed(body);
  // The function may not care for its input, and may have been a constructor.
  if (isDuplexNodeStream(value)) return value;
  if (isIterable(value)) {
    return from(Duplexify, value, { objectMode: true, write, final, destroy });
  }
  const then = value?.then;
  if (typeof then === 'function') {
    let duplex;
    const promise = then.call(value,
      (result) => {
        if (result != null) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
      },
      (err) => destroyer(duplex, err));
    return duplex = new Duplexify({
      objectMode: true,
      readable: false,
      write,
      final(cb) {
        final(async () => {
          try {
            await promise;
            process.nextTick(cb, null);
          } catch (err) {
            process.nextTick(cb, err);
          }
        });
      },
      destroy,
    });
  }
  throw new ERR_INVALID_RETURN_VALUE(
    'Iterable, AsyncIterable or AsyncFunction', 'body', value);
}

// Calls `body` with an async iterable over what will be written.
function feed(body) {
  let { promise, resolve } = Promise.withResolvers();
  const controller = new AbortController();
  const { signal } = controller;
  const value = body((async function* () {
    while (true) {
      const waiting = promise;
      promise = null;
      const { chunk, done, cb } = await waiting;
      process.nextTick(cb);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      ({ promise, resolve } = Promise.withResolvers());
      yield chunk;
    }
  })(), { signal });

  return {
    value,
    write(chunk, encoding, cb) {
      const answer = resolve;
      resolve = null;
      answer({ chunk, done: false, cb });
    },
    final(cb) {
      const answer = resolve;
      resolve = null;
      answer({ done: true, cb });
    },
    destroy(err, cb) {
      controller.abort();
      cb(err);
    },
  };
}

// One Duplex that reads from `pair.readable` and writes to `pair.writable`.
function combine(pair) {
  const r = pair.readable && typeof pair.readable.read !== 'function' ?
    Readable.wrap(pair.readable) : pair.readable;
  const w = pair.writable;
  let readable = !!isReadable(r);
  let writable = !!isWritable(w);
  let onclose;

  function onfinished(err) {
    const cb = onclose;
    onclose = null;
    if (cb) cb(err);
    else if (err) duplex.destroy(err);
  }

  const duplex = new Duplexify({
    readableObjectMode: !!r?.readableObjectMode,
    writableObjectMode: !!w?.writableObjectMode,
    readable,
    writable,
  });

  const sides = new Sides(duplex);
  if (writable) {
    eos(w, (err) => {
      writable = false;
      if (err) destroyer(r, err);
      onfinished(err);
    });
    sides.writeTo(w);
    w.on('finish', () => sides.run('onFinish'));
  }

  if (readable) {
    eos(r, (err) => {
      readable = false;
      if (err) destroyer(r, err);
      onfinished(err);
    });
    sides.readFrom(r);
  }

  duplex._destroy = function(err, callback) {
    if (!err && onclose !== null) err = new AbortError();
    sides.forget();
    if (onclose === null) {
      callback(err);
    } else {
      onclose = callback;
      destroyer(w, err);
      destroyer(r, err);
    }
  };
  return duplex;
}

module.exports = duplexify;
