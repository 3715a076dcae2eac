// SPDX-License-Identifier: MIT
// Objects of JavaScript that the shared heap has no kind of its own for: dates, errors, typed arrays, functions and the like. They are tuples with a brand there, and copies of the
// original each time they are read. One row each: how it is written, how it is read.
'use strict';

const { Encoded, kAddress, kHold, native, result } = require('internal/protocore/shared');

let types;
const isShared = (value) => (types ??= require('internal/util/types')).isSharedArrayBuffer(value);
let v8Kinds;
const cellKinds = () => v8Kinds ??= require('internal/v8/kinds');
const { forEach: mapEach } = Map.prototype;
const { forEach: setEach } = Set.prototype;
const { getPrototypeOf, hasOwn } = Object;

const brand = {
  date: 1, regexp: 2, error: 3, buffer: 4, sharedBuffer: 5, view: 6, dataView: 7, nodeBuffer: 8, url: 10, boxed: 11, instance: 12, function: 13, mutableObject: 14,
  promise: 15, blob: 16, domException: 17,
};

// ---- symbols: the same symbol here for the same cell --------------------------------------------------------------------

const symbolCells = new WeakMap(); // symbol -> Encoded, whose hold keeps the cell while the symbol lives
const symbolsByAddress = new Map(); // address -> WeakRef of the symbol

const gone = new FinalizationRegistry((address) => {
  if (symbolsByAddress.get(address)?.deref() === undefined) symbolsByAddress.delete(address);
});

function rememberSymbol(symbol, cell) {
  symbolCells.set(symbol, cell);
  symbolsByAddress.set(cell[kAddress], new WeakRef(symbol));
  gone.register(symbol, cell[kAddress]);
}

function symbolCell(symbol) {
  let cell = symbolCells.get(symbol);
  if (cell === undefined) {
    const { built, op } = require('internal/protocore/codec');
    cell = built((encoder) => {
      if (symbol.description === undefined) encoder.one(op.undefined);
      else encoder.text(symbol.description);
      encoder.one(op.symbolNew);
    }, true);
    rememberSymbol(symbol, cell);
  }
  return cell;
}

function symbolOf(hold, address, description) {
  let symbol = symbolsByAddress.get(address)?.deref();
  if (symbol === undefined) {
    symbol = Symbol(description);
    rememberSymbol(symbol, new Encoded(native.holdOf(hold, address), address)); // one of its own: the one that came along keeps all that the symbol was found in
  }
  return symbol;
}

// Registered symbols have their name there, and those of the language, which every thread has, one that begins with NUL; so others that do get another NUL.
const wellKnown = new Map(); // symbol -> name
for (const name of Object.getOwnPropertyNames(Symbol)) {
  if (typeof Symbol[name] === 'symbol') wellKnown.set(Symbol[name], `\0${name}`);
}

function registeredName(symbol) {
  const name = Symbol.keyFor(symbol);
  if (name === undefined) return wellKnown.get(symbol);
  return name.startsWith('\0') ? `\0${name}` : name;
}

function registeredSymbol(name) {
  if (!name.startsWith('\0')) return Symbol.for(name);
  return name[1] === '\0' ? Symbol.for(name.slice(1)) : wellKnownOf(name);
}

function wellKnownOf(name) {
  for (const { 0: symbol, 1: its } of wellKnown) {
    if (its === name) return symbol;
  }
  return Symbol.for(name);
}

// ---- classes of users, by opt-in ----------------------------------------------------------------------------------------

const classes = new Map(); // name -> { Class, toShared, fromShared }
const names = new Map(); // Class -> name

function registerClass(Class, options = {}) {
  const { name = Class.name, toShared = (instance) => ({ ...instance }),
          fromShared = (data) => Object.assign(Object.create(Class.prototype), data) } = options;
  classes.set(name, { Class, toShared, fromShared });
  names.set(Class, name);
}

