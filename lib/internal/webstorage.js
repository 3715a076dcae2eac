// SPDX-License-Identifier: MIT
// Web Storage: sessionStorage in memory, localStorage in a file of SQLite's (lib/internal/webstorage_file.js). Both have 10 MiB.

const { create, defineProperty } = Object;
const { get: reflectGet, set: reflectSet, deleteProperty: reflectDelete, ownKeys: reflectKeys, getOwnPropertyDescriptor } = Reflect;

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const QUOTA = 10 * 1024 * 1024; // bytes of UTF-16

function coded(Base, code, message) {
  const error = new Base(message);
  error.code = code;
  return error;
}

function quotaExceeded() {
  return new DOMException('Setting the value exceeded the quota', 'QuotaExceededError');
}

// ---- where the items are --------------------------------------------------------------------------------------------

const low = (unit) => (unit & 0xff) << 8 | unit >> 8;

// The order of UTF-16LE bytes, which is that of the file.
function byBytes(a, b) {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x !== y) return low(x) - low(y);
  }
  return a.length - b.length;
}

class MemoryItems {
  #map = new Map();
  #size = 0;
  #order;

  get size() { return this.#map.size; }

  get(key) { return this.#map.get(key); }

  has(key) { return this.#map.has(key); }

  set(key, value) {
    const old = this.#map.get(key);
    const added = old === undefined ? 2 * (key.length + value.length) : 2 * (value.length - old.length);
    if (added > 0 && this.#size + added > QUOTA) throw quotaExceeded();
    this.#size += added;
    if (old === undefined) this.#order = undefined;
    this.#map.set(key, value);
  }

  delete(key) {
    const old = this.#map.get(key);
    if (old === undefined) return;
    this.#size -= 2 * (key.length + old.length);
    this.#order = undefined;
    this.#map.delete(key);
  }

  clear() {
    this.#map.clear();
    this.#order = undefined;
    this.#size = 0;
  }

  keys() {
    return this.#order ??= [...this.#map.keys()].sort(byBytes);
  }
}

// ---- Storage --------------------------------------------------------------------------------------------------------

const itemsOfStorage = new WeakMap();

function itemsOf(storage) {
  const items = itemsOfStorage.get(storage);
  if (items === undefined) throw new TypeError('Illegal invocation');
  return items;
}

function needs(args, count, name) {
  if (args.length < count) {
    throw coded(TypeError, 'ERR_MISSING_ARGS',
      `Failed to execute '${name}' on 'Storage': ${count} argument${count === 1 ? '' : 's'} required`);
  }
}

function Storage() {
  throw coded(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
}
const { prototype } = Storage;
delete prototype.constructor; // which comes last

defineProperty(prototype, 'length', {
  __proto__: null, get: defineProperty(function() { return itemsOf(this).size; }, 'name', { __proto__: null, value: '' }), enumerable: true, configurable: false,
});
const methods = {
  clear() { itemsOf(this).clear(); },
  getItem(key) {
    const items = itemsOf(this);
    needs(arguments, 1, 'getItem');
    return items.get(`${key}`) ?? null;
  },
  key(index) {
    const items = itemsOf(this);
    needs(arguments, 1, 'key');
    return items.keys()[index >>> 0] ?? null;
  },
  removeItem(key) {
    const items = itemsOf(this);
    needs(arguments, 1, 'removeItem');
    items.delete(`${key}`);
  },
  setItem(key, value) {
    const items = itemsOf(this);
    needs(arguments, 2, 'setItem');
    items.set(`${key}`, `${value}`);
  },
};
for (const name of Object.keys(methods)) {
  defineProperty(methods[name], 'length', { __proto__: null, value: 0, configurable: true });
  prototype[name] = methods[name];
}
defineProperty(prototype, 'constructor', { __proto__: null, value: Storage, writable: true, configurable: true });

// Whether a key is a property of the object: names of the prototypes' properties are not.
const isVisible = (items, key) => !(key in prototype) && items.has(key);

function handlerFor(items) {
  return {
    __proto__: null,
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in prototype) return reflectGet(target, key, receiver);
      return items.get(key);
    },
    set(target, key, value) {
      if (typeof key === 'symbol') return reflectSet(target, key, value);
      items.set(key, `${value}`);
      return true;
    },
    has(target, key) {
      return key in target || (typeof key === 'string' && items.has(key));
    },
    deleteProperty(target, key) {
      if (typeof key === 'symbol') return reflectDelete(target, key);
      items.delete(key);
      return true;
    },
    defineProperty(target, key, descriptor) {
      if (typeof key === 'symbol') return Reflect.defineProperty(target, key, descriptor);
      if ('value' in descriptor) items.set(key, `${descriptor.value}`);
      return true;
    },
    getOwnPropertyDescriptor(target, key) {
      if (typeof key === 'symbol') return key === kInspect ? undefined : getOwnPropertyDescriptor(target, key);
      const value = key in prototype ? undefined : items.get(key);
      return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
    },
    ownKeys(target) {
      const keys = items.keys().filter((key) => !(key in prototype));
      return keys.concat(reflectKeys(target).filter((key) => key !== kInspect));
    },
    preventExtensions() { return false; },
  };
}

function storageOver(items) {
  const target = create(prototype);
  // Proxies are shown by their targets.
  const show = () => {
    const seen = create(prototype);
    for (const key of items.keys()) {
      if (isVisible(items, key)) defineProperty(seen, key, { __proto__: null, value: items.get(key), enumerable: true });
    }
    return seen;
  };
  defineProperty(target, kInspect, { __proto__: null, value: show, configurable: true });
  const storage = new Proxy(target, handlerFor(items));
  itemsOfStorage.set(storage, items);
  return storage;
}

// Stands for localStorage where there is no file: empty, and says so once.
function nowhere() {
  let warned = false;
  const warn = () => {
    if (!warned) process.emitWarning('`--localstorage-file` was provided without a valid path');
    warned = true;
  };
  return new Proxy({}, {
    __proto__: null,
    get() { warn(); },
    set() {
      warn();
      return true;
    },
  });
}

let session, local;

module.exports = {
  Storage,
  get sessionStorage() {
    return session ??= storageOver(new MemoryItems());
  },
  get localStorage() {
    if (local === undefined) {
      const file = require('internal/options').getOptionValue('--localstorage-file');
      local = file === '' ? nowhere() : storageOver(new (require('internal/webstorage_file').FileItems)(file, QUOTA, quotaExceeded));
    }
    return local;
  },
};
