// SPDX-License-Identifier: MIT
//
// `buffer`: Buffer, and what stands beside it. Numbers in and out of bytes are in internal/buffer_numbers, text in internal/buffer_encodings,
// Blob and File in their own files, loaded when first touched.

const { blank } = require('internal/blank_string');
const {
  FastBuffer, OWN_MAX, ZEROED_MAX, createFromText, createUnsafeBuffer, createZeroedBuffer, hasOnlyElements, newBytes, newPart, newView,
  pool, poolRenew, poolTake, poolTakeCopy, poolTakeText,
} = require('internal/buffer');
const { addNumberMethods } = require('internal/buffer_numbers');
const {
  UTF8, UTF16LE, LATIN1, ASCII, BASE64, BASE64URL, HEX,
  byteLength: byteLengthOf, byteLengthUtf8, encodingOf, slice, slices, utf8Slice, utf8Write, write, writes,
} = require('internal/buffer_encodings');

const native = binding('buffer');
const {
  compare: compareBytes, copy: copyBytes, fillBytes: fillWithBytes, fillString, indexOfBytes, indexOfString, listCopy, listLength, swap,
} = native;

const { defineProperties, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, setPrototypeOf } = Object;
const { isArray } = Array;
const { isInteger, isNaN } = Number;
const { min, trunc, floor } = Math;
const { toPrimitive, species } = Symbol;
const inspectSymbol = Symbol.for('nodejs.util.inspect.custom');

// Called as `fill.call(...)`, which the engine compiles as well as a method call.
const typedArray = getPrototypeOf(Uint8Array.prototype);
const {
  fill: fillBytes, indexOf: indexOfByte, lastIndexOf: lastIndexOfByte, set: setBytes,
} = typedArray;
const { get: lengthOf } = getOwnPropertyDescriptor(typedArray, 'length');
const { get: byteLengthOfView } = getOwnPropertyDescriptor(typedArray, 'byteLength');
const { get: kindOfView } = getOwnPropertyDescriptor(typedArray, Symbol.toStringTag);
const { get: byteLengthOfBuffer } = getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength');
const { charCodeAt } = String.prototype;
const { isView: isArrayBufferView } = ArrayBuffer;

// What only errors and rare calls need is loaded with the first of them: many a program needs nothing but a Buffer.
const errors = () => require('internal/errors').codes;
const types = () => require('internal/util/types');

// Node's limits. The engine's strings may be longer; its ArrayBuffers end earlier, and asking for more is asking for memory that is not there.
const kMaxLength = Number.MAX_SAFE_INTEGER;
const kStringMaxLength = 0x1fffffe8;

let inspectMaxBytes = 50;

// ---- kinds of values ------------------------------------------------------------------------------------------------

const isUint8Array = (value) => value instanceof Uint8Array || (isArrayBufferView(value) && kindOfView.call(value) === 'Uint8Array');
const isTypedArray = (value) => isArrayBufferView(value) && kindOfView.call(value) !== undefined;

function isAnyArrayBuffer(value) {
  if (typeof value !== 'object' || value === null) return false;
  if (isArray(value) || isArrayBufferView(value)) return false;
  if (value instanceof ArrayBuffer) {
    try {
      byteLengthOfBuffer.call(value);
      return true;
    } catch {
      return false; // an object that only inherits from it
    }
  }
  return types().isAnyArrayBuffer(value);
}

// ---- arguments ------------------------------------------------------------------------------------------------------

function checkSize(size) {
  if (typeof size !== 'number') throw new (errors().ERR_INVALID_ARG_TYPE)('size', 'number', size);
  if (!(size >= 0 && size <= kMaxLength)) throw new (errors().ERR_OUT_OF_RANGE)('size', `>= 0 && <= ${kMaxLength}`, size);
}

function validateOffset(value, name, low = 0, high = kMaxLength) {
  if (typeof value !== 'number') throw new (errors().ERR_INVALID_ARG_TYPE)(name, 'number', value);
  if (!isInteger(value)) throw new (errors().ERR_OUT_OF_RANGE)(name, 'an integer', value);
  if (value < low || value > high) throw new (errors().ERR_OUT_OF_RANGE)(name, `>= ${low} && <= ${high}`, value);
}

function validateBytes(value, name) {
  if (!(value instanceof Uint8Array) && !isUint8Array(value)) {
    throw new (errors().ERR_INVALID_ARG_TYPE)(name, ['Buffer', 'Uint8Array'], value);
  }
}

