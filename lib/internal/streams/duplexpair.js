// SPDX-License-Identifier: MIT
// duplexPair: two streams, each of which reads what is written to the other.

const Duplex = require('internal/streams/duplex');

const kCallback = Symbol('Callback');
const kOther = Symbol('OtherSide');

class DuplexSide extends Duplex {
  #other = null;

  constructor(options) {
    super(options);
    this[kCallback] = null;
  }

  [kOther](other) {
    this.#other ??= other;
  }

  _read() {
    const callback = this[kCallback];
    if (callback) {
      this[kCallback] = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (this.#other === null || this.#other.destroyed) {
      process.nextTick(callback);
    } else if (chunk.length === 0) {
      process.nextTick(callback);
    } else {
      this.#other.push(chunk);
      this.#other[kCallback] = callback;
    }
  }

  _final(callback) {
    this.#other.on('end', callback);
    this.#other.push(null);
  }

  _destroy(err, callback) {
    const other = this.#other;
    if (other !== null && !other.destroyed) {
      // In a tick: the other side must not close before this one has begun to.
      process.nextTick(() => {
        if (other.destroyed) return;
        if (err) other.destroy();
        else if (!other.readableEnded) other.push(null);
      });
    }
    callback(err);
  }
}

function duplexPair(options) {
  const side0 = new DuplexSide(options);
  const side1 = new DuplexSide(options);
  side0[kOther](side1);
  side1[kOther](side0);
  return [side0, side1];
}

module.exports = duplexPair;
