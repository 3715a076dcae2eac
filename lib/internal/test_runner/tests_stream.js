// SPDX-License-Identifier: MIT
// The stream of test events: an object-mode Readable that also emits each event under its type.

const { Readable } = require('stream');

class TestsStream extends Readable {
  #queue = [];
  #wanted = false;

  constructor() {
    super({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER });
  }

  _read() {
    this.#wanted = true;
    while (this.#wanted && this.#queue.length > 0) this.#wanted = this.push(this.#queue.shift());
  }

  emitEvent(type, data) {
    this.emit(type, data);
    const event = { type, data };
    if (this.#wanted && this.#queue.length === 0) this.#wanted = this.push(event);
    else this.#queue.push(event);
  }

  finish() {
    this.emitEvent = () => {};
    if (this.#queue.length === 0) this.push(null);
    else this.#queue.push(null), this._read();
  }
}

module.exports = { TestsStream };