// As an integer; `otherwise` for what is no number.
function toInteger(value, otherwise) {
  const n = trunc(+value);
  return n !== n ? otherwise : n + 0;
}

// The number of an encoding given by a program; throws for an unknown one.
function encodingNumber(name) {
  if (name === undefined || name === null || name === '') return UTF8;
  const encoding = encodingOf(name);
  if (encoding < 0) throw new (errors().ERR_UNKNOWN_ENCODING)(name);
  return encoding;
}

// ---- the constructor ------------------------------------------------------------------------------------------------

let constructorCalls = 0;
let constructorWarned = false;

// Code in packages is not warned about, and after many calls the search for it stops.
function warnOfConstructor() {
  if (constructorWarned || ++constructorCalls > 10000) return;
  if (!process.execArgv.includes('--pending-deprecation') && require('internal/util').isInsideNodeModules(100, true)) return;
  constructorWarned = true;
  process.emitWarning('Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
    'Buffer.allocUnsafe(), or Buffer.from() methods instead.', 'DeprecationWarning', 'DEP0005');
}

function Buffer(arg, encodingOrOffset, length) {
  warnOfConstructor();
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') throw new (errors().ERR_INVALID_ARG_TYPE)('string', 'string', arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}

setPrototypeOf(Buffer, Uint8Array);
defineProperties(Buffer, {
  prototype: { __proto__: null, value: FastBuffer.prototype, writable: false, enumerable: false, configurable: false },
  [species]: { __proto__: null, configurable: true, enumerable: false, get() { return FastBuffer; } },
});
defineProperty(FastBuffer.prototype, 'constructor', {
  __proto__: null, value: Buffer, writable: true, enumerable: false, configurable: true,
});

Buffer.poolSize = 8 * 1024;

// ---- new Buffers ----------------------------------------------------------------------------------------------------

// A Buffer of `size` bytes whose content does not matter: from the pool where it is small, but not as small as costs nothing.
function allocate(size) {
  if (size <= 0) return new FastBuffer();
  if (size <= OWN_MAX) return newBytes(size);
  if (size < Buffer.poolSize >>> 1) {
    if (size > pool.size - pool.offset) poolRenew(Buffer.poolSize);
    return poolTake(size);
  }
  return createUnsafeBuffer(size);
}


function fromString(text, encodingName) {
  const encoding = encodingName === undefined ? UTF8 : fromStringEncoding(encodingName);
  const { length } = text;
  if (length === 0) return new FastBuffer();
  const { poolSize } = Buffer;
  // What surely fits is written straight into the pool.
  const most = encoding === UTF8 ? length * 3 : encoding === UTF16LE ? length * 2 : length;
  if (most < poolSize >>> 1) {
    if (most > pool.size - pool.offset) poolRenew(poolSize);
    const taken = poolTakeText(encoding, text);
    if (taken !== undefined) return taken;
    if (encoding === UTF8) return poolTake(utf8Write(pool.bytes, text, pool.offset, pool.offset + most));
    return poolTake(writes[encoding](pool.bytes, text, pool.offset, pool.offset + most));
  }
  if (length > ZEROED_MAX && encoding <= ASCII) return createFromText(text, encoding);
  const size = byteLengthOf(encoding, text);
  const buffer = allocate(size);
  const written = write(encoding, buffer, text, 0, size);
  return written === size ? buffer : newView(buffer.buffer, buffer.byteOffset, written);
}

function fromStringEncoding(name) {
  if (typeof name !== 'string' || name.length === 0) return UTF8;
  const encoding = encodingOf(name);
  if (encoding < 0) throw new (errors().ERR_UNKNOWN_ENCODING)(name);
  return encoding;
}

function fromArrayBuffer(buffer, byteOffset, length) {
  if (byteOffset === undefined) {
    byteOffset = 0;
  } else {
    byteOffset = +byteOffset;
    if (isNaN(byteOffset)) byteOffset = 0;
  }
  const most = buffer.byteLength - byteOffset;
  if (!(most >= 0)) throw new (errors().ERR_BUFFER_OUT_OF_BOUNDS)('offset');
  if (length !== undefined) {
    length = +length;
    if (!(length > 0)) length = 0;
    else if (length > most) throw new (errors().ERR_BUFFER_OUT_OF_BOUNDS)('length');
  }
  return new FastBuffer(buffer, byteOffset, length);
}

function fromArrayLike(list) {
  const { length } = list;
  if (!(length > 0)) return new FastBuffer();
  const buffer = allocate(trunc(length));
  setBytes.call(buffer, list);
  return buffer;
}

function fromObject(object) {
  if (object.length !== undefined || isAnyArrayBuffer(object.buffer)) {
    return typeof object.length === 'number' ? fromArrayLike(object) : new FastBuffer();
  }
  if (object.type === 'Buffer' && isArray(object.data)) return fromArrayLike(object.data);
  return undefined;
}

const SHORT_COPY = 32; // bytes that are copied in less time than a call takes

function fromBuffer(source) {
  const length = lengthOf.call(source);
  if (length > OWN_MAX && length < Buffer.poolSize >>> 1) {
    if (length > pool.size - pool.offset) poolRenew(Buffer.poolSize);
    const taken = poolTakeCopy(source);
    if (taken !== undefined) return taken;
  }
  const buffer = allocate(length);
  if (length > SHORT_COPY) {
    setBytes.call(buffer, source);
  } else {
    for (let i = 0; i < length; i++) buffer[i] = source[i];
  }
  return buffer;
}

Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);
  if (typeof value === 'object' && value !== null) {
    if (value instanceof FastBuffer) return isArrayBufferView(value) ? fromBuffer(value) : fromArrayLike(value);
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
    const plain = value.valueOf && value.valueOf();
    if (plain != null && plain !== value && (typeof plain === 'string' || typeof plain === 'object')) {
      return Buffer.from(plain, encodingOrOffset, length);
    }
    const buffer = fromObject(value);
    if (buffer !== undefined) return buffer;
    if (typeof value[toPrimitive] === 'function') {
      const primitive = value[toPrimitive]('string');
      if (typeof primitive === 'string') return fromString(primitive, encodingOrOffset);
    }
  }
  throw new (errors().ERR_INVALID_ARG_TYPE)('first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
};

Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!isTypedArray(view)) throw new (errors().ERR_INVALID_ARG_TYPE)('view', ['TypedArray'], view);
  const count = view.length;
  if (count === 0) return new FastBuffer();
  let start = 0;
  let end = count;
  if (offset !== undefined) {
    require('internal/validators').validateInteger(offset, 'offset', 0);
    if (offset >= count) return new FastBuffer();
    start = offset;
  }
  if (length !== undefined) {
    require('internal/validators').validateInteger(length, 'length', 0);
    end = min(start + length, count);
  }
  const size = byteLengthOfView.call(view) / count;
  return fromArrayLike(new Uint8Array(view.buffer, view.byteOffset + start * size, (end - start) * size));
};

