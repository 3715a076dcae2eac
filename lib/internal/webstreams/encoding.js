// SPDX-License-Identifier: MIT
// TextEncoderStream and TextDecoderStream (Encoding Standard).

const { TransformStream } = require('internal/webstreams/transformstream');
const { finishClass } = require('internal/webstreams/util');

// Node's classes let the engine refuse a foreign receiver: programs see its words.
function foreign() {
  return new TypeError(
    'Cannot read private member #transform from an object whose class did not declare it');
}

class TextEncoderStream {
  #highSurrogate = '';
  #transform;

  constructor() {
    const encoder = new TextEncoder();
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        // A surrogate pair may be split between two chunks.
        let text = this.#highSurrogate + chunk;
        const last = text.charCodeAt(text.length - 1);
        if (last >= 0xd800 && last <= 0xdbff) {
          this.#highSurrogate = text[text.length - 1];
          text = text.slice(0, -1);
        } else {
          this.#highSurrogate = '';
        }
        const bytes = encoder.encode(text);
        if (bytes.byteLength > 0) controller.enqueue(bytes);
      },
      flush: (controller) => {
        if (this.#highSurrogate !== '') {
          controller.enqueue(new Uint8Array([0xef, 0xbf, 0xbd]));
        }
      },
    });
  }

  get encoding() {
    if (!(#transform in this)) throw foreign();
    return 'utf-8';
  }

  get readable() {
    if (!(#transform in this)) throw foreign();
    return this.#transform.readable;
  }

  get writable() {
    if (!(#transform in this)) throw foreign();
    return this.#transform.writable;
  }
}
finishClass(TextEncoderStream, 'TextEncoderStream', ['encoding', 'readable', 'writable'],
  (stream) => ({
    encoding: stream.encoding, readable: stream.readable, writable: stream.writable,
  }));

class TextDecoderStream {
  #decoder;
  #transform;

  constructor(encoding = 'utf-8', options = undefined) {
    const decoder = new TextDecoder(encoding, options);
    this.#decoder = decoder;
    this.#transform = new TransformStream({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true });
        if (text) controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text) controller.enqueue(text);
      },
    });
  }

  get encoding() {
    if (!(#transform in this)) throw foreign();
    return this.#decoder.encoding;
  }

  get fatal() {
    if (!(#transform in this)) throw foreign();
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    if (!(#transform in this)) throw foreign();
    return this.#decoder.ignoreBOM;
  }

  get readable() {
    if (!(#transform in this)) throw foreign();
    return this.#transform.readable;
  }

  get writable() {
    if (!(#transform in this)) throw foreign();
    return this.#transform.writable;
  }
}
finishClass(TextDecoderStream, 'TextDecoderStream',
  ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable'], (stream) => ({
    encoding: stream.encoding,
    fatal: stream.fatal,
    ignoreBOM: stream.ignoreBOM,
    readable: stream.readable,
    writable: stream.writable,
  }));

module.exports = { TextEncoderStream, TextDecoderStream };
