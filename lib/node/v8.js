// SPDX-License-Identifier: MIT
// node:v8: serialization in V8's format, and what can be said about memory under another engine. What only V8 has says that it is not
// there.
'use strict';

const { codes: { ERR_NOT_BUILDING_SNAPSHOT } } = require('internal/errors');
const { validateString } = require('internal/validators');
const unimplemented = require('internal/unimplemented');
const { Serializer, viewName } = require('internal/v8/serializer');
const { Deserializer } = require('internal/v8/deserializer');

// ---- serialization --------------------------------------------------------------------------------------------------

// The numbers that DefaultSerializer gives the kinds of views; 10 is Buffer.
const viewIndexes = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float32Array', 'Float64Array', 'DataView', 'Buffer', 'BigInt64Array', 'BigUint64Array', 'Float16Array',
];
const BUFFER_INDEX = 10;

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view) {
    if (!ArrayBuffer.isView(view)) {
      throw this._getDataCloneError(`Unserializable host object: ${require('internal/util/inspect').inspect(view)}`);
    }
    const { Buffer } = require('buffer');
    this.writeUint32(Buffer.isBuffer(view) ? BUFFER_INDEX : viewIndexes.indexOf(viewName(view)));
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const name = viewIndexes[this.readUint32()];
    const size = this.readUint32();
    const offset = this.buffer.byteOffset + this._readRawBytes(size);
    if (name === 'Buffer') return require('buffer').Buffer.from(this.buffer.buffer, offset, size);
    const View = globalThis[name];
    if (View === undefined) throw new Error('Unable to deserialize cloned data.');
    const unit = View.BYTES_PER_ELEMENT ?? 1;
    if (offset % unit === 0) return new View(this.buffer.buffer, offset, size / unit);
    // Not aligned in place: a copy is.
    return new View(this.buffer.buffer.slice(offset, offset + size), 0, size / unit);
  }
}
Object.defineProperty(DefaultDeserializer, 'length', { __proto__: null, value: 0, configurable: true });

