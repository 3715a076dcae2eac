// SPDX-License-Identifier: MIT
// The standard streams of a worker, on both sides: text and bytes travel as messages of the control port. The writer may be ahead of
// the reader by so much; then its callbacks wait for the reader's word. Small outputs never need one.
'use strict';

const { Readable, Writable } = require('stream');

const kAhead = 32768; // what may be on its way, in characters or bytes
const kWord = 16384; // how much the reader takes before it says so

// A stream whose chunks are sent. `hold` tells whether the port must stay awake: while a callback waits.
class WritableWorkerStdio extends Writable {
  #send;
  #name;
  #hold;
  #ahead = 0;
  #waiting;

  constructor(send, name, hold) {
    super({ decodeStrings: false });
    this.#send = send;
    this.#name = name;
    this.#hold = hold;
  }

  _writev(chunks, callback) {
    for (const { chunk, encoding } of chunks) this.#post(chunk, encoding);
    this.#done(callback);
  }

  _write(chunk, encoding, callback) {
    this.#post(chunk, encoding);
    this.#done(callback);
  }

  _final(callback) {
    this.#send({ type: 'stdio', stream: this.#name, chunk: null });
    callback();
  }

  _destroy(error, callback) {
    this.taken(Infinity);
    callback(error);
  }

  #post(chunk, encoding) {
    this.#ahead += chunk.length;
    this.#send({ type: 'stdio', stream: this.#name, chunk, encoding });
  }

  #done(callback) {
    if (this.#ahead <= kAhead || require('process')._exiting) return callback();
    this.#waiting = callback;
    this.#hold?.(true);
  }

  // The reader has taken so much.
  taken(length) {
    this.#ahead = Math.max(this.#ahead - length, 0);
    const waiting = this.#waiting;
    if (waiting === undefined || this.#ahead > kAhead) return;
    this.#waiting = undefined;
    this.#hold?.(false);
    waiting();
  }
}

// Says how much was taken, in words of some size.
class Taken {
  #say;
  #length = 0;

  constructor(say) {
    this.#say = say;
  }

  // True where a word is due.
  add(length) {
    this.#length += length;
    return this.#length >= kWord;
  }

  tell() {
    const length = this.#length;
    if (length < kWord) return;
    this.#length = 0;
    this.#say(length);
  }
}

class ReadableWorkerStdio extends Readable {
  #hold;
  #taken;
  #held = false;
  #over = false;

  constructor(say, hold) {
    super();
    this.#taken = new Taken(say);
    this.#hold = hold;
  }

  _read() {
    this.#taken.tell();
    if (!this.#held && !this.#over) {
      this.#held = true;
      this.#hold?.(true);
    }
  }

  receive(chunk, encoding) {
    if (this.#over) return;
    if (chunk === null) {
      this.#over = true;
      if (this.#held) this.#hold?.(false);
      this.#held = false;
    } else {
      this.#taken.add(chunk.length);
      if (this.destroyed) this.#taken.tell();
    }
    this.push(chunk, encoding);
  }
}

module.exports = { WritableWorkerStdio, ReadableWorkerStdio, Taken };
