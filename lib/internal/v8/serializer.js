// SPDX-License-Identifier: MIT
// Serializer: values as bytes in the wire format that V8 writes (version 15), so that other runtimes read them.
'use strict';

const { codes: { ERR_CONSTRUCT_CALL_REQUIRED } } = require('internal/errors');
const { describe, kindOf, kinds, primitiveOf, regExpOf, timeOf, viewParts } = require('internal/v8/kinds');

const VERSION = 15;
const FIRST_SIZE = 256;
const SHORT_TEXT = 64;

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

const viewTags = {
  __proto__: null,
  Int8Array: 'b', Uint8Array: 'B', Uint8ClampedArray: 'C', Int16Array: 'w', Uint16Array: 'W', Int32Array: 'd',
  Uint32Array: 'D', Float16Array: 'h', Float32Array: 'f', Float64Array: 'F', BigInt64Array: 'q', BigUint64Array: 'Q',
  DataView: '?',
};
const errorTags = {
  __proto__: null,
  EvalError: 'E', RangeError: 'R', ReferenceError: 'F', SyntaxError: 'S', TypeError: 'T', URIError: 'U',
};
const regexpFlags = { __proto__: null, g: 1, i: 2, m: 4, y: 8, u: 16, s: 32, d: 128, v: 256 };

const typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

// 'Uint8Array' ... or 'DataView'.
function viewName(view) {
  return typedArrayTag.call(view) ?? 'DataView';
}

// A handle in Node's eyes.
function isNative(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return false;
  const { isLoaded } = require('internal/builtins');
  return (isLoaded('internal/messaging') && require('internal/messaging').isMessagePort(value)) ||
    (isLoaded('internal/crypto/keys') && require('internal/crypto/keys').isKeyObject(value));
}

class SerializerBase {
  #bytes = new Uint8Array(FIRST_SIZE);
  #size = 0;
  #ids = new Map();
  #transferred = new Map();
  #viewsAreHost = false;

  #need(size) {
    if (this.#size + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + size));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  #byte(b) {
    if (this.#size === this.#bytes.length) this.#need(1);
    this.#bytes[this.#size++] = b;
  }

  #tag(c) {
    this.#byte(c.charCodeAt(0));
  }