// The flags of a regular expression: the getter of `flags` costs fifteen times as much.
const flagLetters = 'dgimsuvy';
const flagGetters = ['hasIndices', 'global', 'ignoreCase', 'multiline', 'dotAll', 'unicode', 'unicodeSets', 'sticky'].map((name) => {
  const { get } = Object.getOwnPropertyDescriptor(RegExp.prototype, name) ?? {};
  return get ?? (() => false);
});
const [hasIndices, isGlobal, ignoresCase, isMultiline, isDotAll, isUnicode, hasSets, isSticky] = flagGetters;
const { get: sourceOf } = Object.getOwnPropertyDescriptor(RegExp.prototype, 'source');
const flagTexts = []; // by their bits

function flagsOf(regexp) {
  const bits = (hasIndices.call(regexp) ? 1 : 0) | (isGlobal.call(regexp) ? 2 : 0) | (ignoresCase.call(regexp) ? 4 : 0) | (isMultiline.call(regexp) ? 8 : 0) |
    (isDotAll.call(regexp) ? 16 : 0) | (isUnicode.call(regexp) ? 32 : 0) | (hasSets.call(regexp) ? 64 : 0) | (isSticky.call(regexp) ? 128 : 0);
  return flagTexts[bits] ??= Array.from(flagLetters).filter((_, i) => bits >> i & 1).join('');
}

// ---- writing ------------------------------------------------------------------------------------------------------------

const errorNames = [
  'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'AggregateError', 'SuppressedError',
];
const UNDEFINED = 0;
const NULL = 1;
const HOLE = 4;
const CAUSE_UNDEFINED = 1; // it has one, which is undefined

function bytesOf(value) {
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
}

// The nearest class of the language, also of another realm.
function classOfError(error) {
  for (let at = error; at !== null; at = Object.getPrototypeOf(at)) {
    const { value } = Object.getOwnPropertyDescriptor(at, 'constructor') ?? {};
    if (typeof value === 'function' && errorNames.includes(value.name)) return value.name;
  }
  return 'Error';
}

const classesByPrototype = new Map(); // those of this realm
for (const name of errorNames) {
  if (globalThis[name] !== undefined) classesByPrototype.set(globalThis[name].prototype, name);
}

function writeTextOf(encoder, part) {
  if (typeof part === 'string') encoder.string(part);
  else if (part === undefined) encoder.one(UNDEFINED);
  else encoder.string(String(part));
}

function writeError(encoder, error) {
  const own = error.name;
  writeTextOf(encoder, own);
  writeTextOf(encoder, error.message);
  writeTextOf(encoder, error.stack);
  let bare = false;
  if (!hasOwn(error, 'cause')) {
    encoder.one(HOLE);
  } else {
    const { cause } = error;
    bare = cause === undefined;
    encoder.part('cause', cause);
  }
  for (const key of ['errors', 'code']) {
    if (hasOwn(error, key)) encoder.part(key, error[key]);
    else encoder.one(HOLE);
  }
  const name = classesByPrototype.get(getPrototypeOf(error)) ?? classOfError(error);
  if (name === own && name !== 'SuppressedError' && !bare) return encoder.branded(brand.error, 6);
  encoder.text(name);
  encoder.number(bare ? CAUSE_UNDEFINED : 0);
  if (name !== 'SuppressedError') return encoder.branded(brand.error, 8);
  encoder.part('error', error.error);
  encoder.part('suppressed', error.suppressed);
  encoder.branded(brand.error, 10);
}

function writeDomException(encoder, { name, message, stack }) {
  encoder.text(name);
  encoder.text(message);
  encoder.text(String(stack));
  encoder.branded(brand.domException, 3);
}

// The memory itself, not a copy of it.
function writeSharedBuffer(encoder, value) {
  const { blockOf, engineBlockOf } = require('internal/worker/shared_memory');
  const block = blockOf(value) ?? engineBlockOf(value);
  if (block === undefined) encoder.refuse('A SharedArrayBuffer of the engine', true);
  encoder.existing(new Encoded(binding('messaging').bytesOfBlock(block), result[1]));
  encoder.branded(brand.sharedBuffer, 1);
  return false;
}

