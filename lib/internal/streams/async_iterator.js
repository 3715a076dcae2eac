// SPDX-License-Identifier: MIT
// The async iterator of Readable. Written as a class: an async generator would cost three turns of the microtask queue a chunk, this costs
// one. In all that a program can see of it, it behaves as a generator does: nothing happens before the first next(), calls are
// answered in order, and leaving early destroys the stream.

const { aggregateTwoErrors } = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');

const AsyncIteratorPrototype =
  Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

class ReadableAsyncIterator {
  #stream;
  #destroyOnReturn;
  #state = 'fresh'; // 'open', 'done'
  #error = undefined; // undefined: open, null: ended
  #ongoing = null; // the last call that was not answered at once
  #wake = null;
  #cleanup = null;
  #onReadable = () => this.#wakeUp();

  constructor(stream, options) {
    this.#stream = stream;
    this.#destroyOnReturn = options?.destroyOnReturn !== false;
  }

  next() {
    if (this.#ongoing !== null) return this.#enqueue(() => this.#step());
    if (this.#state === 'fresh') {
      // Slowly, as a generator starts: who aborts in a microtask after asking expects to come first.
      return this.#enqueue(() => this.#step());
    }
    const chunk = this.#take();
    if (chunk !== null && typeof chunk?.then !== 'function') {
      return Promise.resolve({ value: chunk, done: false });
    }
    return this.#enqueue(() => this.#step(chunk));
  }

  return(value) {
    return this.#enqueue(async () => {
      value = await value;
      if (this.#state === 'open') this.#finish();
      this.#state = 'done';
      return { value, done: true };
    });
  }

  throw(error) {
    return this.#enqueue(async () => {
      if (this.#state === 'open') {
        this.#error = aggregateTwoErrors(this.#error, error);
        this.#finish();
      }
      this.#state = 'done';
      throw error;
    });
  }

  async [Symbol.asyncDispose]() {
    await this.return();
  }

  // Runs `call` after those that are not answered yet.
  #enqueue(call) {
    const answered = this.#ongoing === null ? call() : this.#ongoing.then(call, call);
    const settled = () => {
      if (this.#ongoing === answered) this.#ongoing = null;
    };
    this.#ongoing = answered;
    answered.then(settled, settled);
    return answered;
  }

  // A chunk that is there now, else null.
  #take() {
    if (this.#state === 'done') return null;
    if (this.#state === 'fresh') this.#open();
    return this.#stream.destroyed ? null : this.#stream.read();
  }

  async #step(chunk = null) {
    chunk ??= this.#take();
    while (true) {
      if (this.#state === 'done') return { value: undefined, done: true };
      if (chunk !== null) {
        try {
          return { value: await chunk, done: false };
        } catch (error) {
          this.#error = aggregateTwoErrors(this.#error, error);
        }
      }
      if (this.#error) {
        const error = this.#error;
        this.#finish();
        throw error;
      }
      if (this.#error === null) {
        this.#finish();
        return { value: undefined, done: true };
      }
      await new Promise((resolve) => { this.#wake = resolve; });
      chunk = this.#take();
    }
  }

  #open() {
    this.#state = 'open';
    this.#stream.on('readable', this.#onReadable);
    this.#cleanup = eos(this.#stream, { writable: false }, (error) => {
      this.#error = error ? aggregateTwoErrors(this.#error, error) : null;
      this.#wakeUp();
    });
  }

  #wakeUp() {
    const wake = this.#wake;
    if (wake === null) return;
    this.#wake = null;
    wake();
  }

  #finish() {
    this.#state = 'done';
    const stream = this.#stream;
    if ((this.#error || this.#destroyOnReturn) &&
        (this.#error === undefined || stream._readableState.autoDestroy)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', this.#onReadable);
      this.#cleanup();
    }
  }
}

Object.setPrototypeOf(ReadableAsyncIterator.prototype, AsyncIteratorPrototype);

module.exports = ReadableAsyncIterator;
