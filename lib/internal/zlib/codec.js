// SPDX-License-Identifier: MIT
// A codec of the binding with its life: what a stream keeps as `_handle`.

const { FastBuffer } = require('internal/buffer');

const native = binding('zlib');

class Codec {
  #handle;

  constructor(settings) {
    this.#handle = native.create(settings.mode, settings.numbers, settings.dictionary);
  }

  // Gives [bytes of input left, output, ...] as the binding does, or to `callback` with a status before it.
  run(bytes, offset, flush, limit, callback) {
    return native.run(this.#handle, bytes, offset, flush, limit, callback);
  }

  // As run() without a callback where that takes no longer than handing the job over; else undefined.
  runIfShort(bytes, offset, flush, limit) {
    return native.run(this.#handle, bytes, offset, flush, limit, null, true);
  }

  // zlib's code. The caller flushed before.
  params(level, strategy) {
    return native.params(this.#handle, level, strategy);
  }

  reset() {
    return native.reset(this.#handle);
  }

  // A job that runs keeps what it needs.
  close() {
    native.close(this.#handle);
  }
}

// The output of a run as a Buffer; undefined where there is none.
function outputOf(outcome) {
  const bytes = outcome[1];
  if (bytes === undefined || bytes.byteLength === 0) return undefined;
  return new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

module.exports = { Codec, outputOf };