  // An unsigned number below 2 ** 53 in groups of seven bits.
  #varint(n) {
    while (n > 127) {
      this.#byte(n % 128 + 128);
      n = Math.floor(n / 128);
    }
    this.#byte(n);
  }

  #double(d) {
    scratch.setFloat64(0, d, true);
    this.#raw(scratchBytes);
  }

  #raw(bytes) {
    this.#need(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  #smi(n) {
    this.#tag('I');
    this.#varint(n < 0 ? -2 * n - 1 : 2 * n);
  }

  #number(n) {
    if ((n | 0) === n && !Object.is(n, -0)) {
      this.#smi(n);
    } else {
      this.#tag('N');
      this.#double(n);
    }
  }

  #text(text) {
    const { length } = text;
    let wide = false;
    for (let i = 0; i < length; i++) {
      if (text.charCodeAt(i) > 255) {
        wide = true;
        break;
      }
    }
    if (wide) {
      this.#wideText(text);
      return;
    }
    this.#tag('"');
    this.#varint(length);
    this.#need(length);
    if (length > SHORT_TEXT) {
      this.#size += this.#buffer().latin1Write(text, this.#size, length);
    } else {
      for (let i = 0; i < length; i++) this.#bytes[this.#size++] = text.charCodeAt(i);
    }
  }

  // Two-byte text stands at an even offset.
  #wideText(text) {
    const size = 2 * text.length;
    let prefix = 1;
    for (let n = size; ; n = Math.floor(n / 128), prefix++) {
      if (n < 128) break;
    }
    if ((this.#size + 1 + prefix) & 1) this.#byte(0);
    this.#tag('c');
    this.#varint(size);
    this.#need(size);
    if (text.length > SHORT_TEXT) {
      this.#size += this.#buffer().ucs2Write(text, this.#size, size);
      return;
    }
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      this.#bytes[this.#size++] = c & 255;
      this.#bytes[this.#size++] = c >> 8;
    }
  }

  #buffer() {
    const { Buffer } = require('buffer');
    return Buffer.from(this.#bytes.buffer, 0, this.#bytes.length);
  }

  #bigint(n) {
    const negative = n < 0n;
    if (negative) n = -n;
    const words = [];
    for (; n > 0n; n >>= 64n) words.push(n & 0xffffffffffffffffn);
    this.#varint(words.length * 16 + (negative ? 1 : 0));
    for (const word of words) {
      scratch.setBigUint64(0, word, true);
      this.#raw(scratchBytes);
    }
  }

  #key(name) {
    const index = Number(name);
    if (name !== '' && index >= 0 && index < 4294967295 && String(index) === name) this.#number(index);
    else this.#text(name);
  }

  #properties(object, names) {
    let count = 0;
    for (const name of names) {
      if (!Object.hasOwn(object, name)) continue; // a getter took it away
      this.#key(name);
      this.#value(object[name]);
      count++;
    }
    return count;
  }

  #fail(value) {
    throw this._getDataCloneError(`${describe(value)} could not be cloned.`);
  }

  #value(value) {
    switch (typeof value) {
      case 'string': return this.#text(value);
      case 'number': return this.#number(value);
      case 'undefined': return this.#tag('_');
      case 'boolean': return this.#tag(value ? 'T' : 'F');
      case 'bigint':
        this.#tag('Z');
        return this.#bigint(value);
      case 'object':
        return value === null ? this.#tag('0') : this.#object(value);
      default:
        return this.#fail(value);
    }
  }

  #object(value) {
    const kind = kindOf(value);
    // The buffer of a view is written before it.
    if (kind === kinds.view && !this.#ids.has(value) && !this.#viewsAreHost) this.#object(viewParts(value).buffer);
    const id = this.#ids.get(value);
    if (id !== undefined) {
      this.#tag('^');
      this.#varint(id);
      return;
    }
    this.#ids.set(value, this.#ids.size);
    switch (kind) {
      case kinds.plain: this.#plain(value); break;
      case kinds.array: this.#array(value); break;
      case kinds.date:
        this.#tag('D');
        this.#double(timeOf(value));
        break;
      case kinds.regexp: this.#regexp(value); break;
      case kinds.map: this.#map(value); break;
      case kinds.set: this.#set(value); break;
      case kinds.buffer: this.#arrayBuffer(value); break;
      case kinds.view: this.#view(value); break;
      case kinds.boxed: this.#boxed(value); break;
      case kinds.error: this.#error(value); break;
      case kinds.never: this.#fail(value); break;
      default: this.#host(value);
    }
  }

  #plain(value) {
    if (isNative(value)) {
      this.#host(value);
      return;
    }
    this.#tag('o');
    const count = this.#properties(value, Object.keys(value));
    this.#tag('{');
    this.#varint(count);
  }

  #array(value) {
    const { length } = value;
    const names = Object.keys(value);
    let dense = names.length >= length;
    for (let i = 0; dense && i < length; i++) dense = i in value;
    if (!dense) {
      this.#tag('a');
      this.#varint(length);
      const count = this.#properties(value, names);
      this.#tag('@');
      this.#varint(count);
      this.#varint(length);
      return;
    }
    this.#tag('A');
    this.#varint(length);
    for (let i = 0; i < length; i++) {
      if (i in value) this.#value(value[i]);
      else this.#tag('-');
    }
    const count = this.#properties(value, names.slice(length));
    this.#tag('$');
    this.#varint(count);
    this.#varint(length);
  }

  #regexp(value) {
    this.#tag('R');
    const { source, flags: letters } = regExpOf(value);
    this.#text(source);
    let flags = 0;
    for (const c of letters) flags |= regexpFlags[c];
    this.#varint(flags);
  }

  #map(value) {
    this.#tag(';');
    const entries = [...Map.prototype.entries.call(value)];
    for (const { 0: key, 1: item } of entries) {
      this.#value(key);
      this.#value(item);
    }
    this.#tag(':');
    this.#varint(2 * entries.length);
  }

  #set(value) {
    this.#tag("'");
    const items = [...Set.prototype.values.call(value)];
    for (const item of items) this.#value(item);
    this.#tag(',');
    this.#varint(items.length);
  }

  #arrayBuffer(value) {
    if (require('internal/util/types').isSharedArrayBuffer(value)) {
      if (typeof this._getSharedArrayBufferId !== 'function') this.#fail(value);
      this.#tag('u');
      this.#varint(this._getSharedArrayBufferId(value));
      return;
    }
    const transferId = this.#transferred.get(value);
    if (transferId !== undefined) {
      this.#tag('t');
      this.#varint(transferId);
      return;
    }
    if (value.detached) throw this._getDataCloneError('An ArrayBuffer is detached and could not be cloned.');
    this.#tag(value.resizable ? '~' : 'B');
    this.#varint(value.byteLength);
    if (value.resizable) this.#varint(value.maxByteLength);
    this.#raw(new Uint8Array(value));
  }

  #view(value) {
    if (this.#viewsAreHost) {
      this.#host(value);
      return;
    }
    this.#tag('V');
    const { byteOffset, byteLength } = viewParts(value);
    this.#tag(viewTags[viewName(value)]);
    this.#varint(byteOffset);
    this.#varint(byteLength);
    this.#varint(0);
  }

  #boxed(value) {
    const primitive = primitiveOf(value);
    switch (typeof primitive) {
      case 'boolean': this.#tag(primitive ? 'y' : 'x'); break;
      case 'number':
        this.#tag('n');
        this.#double(primitive);
        break;
      case 'bigint':
        this.#tag('z');
        this.#bigint(primitive);
        break;
      case 'string':
        this.#tag('s');
        this.#text(primitive);
        break;
      default: this.#fail(value);
    }
  }

  #error(value) {
    this.#tag('r');
    const tag = errorTags[`${value.name}`];
    if (tag !== undefined) this.#tag(tag);
    const message = Object.getOwnPropertyDescriptor(value, 'message');
    if (message !== undefined && 'value' in message) {
      this.#tag('m');
      this.#text(`${message.value}`);
    }
    const { stack } = value;
    if (typeof stack === 'string') {
      this.#tag('s');
      this.#text(stack);
    }
    if (Object.hasOwn(value, 'cause')) {
      this.#tag('c');
      this.#value(value.cause);
    }
    this.#tag('.');
  }

  #host(value) {
    if (typeof this._writeHostObject !== 'function') this.#fail(value);
    this.#tag('\\');
    this._writeHostObject(value);
  }

  writeHeader() {
    this.#byte(0xff);
    this.#byte(VERSION);
  }

  writeValue(value) {
    this.#value(value);
    return true;
  }

  releaseBuffer() {
    const { Buffer } = require('buffer');
    const buffer = Buffer.from(this.#bytes.buffer, 0, this.#size);
    this.#bytes = new Uint8Array(FIRST_SIZE);
    this.#size = 0;
    return buffer;
  }

  transferArrayBuffer(id, arrayBuffer) {
    this.#transferred.set(arrayBuffer, id >>> 0);
  }

  writeUint32(value) {
    this.#varint(value >>> 0);
  }

  writeUint64(hi, lo) {
    let n = BigInt(hi >>> 0) << 32n | BigInt(lo >>> 0);
    for (; n > 127n; n >>= 7n) this.#byte(Number(n & 127n) | 128);
    this.#byte(Number(n));
  }

  writeDouble(value) {
    this.#double(Number(value));
  }

  writeRawBytes(source) {
    if (!ArrayBuffer.isView(source)) throw invalid('source must be a TypedArray or a DataView');
    this.#raw(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  }

  _setTreatArrayBufferViewsAsHostObjects(mode) {
    this.#viewsAreHost = Boolean(mode);
  }
}

function invalid(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

// Called without `new` it says so with Node's code, which a class cannot.
function Serializer() {
  if (new.target === undefined) throw new ERR_CONSTRUCT_CALL_REQUIRED('Serializer');
  return Reflect.construct(SerializerBase, [], new.target);
}
Serializer.prototype = SerializerBase.prototype;
Object.defineProperty(Serializer.prototype, 'constructor', {
  __proto__: null, configurable: true, writable: true, value: Serializer,
});
Serializer.prototype._getDataCloneError = Error;

module.exports = { Serializer, invalid, viewName };
