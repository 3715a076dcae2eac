// SPDX-License-Identifier: MIT
// Values on their way to another thread. A value becomes one text of JSON (whose parser and printer are the engine's own) beside lists of what
// is no text: bytes, ends of channels, blocks of shared memory. What JSON has no form for is an array [tag, ...]; objects and arrays are too.
// Objects are numbered in the order in which they begin, on both sides alike, so that a second mention is [kReference, number].
'use strict';

const transferable = require('internal/worker/js_transferable');

const {
  kUndefined, kNumber, kBigInt, kObject, kArray, kSparse, kDate, kRegExp, kMap, kSet, kBoxed, kError, kDOMException, kBuffer,
  kShared, kView, kPort, kPlatform, kReference, kSharedValue,
} = require('internal/worker/wire_tags');

// ---- plain values ---------------------------------------------------------------------------------------------------
// Most messages are what JSON can say: objects and arrays of texts and numbers, each mentioned once. Their text is {"":value}, which no other
// begins like, and the engine's parser makes them at once.

const kObjectsMax = 1e6;
const kDepthMax = 200;
const { prototype: objectPrototype } = Object;
const { prototype: arrayPrototype } = Array;
const { getPrototypeOf } = Object;
let samples;

function makeSamples() {
  const grown = [];
  const list = [{}, grown, [], new Array(3), [1, 2], [1.5, 2.5], ['a', 'b'], [true]];
  for (const values of [[1], [1.5], ['a'], [1, 'a'], [1.5, {}]]) {
    const array = [];
    for (const value of values) array.push(value);
    list.push(array);
  }
  return list;
}

function looksPlain(value, depth, objects) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return value - value === 0 && (value !== 0 || 1 / value > 0);
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth === kDepthMax || objects.push(value) === kObjectsMax) return false;
  const prototype = getPrototypeOf(value);
  if (prototype === objectPrototype) {
    for (const key in value) if (!looksPlain(value[key], depth + 1, objects)) return false;
    return true;
  }
  if (prototype !== arrayPrototype) return false;
  for (let i = 0; i < value.length; i++) if (!looksPlain(value[i], depth + 1, objects)) return false;
  return true;
}

// The text of a plain value; undefined where it is none.
function plainText(value) {
  if (transferable.hasUncloneable() || objectPrototype.toJSON !== undefined || arrayPrototype.toJSON !== undefined) return undefined;
  const list = [];
  if (!looksPlain(value, 0, list)) return undefined;
  if (list.length > 0 && !binding('messaging').allPlain(list, samples ??= makeSamples())) return undefined;
  return `{"":${JSON.stringify(value)}}`;
}

const kNothing = [];

// { text, blobs, ends, blocks }: what crosses. `sourcePort` may not be in the list.
function encode(value, list, sourcePort) {
  if (list.length === 0) {
    const text = plainText(value);
    if (text !== undefined) return { text, blobs: kNothing, ends: kNothing, blocks: kNothing };
  }
  return require('internal/worker/wire_encoder').encode(value, list, sourcePort);
}

// ---- the other side -------------------------------------------------------------------------------------------------

const errorClasses = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function setHidden(object, name, value) {
  Object.defineProperty(object, name, { __proto__: null, configurable: true, enumerable: false, writable: true, value });
}

class Decoder {
  #blobs;
  #blocks;
  ports;
  #known = [];

  constructor(blobs, ends, blocks) {
    this.#blobs = blobs;
    this.#blocks = blocks;
    this.ports = ends === undefined ? [] : ends.map((end) => require('internal/messaging').portOf(end));
  }

