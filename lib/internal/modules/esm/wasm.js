// SPDX-License-Identifier: MIT
// WebAssembly modules in a graph of ES modules: the imports of the binary are requests, its exports the names of the module.

const { ModuleRecord } = require('internal/modules/esm/records');
const { defineProperty, setPrototypeOf, getPrototypeOf } = Object;

// ---- the binary ------------------------------------------------------------------------------------------------------

const kImports = 2, kExports = 7;
const kFunction = 0, kTable = 1, kMemory = 2, kGlobal = 3;

// The names of imports and exports. The engine's own lists fail for types that JavaScript cannot describe.
class Reader {
  #at;
  #end;
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = at;
    this.#end = end;
  }
  get done() { return this.#at >= this.#end; }
  byte() { return this.bytes[this.#at++]; }
  number() {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      result += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) break;
    }
    return result;
  }
  name() {
    const length = this.number();
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.#at, length).toString('utf8');
    this.#at += length;
    return text;
  }
  // A section's content.
  part(length) {
    const reader = new Reader(this.bytes, this.#at, this.#at + length);
    this.#at += length;
    return reader;
  }
  // Value types are one byte, except references with a heap type.
  type() {
    const kind = this.byte();
    if (kind === 0x63 || kind === 0x64) this.number();
  }
  limits() {
    const flags = this.number();
    this.number();
    if (flags & 1) this.number();
  }
}

function readImports(section) {
  const list = [];
  for (let count = section.number(); count > 0; count--) {
    const module = section.name();
    const name = section.name();
    list.push({ module, name });
    switch (section.byte()) {
      case kFunction: section.number(); break;
      case kTable: section.type(); section.limits(); break;
      case kMemory: section.limits(); break;
      case kGlobal: section.type(); section.byte(); break;
      default: section.byte(); section.number(); // a tag
    }
  }
  return list;
}

function readExports(section) {
  const list = [];
  for (let count = section.number(); count > 0; count--) {
    list.push(section.name());
    section.byte();
    section.number();
  }
  return list;
}

function describe(bytes) {
  const reader = new Reader(bytes, 8);
  const found = { imports: [], exports: [] };
  while (!reader.done) {
    const id = reader.byte();
    const section = reader.part(reader.number());
    if (id === kImports) found.imports = readImports(section);
    else if (id === kExports) found.exports = readExports(section);
  }
  return found;
}

// ---- built-in imports ------------------------------------------------------------------------------------------------

function checkString(value) {
  if (typeof value !== 'string') throw new WebAssembly.RuntimeError('illegal cast');
  return value;
}

// The string built-ins, for engines without them.
const kStrings = {
  __proto__: null,
  cast: (value) => checkString(value),
  test: (value) => (typeof value === 'string' ? 1 : 0),
  fromCharCode: (code) => String.fromCharCode(code >>> 0),
  fromCodePoint: (code) => String.fromCodePoint(code >>> 0),
  charCodeAt: (text, index) => checkString(text).charCodeAt(index >>> 0),
  codePointAt: (text, index) => checkString(text).codePointAt(index >>> 0),
  length: (text) => checkString(text).length,
  concat: (first, second) => checkString(first) + checkString(second),
  substring: (text, start, end) => checkString(text).slice(start >>> 0, Math.max(start >>> 0, end >>> 0)),
  equals: (first, second) => {
    if (first !== null) checkString(first);
    if (second !== null) checkString(second);
    return first === second ? 1 : 0;
  },
  compare: (first, second) => (checkString(first) < checkString(second) ? -1 : first === second ? 0 : 1),
};

const kConstants = 'wasm:js/string-constants';

function isBuiltinModule(name) {
  return name === 'wasm:js-string' || name === kConstants;
}

// ---- the module ------------------------------------------------------------------------------------------------------

let abstract;
// %AbstractModuleSource%, which WebAssembly.Module inherits from.
function installAbstractSource() {
  if (abstract !== undefined) return;
  abstract = function AbstractModuleSource() {
    throw new TypeError('AbstractModuleSource is not a constructor');
  };
  defineProperty(abstract.prototype, Symbol.toStringTag, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      try {
        WebAssembly.Module.customSections(this, '');
      } catch {
        // Any other object has no name here.
        return undefined;
      }
      return 'WebAssembly.Module';
    },
  });
  defineProperty(abstract, 'prototype', { __proto__: null, writable: false });
  if (getPrototypeOf(WebAssembly.Module.prototype) === Object.prototype) {
    setPrototypeOf(WebAssembly.Module.prototype, abstract.prototype);
    setPrototypeOf(WebAssembly.Module, abstract);
  }
}

function checkName(name, what) {
  if (name.startsWith('wasm:') || name.startsWith('wasm-js:')) throw new WebAssembly.LinkError(`Invalid Wasm ${what} "${name}"`);
}

class WebAssemblyModule extends ModuleRecord {
  #imports;
  #exports;
  #values = { __proto__: null };
  instance = undefined;

  constructor(url, bytes) {
    super(url);
    installAbstractSource();
    try {
      this.moduleSource = new WebAssembly.Module(bytes);
    } catch (error) {
      require('internal/error_stack').fixEngineError(error);
      error.message = `${url}: ${error.message}`;
      throw error;
    }
    const { imports, exports } = describe(bytes);
    this.#imports = imports;
    this.#exports = exports;
    const modules = new Set();
    for (const { module } of imports) if (!isBuiltinModule(module)) modules.add(module);
    this.requestList = [...modules].map((specifier) => ({ specifier, attributes: {}, line: 0, column: 0 }));
  }

  // When the module is to be evaluated: names that are reserved.
  checkNames() {
    for (const { module, name } of this.#imports) {
      if (isBuiltinModule(module)) continue;
      checkName(module, 'import');
      checkName(name, 'import name');
    }
    for (const name of this.#exports) checkName(name, 'export name');
  }

  exportedNames() { return this.#exports; }
  resolveExport(name) { return this.#exports.includes(name) ? { module: this, name } : null; }
  getterOf(name) { return () => this.#values[name]; }
  instantiate() {}
  bindImports() {}

  // Exports of another WebAssembly module are passed on as they are, not as what JavaScript sees.
  #importObject() {
    const object = { __proto__: null };
    for (const { module, name } of this.#imports) {
      const names = object[module] ??= { __proto__: null };
      if (module === kConstants) {
        names[name] = new WebAssembly.Global({ value: 'externref', mutable: false }, name);
      } else if (isBuiltinModule(module)) {
        names[name] = kStrings[name];
      } else {
        const target = this.requests[this.requestList.findIndex((request) => request.specifier === module)];
        names[name] = target instanceof WebAssemblyModule ? target.instance?.exports[name] : target.namespace[name];
      }
    }
    return object;
  }

  execute() {
    require('internal/util').emitExperimentalWarning('Importing WebAssembly module instances');
    this.instance = new WebAssembly.Instance(this.moduleSource, this.#importObject());
    const { exports } = this.instance;
    for (const name of this.#exports) {
      const value = exports[name];
      if (!(value instanceof WebAssembly.Global)) {
        this.#values[name] = value;
        continue;
      }
      try {
        this.#values[name] = value.value;
      } catch {
        // A v128 has no value in JavaScript: the name is there, undefined.
        this.#values[name] = undefined;
      }
    }
  }
}

module.exports = { WebAssemblyModule };
