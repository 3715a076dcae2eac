// SPDX-License-Identifier: MIT
//
// TextEncoder and TextDecoder, as the Encoding Standard has them with Node's errors.

const { FastBuffer, ZEROED_MAX } = require('internal/buffer');
const { UTF16LE, UTF8, byteLengthUtf8, slice, utf8Slice, utf8Write } = require('internal/buffer_encodings');
const { codes: {
  ERR_ENCODING_INVALID_ENCODED_DATA, ERR_ENCODING_NOT_SUPPORTED, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS,
} } = require('internal/errors');
const {
  validateObject, validateString, kValidateObjectAllowObjectsAndNull,
} = require('internal/validators');
const { customInspectSymbol: inspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView, isUint8Array } = require('internal/util/types');

const { defineProperties } = Object;
const { charCodeAt, isWellFormed, slice: sliceText, toWellFormed } = String.prototype;

const native = binding('encoding');
const { encodeInto: encodeIntoC, textBytes } = binding('buffer');

// ---- TextEncoder ----------------------------------------------------------------------------------------------------

const SHORT_ENCODE = 64;
const intoResults = new Float64Array(2);

class TextEncoder {
  #brand = true;

  static #check(encoder) {
    if (typeof encoder !== 'object' || encoder === null || !(#brand in encoder)) throw new ERR_INVALID_THIS('TextEncoder');
  }

  get encoding() {
    TextEncoder.#check(this);
    return 'utf-8';
  }

  encode(input = '') {
    TextEncoder.#check(this);
    return encodeUtf8(`${input}`);
  }

  encodeInto(src, dest) {
    TextEncoder.#check(this);
    validateString(src, 'src');
    if (!(dest instanceof Uint8Array) && !isUint8Array(dest)) throw new ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', dest);
    const { length } = src;
    if (length <= SHORT_ENCODE && length <= dest.length) {
      let i = 0;
      for (; i < length; i++) {
        const unit = charCodeAt.call(src, i);
        if (unit > 0x7f) break;
        dest[i] = unit;
      }
      if (i === length) return { read: length, written: length };
    }
    encodeIntoC(src, dest, intoResults);
    return { read: intoResults[0], written: intoResults[1] };
  }

  [inspectSymbol](depth, opts) {
    TextEncoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = {};
    shown.encoding = this.encoding;
    return require('internal/util/inspect').inspect(shown, opts);
  }
}

// A new Uint8Array with the text's bytes.
function encodeUtf8(text) {
  const { length } = text;
  if (length === 0) return new Uint8Array(0);
  if (length <= SHORT_ENCODE) {
    const bytes = new Uint8Array(length);
    let i = 0;
    for (; i < length; i++) {
      const unit = charCodeAt.call(text, i);
      if (unit > 0x7f) break;
      bytes[i] = unit;
    }
    if (i === length) return bytes;
  }
  if (length > ZEROED_MAX) return textBytes(text, UTF8);
  const size = byteLengthUtf8(text);
  const bytes = new Uint8Array(size);
  utf8Write(bytes, text, 0, size);
  return bytes;
}

defineProperties(TextEncoder.prototype, {
  encode: kEnumerableProperty,
  encodeInto: kEnumerableProperty,
  encoding: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextEncoder' },
});

// ---- decoders: decode(bytes, stream) -> text, or undefined for a fatal error -------------------------------------------

const noBytes = new Uint8Array(0);

// Bytes held back from one call to the next, in front of new ones.
function join(held, bytes) {
  if (held.length === 0) return bytes;
  if (bytes.length === 0) return held;
  const all = new Uint8Array(held.length + bytes.length);
  all.set(held);
  all.set(bytes, held.length);
  return all;
}

// How many bytes at the end begin a UTF-8 character that more bytes could complete.
function incompleteTail(bytes) {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const lead = bytes[length - back];
    if ((lead & 0xc0) === 0x80) continue;
    if (lead < 0xc2 || lead > 0xf4 || back >= (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)) return 0;
    if (back === 1) return 1;
    const second = bytes[length - back + 1];
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high ? back : 0;
  }
  return 0;
}

class Utf8Decoder {
  held = noBytes;
  constructor(fatal) { this.fatal = fatal; }

  decode(bytes, stream, skipBom) {
    let all = bytes;
    if (this.held.length > 0) {
      all = join(this.held, bytes);
      this.held = noBytes;
    }
    if (stream) {
      const tail = incompleteTail(all);
      if (tail > 0) {
        this.held = all.slice(all.length - tail);
        all = all.subarray(0, all.length - tail);
      }
    }
    if (all.length === 0) return '';
    const start = skipBom && all[0] === 0xef && all[1] === 0xbb && all[2] === 0xbf ? 3 : 0;
    if (this.fatal) return native.decodeUtf8(all, start, true);
    return utf8Slice(all, start, all.length);
  }
}

class Utf16Decoder {
  held = noBytes;
  constructor(fatal, bigEndian) {
    this.fatal = fatal;
    this.bigEndian = bigEndian;
  }