Buffer.of = function of(...items) {
  const buffer = createUnsafeBuffer(items.length);
  for (let i = 0; i < items.length; i++) buffer[i] = items[i];
  return buffer;
};

Buffer.alloc = function alloc(size, fill, encoding) {
  checkSize(size);
  const buffer = createZeroedBuffer(size);
  if (fill !== undefined && fill !== 0 && size > 0) fillNew(buffer, fill, encoding);
  return buffer;
};

function fillNew(buffer, fill, encoding) {
  if (typeof fill === 'string') fillEncoding(encoding);
  fillAny(buffer, fill, typeof fill === 'string' ? encoding : undefined);
}

Buffer.allocUnsafe = function allocUnsafe(size) {
  checkSize(size);
  return allocate(size);
};

Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) {
  checkSize(size);
  return createUnsafeBuffer(size);
};

Buffer.isBuffer = function isBuffer(value) {
  return value instanceof Buffer;
};

Buffer.compare = function compare(buf1, buf2) {
  validateBytes(buf1, 'buf1');
  validateBytes(buf2, 'buf2');
  return buf1 === buf2 ? 0 : order(buf1, buf2);
};

Buffer.isEncoding = function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && encodingOf(encoding) >= 0;
};

Buffer.concat = function concat(list, length) {
  if (!isArray(list)) throw new (errors().ERR_INVALID_ARG_TYPE)('list', 'Array', list);
  if (list.length === 0) return new FastBuffer();
  const known = listLength(list);
  const total = known >= 0 ? known : lengthOfParts(list);
  if (length === undefined) length = total;
  else validateOffset(length, 'length');
  const buffer = Buffer.allocUnsafe(length);
  const position = known >= 0 ? listCopy(list, buffer) : copyParts(list, buffer, length);
  // The rest of an `allocUnsafe` is anyone's old bytes.
  if (position < length) fillBytes.call(buffer, 0, position, length);
  return buffer;
};