function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(buffer) {
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

// ---- memory ---------------------------------------------------------------------------------------------------------

const [USED, CAPACITY, EXTRA, , GLOBALS, MALLOCED, RESIDENT, LIMIT] = [0, 1, 2, 3, 4, 5, 6, 7];
const memory = new Float64Array(8);
let peakMalloced = 0;

function readMemory() {
  binding('v8').memory(memory);
  peakMalloced = Math.max(peakMalloced, memory[MALLOCED]);
}

function getHeapStatistics() {
  readMemory();
  return {
    total_heap_size: memory[CAPACITY],
    total_heap_size_executable: 0,
    total_physical_size: Math.min(memory[CAPACITY], memory[RESIDENT]),
    total_available_size: memory[LIMIT] - memory[USED],
    used_heap_size: memory[USED],
    heap_size_limit: memory[LIMIT],
    malloced_memory: memory[MALLOCED],
    peak_malloced_memory: peakMalloced,
    does_zap_garbage: 0,
    number_of_native_contexts: memory[GLOBALS],
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: memory[EXTRA],
    total_allocated_bytes: memory[CAPACITY] + memory[EXTRA],
  };
}

const spaceNames = [
  'read_only_space', 'new_space', 'old_space', 'code_space', 'shared_space', 'trusted_space', 'shared_trusted_space',
  'new_large_object_space', 'large_object_space', 'code_large_object_space', 'shared_large_object_space',
  'shared_trusted_large_object_space', 'trusted_large_object_space',
];

// The engine has one space, which is shown as V8's old one.
function getHeapSpaceStatistics() {
  readMemory();
  return spaceNames.map((name) => {
    const whole = name === 'old_space';
    return {
      space_name: name,
      space_size: whole ? memory[CAPACITY] : 0,
      space_used_size: whole ? memory[USED] : 0,
      space_available_size: whole ? memory[CAPACITY] - memory[USED] : 0,
      physical_space_size: whole ? memory[CAPACITY] : 0,
    };
  });
}

function getHeapCodeStatistics() {
  return {
    code_and_metadata_size: 0,
    bytecode_and_metadata_size: 0,
    external_script_source_size: 0,
    cpu_profiler_metadata_size: 0,
  };
}

// Collections are not announced by the engine, so a profile lists none.
class GCProfiler {
  #start;

  start() {
    this.#start ??= Date.now();
  }

  stop() {
    if (this.#start === undefined) return undefined;
    const profile = { version: 1, startTime: this.#start, statistics: [], endTime: Date.now() };
    this.#start = undefined;
    return profile;
  }

  [Symbol.dispose]() {
    this.stop();
  }
}

// ---- flags and what is V8's own -------------------------------------------------------------------------------------

let flags = '';

// V8's flags mean nothing to this engine; they count for the version tag only.
function setFlagsFromString(text) {
  validateString(text, 'flags');
  flags += ` ${text}`;
}

function cachedDataVersionTag() {
  const text = `${process.versions.v8 ?? ''} ${process.version} ${process.arch}${flags}`;
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i) | 0;
  return hash >>> 0;
}

function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  for (let i = 0; i < content.length; i++) {
    if (content.charCodeAt(i) > 255) return false;
  }
  return true;
}

// Coverage is written where NODE_V8_COVERAGE asks for it, which is not there; without it both do nothing.
function takeCoverage() {}
function stopCoverage() {}

const startupSnapshot = {
  addDeserializeCallback() {
    throw new ERR_NOT_BUILDING_SNAPSHOT();
  },
  addSerializeCallback() {
    throw new ERR_NOT_BUILDING_SNAPSHOT();
  },
  setDeserializeMainFunction() {
    throw new ERR_NOT_BUILDING_SNAPSHOT();
  },
  isBuildingSnapshot() {
    return false;
  },
};

const missing = {};
unimplemented.functions(missing, 'v8', 'getCppHeapStatistics');

// ---- what is in the heap --------------------------------------------------------------------------------------------

function getHeapSnapshot(options) {
  return require('internal/v8/heap_snapshot').getHeapSnapshot(options);
}

function writeHeapSnapshot(filename, options) {
  return require('internal/v8/heap_snapshot').writeHeapSnapshot(filename, options);
}

function setHeapSnapshotNearHeapLimit(limit) {
  require('internal/validators').validateUint32(limit, 'limit', true);
  const { snapshotNearLimit } = require('internal/v8/heap_snapshot');
  snapshotNearLimit(limit);
}

function startCpuProfile() {
  const { SyncCPUProfileHandle } = require('internal/v8/cpu_profile');
  return new SyncCPUProfileHandle();
}

let warnedOfQuery = false;

function queryObjects(ctor, options = undefined) {
  const { validateFunction, validateObject, validateOneOf } = require('internal/validators');
  validateFunction(ctor, 'constructor');
  if (options !== undefined) validateObject(options, 'options');
  const format = options?.format || 'count';
  validateOneOf(format, 'options.format', ['count', 'summary']);
  if (!warnedOfQuery) {
    warnedOfQuery = true;
    require('internal/util').emitExperimentalWarning('v8.queryObjects()');
  }
  const { prototype } = ctor;
  const objects = Object(prototype) === prototype ? require('internal/v8/heap_snapshot').instancesOf(prototype) : [];
  if (format === 'count') return objects.length;
  const { inspect } = require('internal/util/inspect');
  return objects.map((object) => inspect(object, { depth: 0 }));
}
const hooksOfPromises = () => require('internal/v8/promise_hooks');

function createHook({ init, before, after, settled } = {}) { return hooksOfPromises().createHook({ init, before, after, settled }); }
const promiseHooks = {
  createHook,
  onInit: (hook) => hooksOfPromises().onInit(hook),
  onBefore: (hook) => hooksOfPromises().onBefore(hook),
  onAfter: (hook) => hooksOfPromises().onAfter(hook),
  onSettled: (hook) => hooksOfPromises().onSettled(hook),
};

module.exports = {
  cachedDataVersionTag,
  getHeapSnapshot,
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  getCppHeapStatistics: missing.getCppHeapStatistics,
  setFlagsFromString,
  Serializer,
  Deserializer,
  DefaultSerializer,
  DefaultDeserializer,
  deserialize,
  takeCoverage,
  stopCoverage,
  serialize,
  writeHeapSnapshot,
  promiseHooks,
  queryObjects,
  startupSnapshot,
  setHeapSnapshotNearHeapLimit,
  GCProfiler,
  isStringOneByteRepresentation,
  startCpuProfile,
};