function readSharedBuffer(bytes) {
  const native = binding('messaging');
  const block = native.blockOfBytes(bytes[kHold], bytes[kAddress]);
  const engines = native.engineView(block); // of a growable one, or one of a WebAssembly.Memory
  return engines === undefined ? require('internal/worker/shared_memory').bufferOf(block) : engines.buffer;
}

// Whether the memory of a view is no part of its buffer any more, which was made smaller.
function isOutside(view) {
  try {
    if (types.isDataView(view)) Reflect.get(DataView.prototype, 'byteLength', view);
    else Uint8Array.prototype.keys.call(view);
    return false;
  } catch {
    return true;
  }
}

const viewNames = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array',
  'BigUint64Array', 'Float16Array',
].filter((name) => globalThis[name] !== undefined);
const viewClasses = viewNames.map((name) => globalThis[name]);
const viewsByPrototype = new Map(viewClasses.map((View, i) => [View.prototype, i]));
const ofItsOwn = new Uint8Array(8); // nobody has asked for its buffer: until then the engine makes none
const { sameViewMode } = binding('messaging');

// Of memory that neither others see nor changes its size, the bytes.
function writeView(encoder, view) {
  const known = viewsByPrototype.get(getPrototypeOf(view));
  if (known !== undefined && sameViewMode(view, ofItsOwn) === true) {
    encoder.bytes(view);
    encoder.number(known);
    return encoder.branded(brand.view, 2);
  }
  if ((types ??= require('internal/util/types')).isDataView(view) && isOutside(view)) return writeOddView(encoder, view);
  const { name, buffer, byteLength } = cellKinds().viewParts(view);
  if (byteLength === 0 || buffer.resizable || isShared(buffer)) return writeOddView(encoder, view);
  encoder.bytes(view);
  if (name === 'DataView') return encoder.branded(brand.dataView, 1);
  if (name === 'Uint8Array' && Buffer.isBuffer(view)) return encoder.branded(brand.nodeBuffer, 1);
  encoder.number(viewNames.indexOf(name));
  encoder.branded(brand.view, 2);
}

// A view that follows its buffer's length has `null` for its own.
function writeOddView(encoder, view) {
  if (isOutside(view)) return encoder.refuse('A view of an ArrayBuffer that is detached or too small', true);
  const { buffer, name: kind, offset, length, tracking } = require('internal/structured_clone').placeOf(view);
  const name = Buffer.isBuffer(view) ? 'Buffer' : kind;
  if (isShared(buffer)) {
    writeSharedBuffer(encoder, buffer);
  } else if (buffer.resizable) {
    encoder.bytes(bytesOf(buffer));
    encoder.number(buffer.maxByteLength);
    encoder.branded(brand.buffer, 2);
  } else {
    encoder.bytes(bytesOf(view));
    if (name === 'Buffer') return encoder.branded(brand.nodeBuffer, 1);
    if (name === 'DataView') return encoder.branded(brand.dataView, 1);
    encoder.number(viewNames.indexOf(name));
    return encoder.branded(brand.view, 2);
  }
  encoder.text(name);
  encoder.number(offset);
  if (tracking) encoder.one(NULL);
  else encoder.number(length);
  encoder.branded(brand.view, 4);
}

// What is in a Map or Set, in turn, and the keys of a path to it; undefined for other values, and for classes that users registered.
function partsOf(value) {
  const { kinds, kindOf } = cellKinds();
  const kind = names.size > 0 && names.has(value.constructor) ? undefined : kindOf(value);
  if (kind !== kinds.map && kind !== kinds.set) return undefined;
  const parts = [];
  const keys = [];
  let count = 0;
  if (kind === kinds.set) {
    setEach.call(value, (item) => {
      parts.push(item);
      keys.push(count++);
    });
    return { parts, keys, code: 14, count };
  }
  mapEach.call(value, (item, key) => {
    parts.push(key, item);
    keys.push(nameOfKey(count), pathOfValue(key, count));
    count++;
  });
  return { parts, keys, code: 13, count };
}

