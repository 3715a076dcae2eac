// SPDX-License-Identifier: MIT
// Deserializer: values out of V8's wire format, versions 13 to 15. The bytes may be hostile: every length is checked against what is
// there before anything of that size is made.
'use strict';

const { codes: { ERR_CONSTRUCT_CALL_REQUIRED } } = require('internal/errors');
const { invalid } = require('internal/v8/serializer');

const VERSION_MAX = 15;
const DEPTH_MAX = 5000;
const HOLE = Symbol('hole');

const viewClasses = {
  __proto__: null,
  b: Int8Array, B: Uint8Array, C: Uint8ClampedArray, w: Int16Array, W: Uint16Array, d: Int32Array, D: Uint32Array,
  h: globalThis.Float16Array, f: Float32Array, F: Float64Array, q: BigInt64Array, Q: BigUint64Array, '?': DataView,
};
const errorClasses = {
  __proto__: null,
  E: EvalError, R: RangeError, F: ReferenceError, S: SyntaxError, T: TypeError, U: URIError,
};
const regexpFlags = [['g', 1], ['i', 2], ['m', 4], ['y', 8], ['u', 16], ['s', 32], ['d', 128], ['v', 256]];

function corrupt() {
  return new Error('Unable to deserialize cloned data.');
}

class DeserializerBase {
  #bytes;
  #data;
  #at = 0;
  #version = 0;
  #objects = [];
  #transferred = new Map();
  #depth = 0;