// The engine's own lengths: a program may have put others in front of them.
function lengthOfParts(list) {
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const part = list[i];
    if (!(part instanceof Uint8Array)) validateBytes(part, `list[${i}]`);
    total += lengthOf.call(part);
  }
  return total;
}

function copyParts(list, buffer, length) {
  let position = 0;
  for (let i = 0; i < list.length; i++) {
    const part = list[i];
    const size = lengthOf.call(part);
    if (size <= length - position) {
      setBytes.call(buffer, part, position);
      position += size;
    } else {
      position += copyBytes(part, 0, length - position, buffer, position);
    }
  }
  return position;
}

function byteLength(string, encoding) {
  if (typeof string !== 'string') {
    if (isArrayBufferView(string) || isAnyArrayBuffer(string)) return string.byteLength;
    throw new (errors().ERR_INVALID_ARG_TYPE)('string', ['string', 'Buffer', 'ArrayBuffer'], string);
  }
  if (string.length === 0) return 0;
  if (encoding === undefined) return byteLengthUtf8(string);
  const known = encoding ? encodingOf(encoding) : UTF8;
  return byteLengthOf(known < 0 ? UTF8 : known, string);
}

Buffer.byteLength = byteLength;

// ---- methods --------------------------------------------------------------------------------------------------------

const { prototype } = Buffer;

addNumberMethods(prototype);

// `buf.latin1Slice(start, end)` and the like: offsets are checked, not clamped.
function addSlice(name, encoding) {
  prototype[name] = {
    [name](start, end) {
      const length = byteLengthOfView.call(this);
      start = start === undefined ? 0 : +start;
      end = end === undefined ? length : +end;
      if (!(start >= 0) || !(end >= 0)) throw new (errors().ERR_OUT_OF_RANGE)(start >= 0 ? 'end' : 'start', '>= 0', start >= 0 ? end : start);
      if (end < start) end = start;
      if (end > length) throw new (errors().ERR_OUT_OF_RANGE)('end', `<= ${length}`, end);
      return slice(encoding, this, floor(start), floor(end));
    },
  }[name];
}

addSlice('asciiSlice', ASCII);
addSlice('base64Slice', BASE64);
addSlice('base64urlSlice', BASE64URL);
addSlice('latin1Slice', LATIN1);
addSlice('hexSlice', HEX);
addSlice('ucs2Slice', UTF16LE);
addSlice('utf8Slice', UTF8);

function addWrite(name, encoding) {
  prototype[name] = {
    [name](string, offset, length) {
      if (typeof string !== 'string') throw new (errors().ERR_INVALID_ARG_TYPE)('argument', 'string', string);
      const size = byteLengthOfView.call(this);
      offset = offset === undefined ? 0 : +offset;
      if (!(offset >= 0 && offset <= size)) throw new (errors().ERR_BUFFER_OUT_OF_BOUNDS)('offset');
      const room = size - offset;
      length = length === undefined ? room : +length;
      if (!(length >= 0 && length <= room)) throw new (errors().ERR_BUFFER_OUT_OF_BOUNDS)('length');
      return write(encoding, this, string, floor(offset), floor(offset) + floor(length));
    },
  }[name];
}

addWrite('asciiWrite', ASCII);
addWrite('base64Write', BASE64);
addWrite('base64urlWrite', BASE64URL);
addWrite('latin1Write', LATIN1);
addWrite('hexWrite', HEX);
addWrite('ucs2Write', UTF16LE);
addWrite('utf8Write', UTF8);

defineProperty(prototype, 'parent', {
  __proto__: null,
  enumerable: true,
  get() { return this instanceof Buffer ? this.buffer : undefined; },
});
defineProperty(prototype, 'offset', {
  __proto__: null,
  enumerable: true,
  get() { return this instanceof Buffer ? this.byteOffset : undefined; },
});

