// SPDX-License-Identifier: MIT
// Snapshots of the heap in V8's format: as a stream, into a file, and of another thread. Taking one stops the program and copies what is needed out of the heap; the
// text is made from that copy in pieces, as it is read.
'use strict';

const { Readable } = require('stream');
const { validateBoolean, validateObject } = require('internal/validators');

const native = binding('profiler');
const PIECE = 64 * 1024;
const FILE_PIECE = 1024 * 1024;

// Whether numbers are to be nodes, too.
function readOptions(options = {}) {
  validateObject(options, 'options');
  const { exposeInternals = false, exposeNumericValues = false } = options;
  validateBoolean(exposeInternals, 'options.exposeInternals');
  validateBoolean(exposeNumericValues, 'options.exposeNumericValues');
  return exposeNumericValues;
}

function check(result, name) {
  if (typeof result !== 'number' || result >= 0) return result;
  if (result === -95) { // ENOTSUP
    const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(name);
  }
  throw require('internal/errors').uvException({ errno: result, syscall: name });
}

function take(numbers, name = 'v8.getHeapSnapshot()') {
  return check(native.takeHeapSnapshot(numbers), name);
}

class HeapSnapshotStream extends Readable {
  #handle;

  constructor(handle) {
    super({ autoDestroy: true });
    this.#handle = handle;
  }

  _read() {
    if (this.#handle === undefined) return;
    const piece = require('buffer').Buffer.allocUnsafeSlow(PIECE);
    const length = native.readHeapSnapshot(this.#handle, piece);
    if (length === 0) this.#handle = undefined;
    this.push(length === 0 ? null : piece.subarray(0, length));
  }

  // Whoever asks for all there is by one call, and nobody else reads, gets all.
  read(n) {
    if (n === undefined && this.#handle !== undefined && !this.readableFlowing && this.listenerCount('readable') === 0) {
      while (this.#handle !== undefined) this._read();
    }
    return super.read(n);
  }

  _destroy(error, callback) {
    if (this.#handle !== undefined) native.dropHeapSnapshot(this.#handle);
    this.#handle = undefined;
    callback(error);
  }
}

function getHeapSnapshot(options) {
  return new HeapSnapshotStream(take(readOptions(options)));
}

function writeHeapSnapshot(filename, options) {
  let path = filename;
  if (filename !== undefined) {
    path = require('internal/fs/utils').getValidatedPath(filename);
  }
  const numbers = readOptions(options);
  path ??= require('internal/v8/files').diagnosticName('Heap', 'heapsnapshot');
  const fs = require('fs');
  const fd = fs.openSync(path, 'w', 0o600);
  try {
    const handle = take(numbers, 'v8.writeHeapSnapshot()');
    const piece = new Uint8Array(FILE_PIECE);
    for (let length; (length = native.readHeapSnapshot(handle, piece)) > 0;) {
      for (let done = 0; done < length;) done += fs.writeSync(fd, piece, done, length - done);
    }
  } finally {
    fs.closeSync(fd);
  }
  return path;
}

// Up to so many, when the thread's memory nears its limit.
function snapshotNearLimit(count) {
  const { threadId } = require('internal/worker/thread');
  const folder = require('internal/options').getOptionValue('--diagnostic-dir');
  if (folder) require('fs').mkdirSync(folder, { recursive: true });
  check(native.snapshotNearLimit(count, threadId, folder), 'v8.setHeapSnapshotNearHeapLimit()');
}

// ---- of another thread ----------------------------------------------------------------------------------------------

// On the thread itself: a number by which the other side gets it.
const handOver = (numbers) => native.handOverHeapSnapshot(take(numbers, 'worker.getHeapSnapshot()'));
const receive = (number) => new HeapSnapshotStream(native.takeOverHeapSnapshot(number));

// ---- objects of a class ---------------------------------------------------------------------------------------------

const instancesOf = (prototype) => check(native.instances(prototype), 'v8.queryObjects()');

module.exports = { getHeapSnapshot, writeHeapSnapshot, readOptions, snapshotNearLimit, handOver, receive, instancesOf };