  decode(bytes, stream, skipBom) {
    const all = join(this.held, bytes);
    let end = all.length - all.length % 2;
    if (stream && end > 0 && (all[this.bigEndian ? end - 2 : end - 1] & 0xfc) === 0xd8) end -= 2;
    this.held = stream ? all.slice(end) : noBytes;
    let text = '';
    if (end > 0) {
      let units = all;
      if (this.bigEndian) {
        units = new FastBuffer(end);
        for (let i = 0; i < end; i += 2) {
          units[i] = all[i + 1];
          units[i + 1] = all[i];
        }
      }
      text = slice(UTF16LE, units, 0, end);
    }
    if (this.fatal) {
      if (!isWellFormed.call(text) || (!stream && end !== all.length)) return undefined;
    } else {
      text = toWellFormed.call(text);
      // A lone surrogate and half a unit after it are one error.
      if (!stream && end !== all.length && !(end > 0 && endsInHighSurrogate(all, end, this.bigEndian))) text += '\ufffd';
    }
    return skipBom && charCodeAt.call(text, 0) === 0xfeff ? sliceText.call(text, 1) : text;
  }
}

function endsInHighSurrogate(bytes, end, bigEndian) {
  return (bytes[bigEndian ? end - 2 : end - 1] & 0xfc) === 0xd8;
}

const tables = new Map();

class SingleByteDecoder {
  constructor(fatal, name) {
    this.fatal = fatal;
    let table = tables.get(name);
    if (table === undefined) {
      table = new Uint16Array(256);
      native.singleByteTable(name, table);
      tables.set(name, table);
    }
    this.table = table;
  }

  decode(bytes) {
    return bytes.length === 0 ? '' : native.decodeSingleByte(bytes, this.table, this.fatal);
  }
}

class DoubleByteDecoder {
  constructor(fatal, name) {
    this.fatal = fatal;
    this.decoder = native.decoderNew(name);
  }

  decode(bytes, stream) {
    return native.decoderDecode(this.decoder, bytes, !stream, this.fatal);
  }
}

const doubleByte = ['gbk', 'gb18030', 'big5', 'euc-jp', 'shift_jis', 'euc-kr', 'iso-2022-jp'];

function makeDecoder(encoding, fatal) {
  if (encoding === 'utf-8') return new Utf8Decoder(fatal);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new Utf16Decoder(fatal, encoding === 'utf-16be');
  if (doubleByte.includes(encoding)) return new DoubleByteDecoder(fatal, encoding);
  return new SingleByteDecoder(fatal, encoding);
}

// ---- TextDecoder ----------------------------------------------------------------------------------------------------

function bytesOf(input) {
  if (input instanceof Uint8Array) return input;
  if (isAnyArrayBuffer(input)) return new Uint8Array(input);
  if (isArrayBufferView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'ArrayBufferView'], input);
}

class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  #decoder;
  #bomSeen = false;
  #streaming = false;

  constructor(encoding = 'utf-8', options = kEmptyObject) {
    encoding = `${encoding}`;
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const name = encoding === 'utf-8' || encoding === 'utf8' ? 'utf-8' :
      require('internal/encoding_labels').getEncodingFromLabel(encoding);
    if (name === undefined) throw new ERR_ENCODING_NOT_SUPPORTED(encoding);
    this.#encoding = name;
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
    this.#decoder = makeDecoder(name, this.#fatal);
  }

  static #check(decoder) {
    if (typeof decoder !== 'object' || decoder === null || !(#decoder in decoder)) throw new ERR_INVALID_THIS('TextDecoder');
  }

  decode(input = noBytes, options = kEmptyObject) {
    TextDecoder.#check(this);
    const bytes = bytesOf(input);
    if (options !== kEmptyObject) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const stream = Boolean(options?.stream);
    if (!this.#streaming) this.#bomSeen = false;
    this.#streaming = stream;
    const text = this.#decoder.decode(bytes, stream, !this.#ignoreBOM && !this.#bomSeen);
    if (text === undefined) {
      this.#streaming = false;
      this.#decoder = makeDecoder(this.#encoding, this.#fatal);
      throw new ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    }
    if (text !== '' || bytes.length > 3) this.#bomSeen = true;
    return text;
  }

  get encoding() {
    TextDecoder.#check(this);
    return this.#encoding;
  }

  get fatal() {
    TextDecoder.#check(this);
    return this.#fatal;
  }

  get ignoreBOM() {
    TextDecoder.#check(this);
    return this.#ignoreBOM;
  }

  [inspectSymbol](depth) {
    TextDecoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return '[TextDecoder]';
    const shown = { encoding: this.encoding, fatal: this.fatal, ignoreBOM: this.ignoreBOM };
    return `TextDecoder ${require('internal/util/inspect').inspect(shown)}`; // the options are not passed on, as in Node
  }
}

defineProperties(TextDecoder.prototype, {
  decode: kEnumerableProperty,
  encoding: kEnumerableProperty,
  fatal: kEnumerableProperty,
  ignoreBOM: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextDecoder' },
});

module.exports = {
  getEncodingFromName: (label) => require('internal/encoding_labels').getEncodingFromLabel(label),
  TextDecoder,
  TextEncoder,
  encodeUtf8,
};
