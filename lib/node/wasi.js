// SPDX-License-Identifier: MIT
// node:wasi. The functions of the system interface are C's (src/node/wasi), which works on the instance's memory in place.

const native = binding('wasi');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_WASI_ALREADY_STARTED, ERR_WASI_NOT_STARTED } } = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');
const {
  validateArray, validateBoolean, validateFunction, validateInt32, validateObject, validateString, validateUndefined,
} = require('internal/validators');

emitExperimentalWarning('WASI');

const kExit = Symbol('exit'); // thrown to leave the program

const moduleNames = { __proto__: null, preview1: 'wasi_snapshot_preview1', unstable: 'wasi_unstable' };

// By their numbers in C's table.
const errorNames = { __proto__: null, 2: 'EACCES', 44: 'ENOENT', 54: 'ENOTDIR', 32: 'ELOOP', 33: 'EMFILE', 41: 'ENFILE', 48: 'ENOMEM', 37: 'ENAMETOOLONG', 63: 'EPERM' };

function failure(number, syscall) {
  const code = `UVWASI_${errorNames[number] ?? 'EIO'}`;
  const error = new Error(`${code}, ${syscall}`);
  error.code = code;
  error.syscall = syscall;
  return error;
}

// The memory of the program, and a view of it that is made anew when it has grown.
class Memory {
  #memory;
  #view;

  set(memory) {
    this.#memory = memory;
    this.#view = undefined;
  }

  get view() {
    const memory = this.#memory;
    if (memory === undefined) return undefined;
    const { buffer } = memory;
    if (this.#view === undefined || this.#view.buffer !== buffer) this.#view = new Uint8Array(buffer);
    return this.#view;
  }
}

function checked(error) {
  if (error === -1) throw new ERR_WASI_NOT_STARTED();
  return error;
}

// A function with as many parameters as WebAssembly passes.
function importOf(world, memory, index, count) {
  const { call } = native;
  switch (count) {
    case 0: return () => checked(call(world, memory.view, index));
    case 1: return (a) => checked(call(world, memory.view, index, a));
    case 2: return (a, b) => checked(call(world, memory.view, index, a, b));
    case 3: return (a, b, c) => checked(call(world, memory.view, index, a, b, c));
    case 4: return (a, b, c, d) => checked(call(world, memory.view, index, a, b, c, d));
    case 5: return (a, b, c, d, e) => checked(call(world, memory.view, index, a, b, c, d, e));
    default: return (...values) => checked(call(world, memory.view, index, ...values));
  }
}

function importsOf(world, memory, exit) {
  const table = native.functions();
  const made = new Map([['proc_exit', exit]]);
  for (let i = 0; i < table.length; i += 2) made.set(table[i], importOf(world, memory, i / 2, table[i + 1].length));
  const imports = {};
  // In alphabetical order, but for one pair.
  const order = (name) => (name === 'fd_prestat_get' ? 'fd_prestat_a' : name);
  for (const name of [...made.keys()].sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    imports[name] = Object.defineProperty(made.get(name), 'name', { __proto__: null, value: name, configurable: true });
  }
  return imports;
}

const texts = (list) => list.map((text) => `${`${text}`.replace(/\0[^]*/, '')}\0`).join('');

function isMemory(value) {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object WebAssembly.Memory]';
}

class WASI {
  #started = false;
  #exitCode = 0;
  #instance;
  #memory = new Memory();
  #moduleName;

  constructor(options = {}) {
    validateObject(options, 'options');
    const { version } = options;
    validateString(version, 'options.version');
    this.#moduleName = moduleNames[version];
    if (this.#moduleName === undefined) throw new ERR_INVALID_ARG_VALUE('options.version', version, 'unsupported WASI version');

    const { args, env, preopens, stdin = 0, stdout = 1, stderr = 2, returnOnExit } = options;
    if (args !== undefined) validateArray(args, 'options.args');
    const variables = [];
    if (env !== undefined) {
      validateObject(env, 'options.env');
      for (const [key, value] of Object.entries(env)) {
        if (value !== undefined) variables.push(`${key}=${value}`);
      }
    }
    const folders = [];
    if (preopens !== undefined) {
      validateObject(preopens, 'options.preopens');
      for (const [name, path] of Object.entries(preopens)) folders.push([`${name}`, `${path}`]);
    }
    validateInt32(stdin, 'options.stdin', 0);
    validateInt32(stdout, 'options.stdout', 0);
    validateInt32(stderr, 'options.stderr', 0);
    let returns = true;
    if (returnOnExit !== undefined) {
      validateBoolean(returnOnExit, 'options.returnOnExit');
      returns = returnOnExit;
    }

    const world = native.world(texts(args ?? []), texts(variables), stdin, stdout, stderr);
    for (const [name, path] of folders) {
      const error = native.preopen(world, name, path);
      if (error !== 0) throw failure(error, 'uvwasi_init');
    }
    const exit = (code) => {
      if (!returns) process.reallyExit(code);
      this.#exitCode = code;
      throw kExit; // eslint-disable-line no-throw-literal
    };
    this.wasiImport = importsOf(world, this.#memory, exit);
  }

  finalizeBindings(instance, { memory = instance?.exports?.memory } = {}) {
    if (this.#started) throw new ERR_WASI_ALREADY_STARTED();
    validateObject(instance, 'instance');
    validateObject(instance.exports, 'instance.exports');
    if (!isMemory(memory)) {
      const error = new TypeError('"instance.exports.memory" property must be a WebAssembly.Memory object');
      error.code = 'ERR_INVALID_ARG_TYPE';
      throw error;
    }
    this.#memory.set(memory);
    this.#instance = instance;
    this.#started = true;
  }

  start(instance) {
    this.finalizeBindings(instance);
    const { _start, _initialize } = this.#instance.exports;
    validateFunction(_start, 'instance.exports._start');
    validateUndefined(_initialize, 'instance.exports._initialize');
    try {
      _start();
    } catch (error) {
      if (error !== kExit) throw error;
    }
    return this.#exitCode;
  }

  initialize(instance) {
    this.finalizeBindings(instance);
    const { _start, _initialize } = this.#instance.exports;
    validateUndefined(_start, 'instance.exports._start');
    if (_initialize !== undefined) {
      validateFunction(_initialize, 'instance.exports._initialize');
      _initialize();
    }
  }

  getImportObject() {
    return { [this.#moduleName]: this.wasiImport };
  }
}

module.exports = { WASI };