const pathOfValue = (key, i) => (typeof key === 'object' ? `value ${i}` : key);

const keyNames = [];
const KEY_NAMES_MAX = 1000;

const nameOfKey = (i) => (i < KEY_NAMES_MAX ? keyNames[i] ??= `key ${i}` : `key ${i}`);

const LEAF_MAX = 16; // entries of a collection without objects, which is rather written twice than remembered

function writeMap(encoder, map) {
  let i = 0;
  let nested = false;
  mapEach.call(map, (value, key) => {
    encoder.part(nameOfKey(i), key);
    nested = encoder.part(pathOfValue(key, i), value) || nested || (typeof key === 'object' && key !== null);
    i++;
  });
  encoder.two(13, i);
  return nested || i > LEAF_MAX;
}

function writeSet(encoder, set) {
  let i = 0;
  let nested = false;
  setEach.call(set, (value) => {
    nested = encoder.part(i++, value) || nested;
  });
  encoder.two(14, i);
  return nested || i > LEAF_MAX;
}

function writeInstance(encoder, value) {
  const name = names.size > 0 ? names.get(value.constructor) : undefined;
  if (name === undefined) return false;
  encoder.text(name);
  encoder.path[encoder.depth] = undefined;
  encoder.value(classes.get(name).toShared(value));
  encoder.branded(brand.instance, 2);
  return true;
}

function writeBoxed(encoder, value) {
  const primitive = cellKinds().primitiveOf(value);
  if (typeof primitive === 'object' && primitive !== null) return encodeOther(encoder, value); // of another class of the engine
  encoder.value(primitive);
  encoder.branded(brand.boxed, 1);
  return false;
}

// An object that is neither an array nor plain. Returns whether it may contain objects.
function encodeObject(encoder, value) {
  const { kinds, kindOf } = cellKinds();
  if (writeInstance(encoder, value)) return true;
  switch (kindOf(value)) {
    case kinds.date:
      encoder.number(Date.prototype.getTime.call(value));
      encoder.branded(brand.date, 1);
      return false;
    case kinds.regexp:
      encoder.text(sourceOf.call(value));
      encoder.text(flagsOf(value));
      encoder.branded(brand.regexp, 2);
      return false;
    case kinds.map:
      return writeMap(encoder, value);
    case kinds.set:
      return writeSet(encoder, value);
    case kinds.error:
      if (!classesByPrototype.has(getPrototypeOf(value)) && value instanceof DOMException) writeDomException(encoder, value);
      else writeError(encoder, value);
      return true;
    case kinds.buffer:
      if (isShared(value)) return writeSharedBuffer(encoder, value);
      if (value.detached) encoder.refuse('A detached ArrayBuffer', true);
      encoder.bytes(bytesOf(value));
      if (value.resizable) encoder.number(value.maxByteLength);
      encoder.branded(brand.buffer, value.resizable ? 2 : 1);
      return false;
    case kinds.view:
      writeView(encoder, value);
      return false;
    case kinds.boxed:
      return writeBoxed(encoder, value);
    default:
      return encodeOther(encoder, value);
  }
}

// ---- promises: a Ref that gets [1, value] or [2, error], once ----------------------------------------------------------------

const promiseRefs = new WeakMap();

function settle(ref, how, value) {
  const { Tuple } = require('internal/protocore/list');
  let outcome;
  try {
    outcome = new Tuple([how, value]);
  } catch (error) {
    outcome = new Tuple([2, error]); // what cannot be shared rejects
  }
  ref.set(outcome);
}

function writePromise(encoder, promise) {
  let ref = promiseRefs.get(promise);
  if (ref === undefined) {
    const { Ref } = require('internal/protocore/ref');
    const fresh = ref = new Ref(null);
    promiseRefs.set(promise, ref);
    Promise.prototype.then.call(promise, (value) => settle(fresh, 1, value), (error) => settle(fresh, 2, error));
  }
  encoder.value(ref);
  encoder.branded(brand.promise, 1);
  return false;
}

