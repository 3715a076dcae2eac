// SPDX-License-Identifier: MIT
//
// permessage-deflate (RFC 7692) of a client: messages that come are inflated, long ones that go are deflated.
'use strict';

const { Buffer } = require('buffer');
const { constants } = require('internal/zlib/constants');
const { errorOf, settingsOf } = require('internal/zlib/settings');
const { Codec, outputOf } = require('internal/zlib/codec');

const { Z_SYNC_FLUSH } = constants;
const TAIL = Buffer.from([0, 0, 0xff, 0xff]); // what a flush ends with, which is not sent
const DEFLATE_FROM = 1024; // a shorter message costs more time than it saves on the way

class Inflater {
  #codec;
  #settings;
  #freshEach;

  constructor({ serverFreshEach, serverBits }) {
    this.#settings = settingsOf(constants.INFLATERAW, { windowBits: serverBits });
    this.#codec = new Codec(this.#settings);
    this.#freshEach = serverFreshEach;
  }

  // The message, or undefined where it does not decode or is longer than `most`.
  inflate(bytes, most) {
    const outcome = this.#codec.run(Buffer.concat([bytes, TAIL]), 0, Z_SYNC_FLUSH, most + 1);
    if (errorOf(this.#settings, outcome) !== undefined) return undefined;
    const output = outputOf(outcome) ?? Buffer.alloc(0);
    if (this.#freshEach) this.#codec.reset();
    return output.length > most ? undefined : output;
  }

  close() {
    this.#codec.close();
  }
}

class Deflater {
  #codec = null; // made with the first long message
  #settings;
  #freshEach;

  constructor({ clientFreshEach, clientBits }) {
    this.#freshEach = clientFreshEach;
    // zlib has no raw window of 8 bits, and a larger one is not what was agreed: such a client sends as it is.
    this.#settings = clientBits < 9 ? null : settingsOf(constants.DEFLATERAW, { windowBits: clientBits });
  }

  wants(length) {
    return length >= DEFLATE_FROM && this.#settings !== null;
  }

  // In the order of sending: each message may refer to those before. Throws where memory is short.
  deflate(bytes) {
    this.#codec ??= new Codec(this.#settings);
    const outcome = this.#codec.run(bytes, 0, Z_SYNC_FLUSH, 2 * bytes.length + 1024);
    const error = errorOf(this.#settings, outcome);
    if (error !== undefined) throw error;
    const output = outputOf(outcome);
    if (this.#freshEach) this.#codec.reset();
    return output.subarray(0, output.length - TAIL.length);
  }

  close() {
    this.#codec?.close();
  }
}

module.exports = { Deflater, Inflater };