  constructor(buffer) {
    if (!ArrayBuffer.isView(buffer)) throw invalid('buffer must be a TypedArray or a DataView');
    this.buffer = buffer;
    this.#bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.#data = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  #byte() {
    if (this.#at >= this.#bytes.length) throw corrupt();
    return this.#bytes[this.#at++];
  }

  #varint() {
    let n = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const b = this.#byte();
      n += (b & 127) * scale;
      if (b < 128) return n;
      scale *= 128;
    }
    throw corrupt();
  }

  // A length of something of which each part takes at least one byte.
  #length() {
    const n = this.#varint();
    if (n > this.#bytes.length - this.#at) throw corrupt();
    return n;
  }

  #take(size) {
    if (size > this.#bytes.length - this.#at) throw corrupt();
    const start = this.#at;
    this.#at += size;
    return start;
  }

  #double() {
    return this.#data.getFloat64(this.#take(8), true);
  }

  #tag() {
    let b;
    do b = this.#byte(); while (b === 0); // padding
    return String.fromCharCode(b);
  }

  #peek() {
    let i = this.#at;
    while (i < this.#bytes.length && this.#bytes[i] === 0) i++;
    return i < this.#bytes.length ? String.fromCharCode(this.#bytes[i]) : '';
  }

  #slice(size) {
    const start = this.#take(size);
    const { Buffer } = require('buffer');
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, size);
  }

  #text(tag) {
    switch (tag) {
      case '"': return this.#slice(this.#length()).latin1Slice();
      case 'c': {
        const size = this.#length();
        if (size & 1) throw corrupt();
        return this.#slice(size).ucs2Slice();
      }
      case 'S': return this.#slice(this.#length()).utf8Slice();
      default: throw corrupt();
    }
  }

  #string() {
    return this.#text(this.#tag());
  }

  #bigint() {
    const field = this.#varint();
    const size = Math.floor(field / 2);
    const start = this.#take(size);
    let n = 0n;
    for (let i = size - 1; i >= 0; i--) n = n << 8n | BigInt(this.#bytes[start + i]);
    return field & 1 ? -n : n;
  }

  #remember(object) {
    this.#objects.push(object);
    return object;
  }

  #value() {
    if (++this.#depth > DEPTH_MAX) throw corrupt();
    const tag = this.#tag();
    const value = this.#valueOf(tag);
    this.#depth--;
    return value;
  }

  #valueOf(tag) {
    switch (tag) {
      case '_': return undefined;
      case '0': return null;
      case 'T': return true;
      case 'F': return false;
      case 'I': {
        const n = this.#varint();
        return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
      }
      case 'U': return this.#varint();
      case 'N': return this.#double();
      case 'Z': return this.#bigint();
      case '"': case 'c': case 'S': return this.#text(tag);
      case '?': // how many objects there are: nothing to check against
        this.#varint();
        return this.#value();
      case '^': {
        const id = this.#varint();
        if (id >= this.#objects.length) throw corrupt();
        const object = this.#objects[id];
        return this.#peek() === 'V' && object instanceof ArrayBuffer ? this.#viewOn(object) : object;
      }
      case '-': return HOLE;
      default: return this.#object(tag);
    }
  }

  #object(tag) {
    switch (tag) {
      case 'o': return this.#plain(this.#remember({}), '{');
      case 'a': return this.#sparse();
      case 'A': return this.#dense();
      case 'D': return this.#remember(new Date(this.#double()));
      case 'y': return this.#remember(Object(true));
      case 'x': return this.#remember(Object(false));
      case 'n': return this.#remember(Object(this.#double()));
      case 'z': return this.#remember(Object(this.#bigint()));
      case 's': return this.#remember(Object(this.#string()));
      case 'R': return this.#regexp();
      case ';': return this.#map();
      case "'": return this.#set();
      case 'B': case '~': return this.#arrayBuffer(tag === '~');
      case 't': return this.#transferredBuffer();
      case 'r': return this.#error();
      case '\\': return this.#host();
      default: throw corrupt();
    }
  }

  #properties(object, end) {
    let count = 0;
    while (this.#peek() !== end) {
      const key = this.#value();
      if (typeof key !== 'string' && typeof key !== 'number') throw corrupt();
      const value = this.#value();
      Object.defineProperty(object, key, {
        __proto__: null, configurable: true, enumerable: true, writable: true, value,
      });
      count++;
    }
    this.#tag();
    if (this.#varint() !== count) throw corrupt();
  }

  #plain(object, end) {
    this.#properties(object, end);
    return object;
  }

  #sparse() {
    const length = this.#varint();
    if (length > 0xffffffff) throw corrupt();
    const array = this.#remember([]);
    array.length = length;
    this.#properties(array, '@');
    this.#varint();
    return array;
  }

  #dense() {
    const length = this.#length();
    const array = this.#remember(new Array(length));
    for (let i = 0; i < length; i++) {
      const value = this.#value();
      if (value !== HOLE) array[i] = value;
    }
    this.#properties(array, '$');
    this.#varint();
    return array;
  }

  #regexp() {
    const id = this.#objects.push(undefined) - 1;
    const source = this.#string();
    const bits = this.#varint();
    const flags = regexpFlags.filter(([, bit]) => bits & bit).map(([c]) => c).join('');
    try {
      return this.#objects[id] = new RegExp(source, flags);
    } catch (error) {
      throw new Error('Unable to deserialize cloned data.', { cause: error });
    }
  }

  #map() {
    const map = this.#remember(new Map());
    let count = 0;
    for (; this.#peek() !== ':'; count += 2) {
      const key = this.#value();
      map.set(key, this.#value());
    }
    this.#tag();
    if (this.#varint() !== count) throw corrupt();
    return map;
  }

  #set() {
    const set = this.#remember(new Set());
    let count = 0;
    for (; this.#peek() !== ','; count++) set.add(this.#value());
    this.#tag();
    if (this.#varint() !== count) throw corrupt();
    return set;
  }

  #arrayBuffer(resizable) {
    const size = this.#varint();
    const max = resizable ? this.#varint() : 0;
    if (resizable && max < size) throw corrupt();
    const start = this.#take(size);
    const buffer = resizable ? new ArrayBuffer(size, { maxByteLength: max }) : new ArrayBuffer(size);
    new Uint8Array(buffer).set(this.#bytes.subarray(start, start + size));
    this.#remember(buffer);
    return this.#peek() === 'V' ? this.#viewOn(buffer) : buffer;
  }

  #transferredBuffer() {
    const buffer = this.#transferred.get(this.#varint());
    if (buffer === undefined) throw corrupt();
    this.#remember(buffer);
    return this.#peek() === 'V' ? this.#viewOn(buffer) : buffer;
  }

  #viewOn(buffer) {
    this.#tag();
    const View = viewClasses[this.#tag()];
    const offset = this.#varint();
    const size = this.#varint();
    if (this.#version >= 14) this.#varint(); // flags
    const unit = View?.BYTES_PER_ELEMENT ?? 1;
    if (View === undefined || offset % unit !== 0 || size % unit !== 0 || offset + size > buffer.byteLength) {
      throw corrupt();
    }
    return this.#remember(new View(buffer, offset, size / unit));
  }

  #error() {
    const id = this.#objects.push(undefined) - 1;
    let Class = Error;
    let message;
    let stack;
    let cause;
    for (let tag = this.#tag(); tag !== '.'; tag = this.#tag()) {
      if (tag === 'm') message = this.#string();
      else if (tag === 's') stack = this.#string();
      else if (tag === 'c') cause = { value: this.#value() };
      else if (errorClasses[tag] !== undefined) Class = errorClasses[tag];
      else throw corrupt();
    }
    const error = message === undefined ? new Class() : new Class(message);
    const hidden = { __proto__: null, configurable: true, enumerable: false, writable: true };
    Object.defineProperty(error, 'stack', { ...hidden, value: stack, __proto__: null });
    if (cause !== undefined) Object.defineProperty(error, 'cause', { ...hidden, value: cause.value, __proto__: null });
    return this.#objects[id] = error;
  }

  #host() {
    if (typeof this._readHostObject !== 'function') throw corrupt();
    const id = this.#objects.push(undefined) - 1;
    return this.#objects[id] = this._readHostObject();
  }

  readHeader() {
    if (this.#bytes[this.#at] === 0xff) {
      this.#at++;
      this.#version = this.#varint();
      if (this.#version <= VERSION_MAX) return true;
    }
    throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.');
  }

  readValue() {
    this.#depth = 0;
    const value = this.#value();
    return value === HOLE ? undefined : value;
  }

  getWireFormatVersion() {
    return this.#version;
  }

  transferArrayBuffer(id, arrayBuffer) {
    this.#transferred.set(id >>> 0, arrayBuffer);
  }

  readUint32() {
    return named('ReadUint32', () => this.#varint());
  }

  readUint64() {
    return named('ReadUint64', () => {
      let n = 0n;
      for (let shift = 0n; ; shift += 7n) {
        const b = this.#byte();
        n |= BigInt(b & 127) << shift;
        if (b < 128) break;
      }
      return [Number(n >> 32n & 0xffffffffn), Number(n & 0xffffffffn)];
    });
  }

  readDouble() {
    return named('ReadDouble', () => this.#double());
  }

  // The offset of the next `length` bytes, which are then read.
  _readRawBytes(length) {
    return named('ReadRawBytes', () => this.#take(length));
  }

  readRawBytes(length) {
    const { Buffer } = require('buffer');
    const offset = this._readRawBytes(length);
    return Buffer.from(this.buffer.buffer, this.buffer.byteOffset + offset, length);
  }
}

function named(name, read) {
  try {
    return read();
  } catch (error) {
    throw new Error(`${name}() failed`, { cause: error });
  }
}

function Deserializer(buffer) {
  if (new.target === undefined) throw new ERR_CONSTRUCT_CALL_REQUIRED('Deserializer');
  return Reflect.construct(DeserializerBase, [buffer], new.target);
}
Deserializer.prototype = DeserializerBase.prototype;
Object.defineProperty(Deserializer.prototype, 'constructor', {
  __proto__: null, configurable: true, writable: true, value: Deserializer,
});

module.exports = { Deserializer };
