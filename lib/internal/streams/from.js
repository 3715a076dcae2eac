// SPDX-License-Identifier: MIT
// Readable.from: an iterable as the source.

const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES } } = require('internal/errors');

function from(Readable, iterable, opts) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return new Readable({
      objectMode: true,
      ...opts,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }
  let iterator;
  if (iterable?.[Symbol.asyncIterator]) iterator = iterable[Symbol.asyncIterator]();
  else if (iterable?.[Symbol.iterator]) iterator = iterable[Symbol.iterator]();
  else throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);

  const readable = new Readable({ objectMode: true, highWaterMark: 1, ...opts });
  // One pump at a time; it stops where push() says so and the next _read() starts it again.
  let pumping = false;

  readable._read = function() {
    if (!pumping) {
      pumping = true;
      pump();
    }
  };
  readable._destroy = function(error, cb) {
    close(error).then(
      () => process.nextTick(cb, error), // out of the promise, so that a throwing callback is uncaught
      (err) => process.nextTick(cb, err || error));
  };

  async function close(error) {
    const hadError = error !== undefined && error !== null;
    if (hadError && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  async function pump() {
    try {
      while (true) {
        let step = iterator.next();
        if (typeof step?.then === 'function') step = await step;
        if (step.done) {
          readable.push(null);
          return;
        }
        let { value } = step;
        if (typeof value?.then === 'function') value = await value;
        if (value === null) {
          pumping = false;
          throw new ERR_STREAM_NULL_VALUES();
        }
        if (!readable.push(value)) {
          pumping = false;
          return;
        }
      }
    } catch (err) {
      readable.destroy(err);
    }
  }
  return readable;
}

module.exports = from;