prototype.copy = function copy(target, targetStart, sourceStart, sourceEnd) {
  validateBytes(this, 'source');
  if (!(target instanceof Uint8Array) && !isArrayBufferView(target)) {
    throw new (errors().ERR_INVALID_ARG_TYPE)('target', ['Buffer', 'Uint8Array'], target);
  }
  targetStart = targetStart === undefined ? 0 : toInteger(targetStart, 0);
  if (targetStart < 0) throw new (errors().ERR_OUT_OF_RANGE)('targetStart', '>= 0', targetStart);
  sourceStart = sourceStart === undefined ? 0 : toInteger(sourceStart, 0);
  const { length } = this;
  if (sourceStart < 0 || sourceStart > length) {
    throw new (errors().ERR_OUT_OF_RANGE)('sourceStart', `>= 0 && <= ${length}`, sourceStart);
  }
  sourceEnd = sourceEnd === undefined ? length : toInteger(sourceEnd, 0);
  if (sourceEnd < 0) throw new (errors().ERR_OUT_OF_RANGE)('sourceEnd', '>= 0', sourceEnd);
  if (targetStart >= target.byteLength || sourceStart >= sourceEnd) return 0;
  if (sourceStart === 0 && sourceEnd >= length && length <= target.byteLength - targetStart && target instanceof Uint8Array) {
    setBytes.call(target, this, targetStart); // all of it, which the engine can do
    return length;
  }
  return copyBytes(this, sourceStart, min(sourceEnd, length), target, targetStart);
};

prototype.toString = function toString(encoding, start, end) {
  const { length } = this;
  if (arguments.length === 0) return length > 0 ? utf8Text(this, 0, length) : '';
  if (start === undefined || start <= 0) start = 0;
  else if (start >= length) return '';
  else start = trunc(start) || 0;
  if (end === undefined || end > length) end = length;
  else end = trunc(end) || 0;
  if (end <= start) return '';
  if (encoding === undefined) return utf8Text(this, start, end);
  const known = encodingOf(encoding);
  if (known < 0) throw new (errors().ERR_UNKNOWN_ENCODING)(encoding);
  const digits = known === HEX ? 2 : known === UTF16LE ? 0.5 : known === BASE64 || known === BASE64URL ? 4 / 3 : 1;
  if ((end - start) * digits > kStringMaxLength) throw new (errors().ERR_STRING_TOO_LONG)(kStringMaxLength);
  return slices[known](this, start, end);
};

function utf8Text(buffer, start, end) {
  if (end - start > kStringMaxLength) throw new (errors().ERR_STRING_TOO_LONG)(kStringMaxLength);
  return utf8Slice(buffer, start, end);
}

prototype.equals = function equals(otherBuffer) {
  validateBytes(otherBuffer, 'otherBuffer');
  if (this === otherBuffer) return true;
  const length = this.byteLength;
  return length === otherBuffer.byteLength && (length === 0 || order(this, otherBuffer) === 0);
};

const SHORT_ORDER = 96; // bytes that are compared in less time than a call into C takes

// -1, 0 or 1. Bytes that differ early are found without a call.
function order(a, b) {
  const common = min(a.length, b.length);
  const few = common <= SHORT_ORDER ? common : 8;
  for (let i = 0; i < few; i++) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  if (few === common) return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
  return compareBytes(a, 0, a.length, b, 0, b.length);
}

prototype[inspectSymbol] = function inspect(recurseTimes, ctx) {
  const shown = min(inspectMaxBytes, this.length);
  const rest = this.length - inspectMaxBytes;
  let text = '';
  for (let i = 0; i < shown; i++) text += (i === 0 ? '' : ' ') + slices[HEX](this, i, i + 1);
  if (rest > 0) text += ` ... ${rest} more byte${rest > 1 ? 's' : ''}`;
  const extras = ctx ? inspectExtras(this, ctx) : '';
  if (extras !== '') text += (this.length !== 0 ? ', ' : '') + extras;
  return `<${constructorName(this)} ${text}>`;
};
prototype.inspect = prototype[inspectSymbol];

// Properties beside the bytes, as "name: value, ...".
function inspectExtras(buffer, ctx) {
  const extras = { __proto__: null };
  let any = false;
  for (const key of nonIndexKeys(buffer, ctx.showHidden)) {
    extras[key] = buffer[key];
    any = true;
  }
  if (!any) return '';
  const { inspect } = require('internal/util/inspect');
  const text = inspect(extras, { ...ctx, breakLength: Infinity, compact: true });
  return text.slice('[Object: null prototype] { '.length, -2);
}

function nonIndexKeys(buffer, hidden) {
  if (hasOnlyElements(buffer)) return [];
  return require('internal/util/inspect/names').getNonIndexKeys(buffer, hidden);
}

function constructorName(buffer) {
  try {
    const { constructor } = buffer;
    if (typeof constructor === 'function' && hasOwn(constructor, 'name')) return constructor.name;
  } catch {
    // A getter of the program threw; the class's own name does.
  }
  return 'Buffer';
}

