// SPDX-License-Identifier: MIT
// Module namespace objects with their exotic behaviour (ECMA-262, 10.4.6): a proxy over a frozen-shaped target that reads live bindings.

const { create, defineProperty, preventExtensions, getOwnPropertyDescriptor } = Object;
const { ownKeys } = Reflect;

const namespaces = new WeakSet();

// `bindings`: [name, { module, name }] of every unambiguous export. Getters are asked for when first read, since in a cycle they come later.
// `trigger`, of a deferred namespace, is called before anything is read by a name; a deferred namespace is never thenable.
function makeNamespace(bindings, trigger = undefined) {
  if (trigger !== undefined) bindings = bindings.filter(({ 0: name }) => name !== 'then');
  const target = create(null);
  const sources = new Map();
  bindings.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  for (const [name, binding] of bindings) {
    sources.set(name, binding);
    defineProperty(target, name, { __proto__: null, value: undefined, writable: true, enumerable: true, configurable: false });
  }
  defineProperty(target, Symbol.toStringTag, { __proto__: null, value: trigger === undefined ? 'Module' : 'Deferred Module' });
  preventExtensions(target);
  const getters = new Map();
  const read = (name) => {
    let getter = getters.get(name);
    if (getter === undefined) {
      const { module, name: local } = sources.get(name);
      getter = local === undefined ? () => module.namespace : module.getterOf(local);
      if (getter === undefined) throw new ReferenceError(`Cannot access '${name}' before initialization`);
      getters.set(name, getter);
    }
    return getter();
  };
  const namespace = new Proxy(target, deferring(trigger, {
    __proto__: null,
    get: (object, key) => (sources.has(key) ? read(key) : key === Symbol.toStringTag ? target[key] : undefined),
    set: () => false,
    deleteProperty: (object, key) => !(sources.has(key) || key === Symbol.toStringTag),
    getOwnPropertyDescriptor(object, key) {
      if (!sources.has(key)) return getOwnPropertyDescriptor(object, key);
      return { value: read(key), writable: true, enumerable: true, configurable: false };
    },
    defineProperty(object, key, wanted) {
      if (!sources.has(key)) {
        const own = getOwnPropertyDescriptor(object, key);
        return own !== undefined && wanted.configurable !== true && wanted.enumerable !== true && wanted.writable !== true &&
          !('get' in wanted) && !('set' in wanted) && (!('value' in wanted) || wanted.value === own.value);
      }
      if (wanted.configurable === true || wanted.enumerable === false || wanted.writable === false || 'get' in wanted || 'set' in wanted) return false;
      return !('value' in wanted) || Object.is(wanted.value, read(key));
    },
    has: (object, key) => sources.has(key) || key === Symbol.toStringTag,
    ownKeys: (object) => ownKeys(object),
    getPrototypeOf: () => null,
    setPrototypeOf: (object, prototype) => prototype === null,
    isExtensible: () => false,
    preventExtensions: () => true,
  }));
  namespaces.add(namespace);
  return namespace;
}

// Traps that evaluate a deferred module first where they are asked for a name.
function deferring(trigger, traps) {
  if (trigger === undefined) return traps;
  for (const name of ['get', 'has', 'deleteProperty', 'getOwnPropertyDescriptor', 'defineProperty']) {
    const trap = traps[name];
    traps[name] = (target, key, extra) => {
      if (typeof key === 'string' && key !== 'then') trigger();
      return trap(target, key, extra);
    };
  }
  const { ownKeys: keys } = traps;
  traps.ownKeys = (target) => {
    trigger();
    return keys(target);
  };
  return traps;
}

module.exports = { isNamespace: (value) => namespaces.has(value), makeNamespace };