function readPromise({ 0: ref }) {
  return new Promise((resolve, reject) => {
    const look = (outcome) => {
      if (outcome === null) return false;
      (outcome.get(0) === 1 ? resolve : reject)(outcome.get(1));
      return true;
    };
    if (look(ref.get())) return;
    const watcher = ref.watch((outcome) => {
      if (look(outcome)) watcher.close();
    });
    if (look(ref.get())) watcher.close(); // it came in between
  });
}

// ---- blobs: their bytes ---------------------------------------------------------------------------------------------------

function writeBlob(encoder, blob) {
  const bytes = require('internal/blob').bytesInMemory(blob);
  if (bytes === undefined) encoder.refuse('A Blob over a file', true);
  encoder.bytes(bytes);
  encoder.text(blob.type);
  if (!(blob instanceof File)) {
    encoder.branded(brand.blob, 2);
    return false;
  }
  encoder.text(blob.name);
  encoder.number(blob.lastModified);
  encoder.branded(brand.blob, 4);
  return false;
}

function readBlob({ 0: bytes, 1: type, 2: name, 3: lastModified }) {
  const parts = [native.bytes(bytes[kHold], bytes[kAddress])];
  return name === undefined ? new Blob(parts, { type }) : new File(parts, name, { type, lastModified });
}

function encodeOther(encoder, value) {
  if (value instanceof URL) {
    encoder.text(value.href);
    encoder.branded(brand.url, 1);
    return false;
  }
  if (require('internal/util/types').isPromise(value)) return writePromise(encoder, value);
  if (value instanceof Blob) return writeBlob(encoder, value);
  let name = 'Object';
  try {
    name = value.constructor?.name || name;
  } catch {
    name = 'Object'; // a getter that throws: the name is for the message only
  }
  return encoder.refuse(`An instance of ${name}`, true);
}

// A function goes as its text: it sees globals of the thread that runs it, and none of the variables around it.
function encodeFunction(encoder, value) {
  const source = Function.prototype.toString.call(value);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) encoder.refuse(`The native function ${value.name}`);
  encoder.text(source);
  encoder.text(value.name);
  encoder.branded(brand.function, 2);
}

// ---- reading ------------------------------------------------------------------------------------------------------------

// Of the class `className` of the language; `own` fields after those that every error has.
function bareError(className, message, errors, first, suppressed) {
  if (className === 'AggregateError') return new AggregateError(errors === undefined ? [] : errors, message);
  if (className === 'SuppressedError') return new globalThis.SuppressedError(first, suppressed, message);
  return new globalThis[className](message);
}

const hidden = { __proto__: null, value: undefined, writable: true, enumerable: false, configurable: true };

function defineHidden(object, key, value) {
  hidden.value = value;
  Object.defineProperty(object, key, hidden);
  hidden.value = undefined;
}

function readError({ 0: name, 1: message, 2: stack, 3: cause, 4: errors, 5: code, 6: className, 7: flags, 8: first, 9: suppressed }) {
  className ??= errorNames.includes(name) ? name : 'Error';
  const limit = Error.stackTraceLimit;
  const bare = limit === 0 || Reflect.set(Error, 'stackTraceLimit', 0); // the stack of here is of no use, and dear
  const error = bareError(className, message, errors, first, suppressed);
  if (bare && limit !== 0) Error.stackTraceLimit = limit;
  if (name !== className && name !== undefined) defineHidden(error, 'name', name);
  if (stack !== undefined) defineHidden(error, 'stack', stack);
  if (cause !== undefined || flags === CAUSE_UNDEFINED) defineHidden(error, 'cause', cause);
  if (code !== undefined) error.code = code;
  return error;
}

function readDomException({ 0: name, 1: message, 2: stack }) {
  const exception = new DOMException(message, name);
  Object.defineProperty(exception, 'stack', { __proto__: null, value: stack, writable: true, configurable: true });
  return exception;
}