prototype.compare = function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  validateBytes(target, 'target');
  if (arguments.length === 1) return order(this, target);
  if (targetStart === undefined) targetStart = 0;
  else validateOffset(targetStart, 'targetStart');
  if (targetEnd === undefined) targetEnd = target.length;
  else validateOffset(targetEnd, 'targetEnd', 0, target.length);
  if (sourceStart === undefined) sourceStart = 0;
  else validateOffset(sourceStart, 'sourceStart');
  if (sourceEnd === undefined) sourceEnd = this.length;
  else validateOffset(sourceEnd, 'sourceEnd', 0, this.length);
  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return compareBytes(this, sourceStart, sourceEnd, target, targetStart, targetEnd);
};

// ---- searching ------------------------------------------------------------------------------------------------------

function find(buffer, value, byteOffset, encoding, forward) {
  if (!isArrayBufferView(buffer)) {
    throw new (errors().ERR_INVALID_ARG_TYPE)('buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
  }
  if (typeof byteOffset === 'string') {
    encoding = byteOffset;
    byteOffset = undefined;
  } else if (byteOffset > 0x7fffffff) {
    byteOffset = 0x7fffffff;
  } else if (byteOffset < -0x80000000) {
    byteOffset = -0x80000000;
  }
  byteOffset = +byteOffset;
  // What is no number searches all.
  byteOffset = isNaN(byteOffset) ? (forward ? 0 : buffer.length || buffer.byteLength) : trunc(byteOffset);
  if (typeof value === 'number') {
    value = (value >>> 0) & 0xff;
    if (!forward && byteOffset < -buffer.length) return -1;
    if (forward && byteOffset === 0 && buffer.length <= SHORT_SEARCH && buffer instanceof Uint8Array) {
      for (let i = 0; i < buffer.length; i++) {
        if (buffer[i] === value) return i;
      }
      return -1;
    }
    return forward ? indexOfByte.call(buffer, value, byteOffset) : lastIndexOfByte.call(buffer, value, byteOffset);
  }
  if (typeof value === 'string') {
    const known = encodingNumber(encoding);
    if (forward && byteOffset === 0 && known === UTF8 && buffer.length <= SHORT_SEARCH && buffer instanceof Uint8Array) {
      const found = findShortText(buffer, value);
      if (found !== undefined) return found;
    }
    return indexOfString(buffer, value, byteOffset, known, forward);
  }
  if (isUint8Array(value)) {
    if (forward && byteOffset === 0 && encoding === undefined && value.length > 0 && buffer.length <= SHORT_SEARCH &&
        buffer instanceof Uint8Array) {
      return findShortBytes(buffer, value);
    }
    const known = encoding === undefined ? UTF8 : encodingOf(encoding);
    return indexOfBytes(buffer, value, byteOffset, known, forward);
  }
  throw new (errors().ERR_INVALID_ARG_TYPE)('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

const SHORT_SEARCH = 32; // bytes that are searched in less time than a call into C takes

// Where the text begins; undefined where it is empty or not ASCII.
function findShortText(buffer, text) {
  const count = text.length;
  if (count === 0) return undefined;
  for (let i = 0; i < count; i++) {
    if (charCodeAt.call(text, i) > 0x7f) return undefined;
  }
  for (let start = 0, last = buffer.length - count; start <= last; start++) {
    let i = 0;
    while (i < count && buffer[start + i] === charCodeAt.call(text, i)) i++;
    if (i === count) return start;
  }
  return -1;
}

function findShortBytes(buffer, bytes) {
  const count = bytes.length;
  for (let start = 0, last = buffer.length - count; start <= last; start++) {
    let i = 0;
    while (i < count && buffer[start + i] === bytes[i]) i++;
    if (i === count) return start;
  }
  return -1;
}

prototype.indexOf = function indexOf(value, byteOffset, encoding) {
  return find(this, value, byteOffset, encoding, true);
};

prototype.lastIndexOf = function lastIndexOf(value, byteOffset, encoding) {
  return find(this, value, byteOffset, encoding, false);
};

prototype.includes = function includes(value, byteOffset, encoding) {
  return find(this, value, byteOffset, encoding, true) !== -1;
};

// ---- fill, write, slice -----------------------------------------------------------------------------------------------

prototype.fill = function fill(value, offset, end, encoding) {
  return fillAny(this, value, offset, end, encoding);
};

// The encoding of a text to fill with.
function fillEncoding(name) {
  if (name !== undefined && typeof name !== 'string') throw new (errors().ERR_INVALID_ARG_TYPE)('encoding', 'string', name);
  return encodingNumber(name);
}

const SHORT_FILL = 64; // bytes that are filled in less time than a call into C takes

// False where the text is not ASCII, or too long for this.
function fillShortText(buffer, offset, end, text) {
  const count = text.length;
  if (count > SHORT_FILL) return false;
  for (let i = 0; i < count; i++) {
    if (charCodeAt.call(text, i) > 0x7f) return false;
  }
  for (let i = offset, from = 0; i < end; i++) {
    buffer[i] = charCodeAt.call(text, from);
    if (++from === count) from = 0;
  }
  return true;
}

function fillAny(buffer, value, offset, end, encoding) {
  let known = UTF8;
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = undefined;
    } else if (typeof end === 'string') {
      encoding = end;
      end = undefined;
    }
    known = fillEncoding(encoding);
  }
  if (offset === undefined) {
    offset = 0;
    end = buffer.length;
  } else {
    if (!(typeof offset === 'number' && offset >= 0)) require('internal/validators').validateNumber(offset, 'offset', 0);
    if (end === undefined) end = buffer.length;
    else if (!(typeof end === 'number' && end >= 0 && end <= buffer.length)) {
      require('internal/validators').validateNumber(end, 'end', 0, buffer.length);
    }
    if (offset >= end) return buffer;
  }
  if (end > byteLengthOfView.call(buffer)) throw new (errors().ERR_BUFFER_OUT_OF_BOUNDS)();
  let filled = true;
  if (typeof value === 'string' && value.length > 0) {
    filled = (known === UTF8 && end - offset <= SHORT_FILL && buffer instanceof Uint8Array &&
        fillShortText(buffer, trunc(offset), trunc(end), value)) ||
      fillString(buffer, trunc(offset), trunc(end), value, known);
  } else if (typeof value === 'object' && value !== null && isUint8Array(value)) {
    filled = fillWithBytes(buffer, trunc(offset), trunc(end), value);
  } else {
    value &= 0xff; // an empty text, true and false too
    if (end - offset <= SHORT_COPY && buffer instanceof Uint8Array) {
      for (let i = trunc(offset); i < end; i++) buffer[i] = value;
    } else {
      fillBytes.call(buffer, value, offset, end);
    }
  }
  if (!filled) throw new (errors().ERR_INVALID_ARG_VALUE)('value', value);
  return buffer;
}

prototype.write = function writeText(string, offset, length, encoding) {
  if (typeof string !== 'string') throw new (errors().ERR_INVALID_ARG_TYPE)('argument', 'string', string);
  const size = this.length;
  if (offset === undefined) return size > 0 ? utf8Write(this, string, 0, size) : 0;
  if (length === undefined && typeof offset === 'string') {
    encoding = offset;
    length = size;
    offset = 0;
  } else {
    validateOffset(offset, 'offset', 0, size);
    const room = size - offset;
    if (length === undefined) {
      length = room;
    } else if (typeof length === 'string') {
      encoding = length;
      length = room;
    } else {
      validateOffset(length, 'length', 0, size);
      if (length > room) length = room;
    }
  }
  return write(encoding ? encodingNumber(encoding) : UTF8, this, string, offset, offset + length);
};
defineProperty(prototype.write, 'name', { __proto__: null, value: 'write', configurable: true });

prototype.toJSON = function toJSON() {
  const data = [];
  for (let i = 0; i < this.length; i++) data[i] = this[i];
  return { type: 'Buffer', data };
};

// A relative offset as a place within `length`.
function place(offset, length) {
  if (offset >>> 0 === offset) return offset < length ? offset : length;
  offset = trunc(+offset);
  if (offset === 0 || offset !== offset) return 0;
  if (offset < 0) return offset + length > 0 ? offset + length : 0;
  return offset < length ? offset : length;
}

prototype.subarray = function subarray(start, end) {
  const { length } = this;
  start = place(start, length);
  end = end === undefined ? length : place(end, length);
  return newPart(this, start, end > start ? end - start : 0);
};

prototype.slice = function slice(start, end) {
  return this.subarray(start, end);
};

// ---- byte order -----------------------------------------------------------------------------------------------------

const SHORT_SWAP = 32; // bytes that are turned around in less time than a call into C takes

prototype.swap16 = function swap16() {
  const { length } = this;
  if (length % 2 !== 0) throw new (errors().ERR_INVALID_BUFFER_SIZE)('16-bits');
  if (length > SHORT_SWAP) {
    swap(this, 2);
    return this;
  }
  for (let i = 0; i < length; i += 2) {
    const a = this[i];
    this[i] = this[i + 1];
    this[i + 1] = a;
  }
  return this;
};

function swapGroups(buffer, width) {
  for (let i = 0; i < buffer.length; i += width) {
    for (let low = i, high = i + width - 1; low < high; low++, high--) {
      const a = buffer[low];
      buffer[low] = buffer[high];
      buffer[high] = a;
    }
  }
  return buffer;
}

prototype.swap32 = function swap32() {
  const { length } = this;
  if (length % 4 !== 0) throw new (errors().ERR_INVALID_BUFFER_SIZE)('32-bits');
  if (length <= SHORT_SWAP) return swapGroups(this, 4);
  swap(this, 4);
  return this;
};

prototype.swap64 = function swap64() {
  const { length } = this;
  if (length % 8 !== 0) throw new (errors().ERR_INVALID_BUFFER_SIZE)('64-bits');
  if (length <= SHORT_SWAP) return swapGroups(this, 8);
  swap(this, 8);
  return this;
};

prototype.toLocaleString = prototype.toString;

// ---- beside Buffer --------------------------------------------------------------------------------------------------

const transcodable = [UTF8, UTF16LE, LATIN1, ASCII];
const illegalArgument = 1; // ICU's U_ILLEGAL_ARGUMENT_ERROR

// Text of one byte a character: what does not fit becomes a question mark, once a code point.
function narrow(text, limit) {
  let bytes = '';
  for (const character of text) {
    bytes += character.length === 1 && charCodeAt.call(character, 0) < limit ? character : '?';
  }
  return Buffer.from(bytes, 'latin1');
}

function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new (errors().ERR_INVALID_ARG_TYPE)('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = fromEncoding ? encodingOf(fromEncoding) : UTF8;
  const to = toEncoding ? encodingOf(toEncoding) : UTF8;
  if (!transcodable.includes(from) || !transcodable.includes(to)) {
    const code = 'U_ILLEGAL_ARGUMENT_ERROR';
    throw require('internal/errors').genericNodeError(`Unable to transcode Buffer [${code}]`, { code, errno: illegalArgument });
  }
  // As text; bytes that are not ASCII are no text in it.
  let text = slice(from === ASCII ? LATIN1 : from, source, 0, source.length);
  if (from === ASCII) text = text.replace(/[^\0-\x7f]/g, '\ufffd');
  if (to === LATIN1 || to === ASCII) return narrow(text, to === LATIN1 ? 0x100 : 0x80);
  return Buffer.from(text, to === UTF8 ? 'utf8' : 'utf16le');
}

function btoa(input) {
  if (arguments.length === 0) throw new (errors().ERR_MISSING_ARGS)('input');
  const source = `${input}`;
  const text = native.btoa(source, blank());
  if (text === undefined) {
    const DOMException = require('internal/per_context/domexception').DOMException;
    throw new DOMException('Invalid character', 'InvalidCharacterError');
  }
  return text;
}

function atob(input) {
  if (arguments.length === 0) throw new (errors().ERR_MISSING_ARGS)('input');
  const text = native.atob(`${input}`);
  if (text === undefined) {
    const DOMException = require('internal/per_context/domexception').DOMException;
    throw new DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  }
  return text;
}

function validateInput(input) {
  if (!isArrayBufferView(input) && !isAnyArrayBuffer(input)) {
    throw new (errors().ERR_INVALID_ARG_TYPE)('input', ['TypedArray', 'Buffer'], input);
  }
  const buffer = isArrayBufferView(input) ? input.buffer : input;
  if (buffer.detached) throw new (errors().ERR_INVALID_STATE)('Cannot validate on a detached buffer');
}

function isUtf8(input) {
  validateInput(input);
  return native.isUtf8(input);
}

function isAscii(input) {
  validateInput(input);
  return native.isAscii(input);
}

module.exports = {
  Buffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
};

defineProperties(module.exports, {
  constants: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    value: { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength },
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return inspectMaxBytes; },
    set(value) {
      require('internal/validators').validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      inspectMaxBytes = value;
    },
  },
});

// Settled by whoever touches them first.
function addLazy(name, id) {
  const settle = (value) => {
    defineProperty(module.exports, name, { __proto__: null, value, configurable: true, enumerable: true, writable: true });
  };
  defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = require(id)[name];
      settle(value);
      return value;
    },
    set: settle,
  });
}

addLazy('Blob', 'internal/blob');
addLazy('resolveObjectURL', 'internal/url/object_url');
addLazy('File', 'internal/file');
