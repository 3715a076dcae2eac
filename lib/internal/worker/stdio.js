// SPDX-License-Identifier: MIT
// The standard streams of a worker, on both sides: text and bytes travel as messages of the control port.
'use strict';

const { Readable, Writable } = require('stream');

// A stream whose chunks are sent. `hold` tells whether the port must stay awake.
class SendingStream extends Writable {
  #send;
  #name;

  constructor(send, name) {
    super({ decodeStrings: false });
    this.#send = send;
    this.#name = name;
  }

  _writev(chunks, callback) {
    for (const { chunk, encoding } of chunks) this.#send({ type: 'stdio', stream: this.#name, chunk, encoding });
    callback();
  }

  _write(chunk, encoding, callback) {
    this.#send({ type: 'stdio', stream: this.#name, chunk, encoding });
    callback();
  }

  _final(callback) {
    this.#send({ type: 'stdio', stream: this.#name, chunk: null });
    callback();
  }
}

class ReceivingStream extends Readable {
  #hold;
  #held = false;
  #over = false;

  constructor(hold) {
    super();
    this.#hold = hold;
  }

  _read() {
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
    }
    this.push(chunk, encoding);
  }
}

module.exports = { SendingStream, ReceivingStream };