// What makes a function of its text, for texts that come again.
const factories = new Map();
const FACTORIES_MAX = 200;
const FACTORY_TEXT_MAX = 4096;

// The method, getter or setter that is all there is in an object.
const onlyMember = `const key = Reflect.ownKeys(object)[0], { value, get, set } = Object.getOwnPropertyDescriptor(object, key);
return value !== undefined ? value : get !== undefined ? get : set;`;

// Text of a method has no `function` before it; try what it may be.
function readFunction({ 0: source, 1: name }) {
  const key = `${name}\n${source}`;
  let make = factories.get(key);
  if (make !== undefined) return make();
  for (const text of [`return (${source}\n)`, `const object = ({ ${source}\n }); ${onlyMember}`, `return (function ${source}\n)`]) {
    try {
      make = new Function(text);
      break;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  if (make === undefined) throw new DOMException(`The function ${name} could not be compiled outside of its class`, 'DataCloneError');
  if (key.length <= FACTORY_TEXT_MAX) {
    if (factories.size >= FACTORIES_MAX) factories.clear();
    factories.set(key, make);
  }
  return make();
}

// Whether decode() may run code of users.
function mayRunCode(which) {
  return which >= brand.instance || which === brand.error;
}

function decode(which, parts) {
  switch (which) {
    case brand.date: return new Date(parts[0]);
    case brand.regexp: return new RegExp(parts[0], parts[1]);
    case brand.error: return readError(parts);
    case brand.buffer: return readBuffer(parts);
    case brand.sharedBuffer: return readSharedBuffer(parts[0]);
    case brand.view: return readView(parts);
    case brand.dataView: return new DataView(copyOf(parts[0], Uint8Array).buffer);
    case brand.nodeBuffer: return Buffer.from(copyOf(parts[0], Uint8Array).buffer);
    case brand.url: return new URL(parts[0]);
    case brand.boxed: return Object(parts[0]);
    case brand.instance: return readInstance(parts);
    case brand.promise: return readPromise(parts);
    case brand.blob: return readBlob(parts);
    case brand.domException: return readDomException(parts);
    case brand.mutableObject: return new (require('internal/protocore/object').MutableObject)(parts[0]);
    default: return readFunction(parts);
  }
}

function readBuffer({ 0: bytes, 1: maxByteLength }) {
  const copy = native.bytes(bytes[kHold], bytes[kAddress]);
  if (maxByteLength === undefined) return copy.buffer;
  const buffer = new ArrayBuffer(copy.length, { maxByteLength });
  new Uint8Array(buffer).set(copy);
  return buffer;
}

const SMALL = 1024; // bytes: from here on they are copied once, into memory that the engine takes over

// Shared bytes as an array of a class.
function copyOf(bytes, Class) {
  const hold = bytes[kHold];
  const address = bytes[kAddress];
  const size = native.bytesLength(hold, address);
  if (size <= SMALL) {
    const small = new Class(size / Class.BYTES_PER_ELEMENT);
    native.bytesInto(hold, address, small);
    return small;
  }
  const large = native.bytes(hold, address);
  return Class === Uint8Array ? large : new Class(large.buffer);
}

function readView({ 0: bytes, 1: name, 2: offset, 3: length }) {
  if (length === null) return name === 'Buffer' ? Buffer.from(bytes, offset) : new globalThis[name](bytes, offset);
  if (length !== undefined) return name === 'Buffer' ? Buffer.from(bytes, offset, length) : new globalThis[name](bytes, offset, length);
  return copyOf(bytes, typeof name === 'number' ? viewClasses[name] : globalThis[name]);
}

function readInstance({ 0: name, 1: data }) {
  const known = classes.get(name);
  return known === undefined ? data : known.fromShared(data);
}

module.exports = {
  brand, decode, encodeFunction, encodeObject, mayRunCode, partsOf, registerClass, registeredName, registeredSymbol, symbolCell, symbolOf,
};
