// SPDX-License-Identifier: MIT
//
// The body of a response as it arrives: pieces from the connection, undone of their content codings, for one reader.
//
// Nothing flows into a stream unless somebody asks for one: text() and its like take the pieces as they are. What nobody reads stops the
// connection once some has gathered.
'use strict';

const { Buffer } = require('buffer');

const PAUSE_ABOVE = 128 * 1024;
const ONE_SHOT_BELOW = 1024 * 1024;

class IncomingBody {
  #chunks = [];
  #size = 0;
  #ended = false;
  #error = null;
  #wake = null; // of who waits for the next event
  #paused = false;
  #connection;
  #codings; // in the order in which to undo them
  #decoder = null;
  #collecting = false;
  onsettled = null; // once, at the end or an early one: (whether it is whole, bytes that came, whether they were coded)
  #received = 0;

  // `connection` has pause(), resume() and cancel(reason), each of which may be called at any time.
  constructor(connection, codings) {
    this.#connection = connection;
    this.#codings = codings;
  }

  get ended() {
    return this.#ended || this.#error !== null;
  }

  // ---- from the connection ------------------------------------------------------------------------------------------------------------

  push(chunk) {
    if (this.#error !== null) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#received += chunk.length;
    if (!this.#collecting && !this.#paused && this.#size > PAUSE_ABOVE) {
      this.#paused = true;
      this.#connection.pause();
    }
    this.#notify();
  }

  end() {
    this.#ended = true;
    this.#connection = null;
    this.onsettled?.(true, this.#received, this.#codings.length > 0);
    this.#notify();
  }

  fail(error) {
    if (this.#ended || this.#error !== null) return;
    this.#error = error;
    this.#connection = null;
    this.#decoder?.destroy(error);
    this.onsettled?.(false, this.#received, this.#codings.length > 0);
    this.#notify();
  }

  #notify() {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  // ---- for the reader -----------------------------------------------------------------------------------------------------------------

  // The connection's next piece; null at the end. Throws what ended the body early.
  async #readRaw() {
    while (this.#chunks.length === 0) {
      if (this.#error !== null) throw this.#error;
      if (this.#ended) return null;
      await new Promise((resolve) => { this.#wake = resolve; });
    }
    const chunk = this.#chunks.shift();
    this.#size -= chunk.length;
    if (this.#paused && this.#size <= PAUSE_ABOVE / 2) {
      this.#paused = false;
      this.#connection?.resume();
    }
    return chunk;
  }

  // The next piece without its codings; null at the end.
  async read() {
    if (this.#codings.length === 0) return this.#readRaw();
    this.#decoder ??= this.#startDecoder();
    return this.#decoder.read();
  }

  #startDecoder() {
    const { decodePieces } = require('internal/fetch/coding');
    return decodePieces(this.#codings, () => this.#readRaw());
  }

  // All of it.
  collect() {
    if (this.#error !== null) return Promise.reject(this.#error);
    if (this.#ended && this.#codings.length === 0) return Promise.resolve(this.#whole());
    return this.#collect();
  }

  async #collect() {
    this.#collecting = true;
    if (this.#paused) {
      this.#paused = false;
      this.#connection?.resume();
    }
    while (!this.#ended && this.#error === null) {
      await new Promise((resolve) => { this.#wake = resolve; });
    }
    if (this.#error !== null) throw this.#error;
    if (this.#codings.length === 0) return this.#whole();
    if (this.#size < ONE_SHOT_BELOW) {
      const { decodeWhole } = require('internal/fetch/coding');
      return decodeWhole(this.#codings, this.#whole());
    }
    const pieces = [];
    for (let piece; (piece = await this.read()) !== null;) pieces.push(piece);
    return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  }

  #whole() {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#size = 0;
    return chunks.length === 1 ? chunks[0] : chunks.length === 0 ? new Uint8Array(0) : Buffer.concat(chunks);
  }

  // Nobody wants the rest.
  cancel(reason) {
    const connection = this.#connection;
    this.#chunks.length = 0;
    if (this.#ended || this.#error !== null) return;
    this.fail(reason ?? new TypeError('terminated'));
    connection?.cancel(reason);
  }
}

module.exports = { IncomingBody };
