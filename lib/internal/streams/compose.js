// SPDX-License-Identifier: MIT
// compose(): several streams as one Duplex, which writes to the first and reads from the last.

const { pipeline } = require('internal/streams/pipeline');
const Duplex = require('internal/streams/duplex');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { Sides } = require('internal/streams/sides');
const {
  isNodeStream,
  isReadable,
  isReadableStream,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableStream,
} = require('internal/streams/utils');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('internal/errors');

function check(streams, originals) {
  for (let n = 0; n < streams.length; n++) {
    if (!isNodeStream(streams[n]) && !isWebStream(streams[n])) continue; // made by Duplex.from
    if (n < streams.length - 1 &&
        !(isReadable(streams[n]) || isReadableStream(streams[n]) || isTransformStream(streams[n]))) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, originals[n], 'must be readable');
    }
    if (n > 0 &&
        !(isWritable(streams[n]) || isWritableStream(streams[n]) || isTransformStream(streams[n]))) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, originals[n], 'must be writable');
    }
  }
}

module.exports = function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);
  const originals = [...streams];
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  const last = streams.length - 1;
  if (typeof streams[last] === 'function') streams[last] = Duplex.from(streams[last]);
  check(streams, originals);

  let onclose;
  function onfinished(err) {
    const cb = onclose;
    onclose = null;
    if (cb) cb(err);
    else if (err) duplex.destroy(err);
    else if (!readable && !writable) duplex.destroy();
  }

  const head = streams[0];
  const tail = pipeline(streams, onfinished);
  const writable = !!(isWritable(head) || isWritableStream(head) || isTransformStream(head));
  const readable = !!(isReadable(tail) || isReadableStream(tail) || isTransformStream(tail));

  // Where there is no writable head (or readable tail) its side is closed from the start.
  const duplex = new Duplex({
    writableObjectMode: !!head?.writableObjectMode,
    readableObjectMode: !!tail?.readableObjectMode,
    writable,
    readable,
  });

  const sides = new Sides(duplex);
  if (writable) {
    if (isNodeStream(head)) sides.writeTo(head);
    else writeToWeb();
    const toRead = isTransformStream(tail) ? tail.readable : tail;
    eos(toRead, () => sides.run('onFinish'));
  }
  if (readable) {
    if (isNodeStream(tail)) sides.readFrom(tail);
    else readFromWeb();
  }

  duplex._destroy = function(err, callback) {
    if (!err && onclose !== null) err = new AbortError();
    sides.forget();
    if (isNodeStream(tail)) destroyer(tail, err);
    if (onclose === null) callback(err);
    else onclose = callback;
  };
  return duplex;

  function writeToWeb() {
    const writer = (isTransformStream(head) ? head.writable : head).getWriter();
    duplex._write = async function(chunk, encoding, callback) {
      try {
        await writer.ready;
        writer.write(chunk).catch(() => {}); // reported by `closed`
        callback();
      } catch (err) {
        callback(err);
      }
    };
    duplex._final = async function(callback) {
      try {
        await writer.ready;
        writer.close().catch(() => {});
        sides.onFinish = callback;
      } catch (err) {
        callback(err);
      }
    };
  }

  function readFromWeb() {
    const reader = (isTransformStream(tail) ? tail.readable : tail).getReader();
    duplex._read = async function() {
      while (true) {
        try {
          const { value, done } = await reader.read();
          if (!duplex.push(value ?? null) || done) return;
        } catch {
          return; // the pipeline reports it
        }
      }
    };
  }
};