  #keep(object) {
    this.#known.push(object);
    return object;
  }

  value(node) {
    if (typeof node !== 'object' || node === null) return node;
    switch (node[0]) {
      case kUndefined: return undefined;
      case kNumber: return +node[1];
      case kBigInt: return BigInt(node[1]);
      case kObject: return this.#fill(this.#keep({}), node, 1);
      case kArray: return this.#array(node);
      case kSparse: return this.#fill(this.#keep(new Array(node[1])), node, 2);
      case kDate: return this.#keep(new Date(this.value(node[1])));
      case kRegExp: return this.#keep(new RegExp(node[1], node[2]));
      case kMap: return this.#map(node);
      case kSet: return this.#set(node);
      case kBoxed: return this.#keep(Object(this.value(node[1])));
      case kError: return this.#error(node);
      case kDOMException: return this.#domException(node);
      case kBuffer: return this.#keep(this.#buffer(node));
      case kShared: return this.#keep(this.#shared(node));
      case kView: return this.#view(node);
      case kPort: return this.#keep(this.ports[node[1]]);
      case kPlatform: return this.#platform(node);
      case kReference: return this.#known[node[1]];
      case kSharedValue: return this.#keep(require('internal/protocore/shared').fromBlock(this.#blocks[node[1]]));
      default: return this.#keep(new WebAssembly.Module(this.#blobs[node[1]]));
    }
  }

  #fill(object, node, from) {
    for (let i = from; i < node.length; i += 2) {
      const name = node[i];
      const value = this.value(node[i + 1]);
      if (name === '__proto__') {
        Object.defineProperty(object, name, {
          __proto__: null, configurable: true, enumerable: true, writable: true, value,
        });
      } else {
        object[name] = value;
      }
    }
    return object;
  }

  #array(node) {
    const array = this.#keep([]);
    for (let i = 1; i < node.length; i++) array.push(this.value(node[i]));
    return array;
  }

  #map(node) {
    const map = this.#keep(new Map());
    for (let i = 1; i < node.length; i += 2) map.set(this.value(node[i]), this.value(node[i + 1]));
    return map;
  }

  #set(node) {
    const set = this.#keep(new Set());
    for (let i = 1; i < node.length; i++) set.add(this.value(node[i]));
    return set;
  }

  #error(node) {
    const { 1: name, 2: message, 3: stack } = node;
    const Class = errorClasses[name];
    const error = this.#keep(message === null ? new Class() : new Class(message));
    setHidden(error, 'stack', stack === null ? undefined : stack);
    if (node.length > 4) setHidden(error, 'cause', this.value(node[4]));
    return error;
  }

  #domException(node) {
    const error = this.#keep(new globalThis.DOMException(node[1], node[2]));
    setHidden(error, 'stack', node[3]);
    return error;
  }

  #buffer(node) {
    const bytes = this.#blobs[node[1]]; // an array over all of its memory, or memory that was moved
    if (node.length === 2) return bytes.buffer ?? bytes;
    const buffer = new ArrayBuffer(bytes.byteLength, { maxByteLength: node[2] });
    new Uint8Array(buffer).set(new Uint8Array(bytes.buffer ?? bytes));
    return buffer;
  }

  #shared(node) {
    const { bufferOf, engineBufferOf, engineMemoryOf } = require('internal/worker/shared_memory');
    const block = this.#blocks[node[1]];
    if (node.length === 2) return bufferOf(block);
    return node[2] === 'memory' ? engineMemoryOf(block) : engineBufferOf(block);
  }

  #view(node) {
    const buffer = this.value(node[1]);
    const View = globalThis[node[2]];
    return this.#keep(node[4] === null ? new View(buffer, node[3]) : new View(buffer, node[3], node[4]));
  }

  #platform(node) {
    const at = this.#known.push(undefined) - 1;
    return this.#known[at] = transferable.deserialize(node[1], this.value(node[2]));
  }
}

// { value, ports }
function decode(text, blobs, ends, blocks) {
  if (text[0] === '{') return { value: JSON.parse(text)[''], ports: [] };
  const decoder = new Decoder(blobs, ends, blocks);
  return { value: decoder.value(JSON.parse(text)), ports: decoder.ports };
}

module.exports = { encode, decode };
