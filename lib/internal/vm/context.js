// SPDX-License-Identifier: MIT
// Contexts of node:vm. The engine cannot intercept access to a global object without slowing all of it down, so each property of the
// contextified object becomes an accessor on the other global. Before a run the accessors follow the object's properties; after a run what
// the script added to its global moves to the object. Only `var`s and functions that the script declares itself cannot be accessors
// (declarations are not configurable): their values are copied before and after each run.

const native = binding('contextify');
const { evaluate } = require('internal/vm/limited');
const { evaluateIn } = require('internal/builtins');
const { addRealm } = require('internal/promise_context');
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, is } = Object;
const { ownKeys, set: reflectSet } = Reflect;

const contexts = new WeakMap(); // contextified object -> Context
// Names that a script may give values: those get accessors before they exist, so that later assignments, from callbacks too, reach the
// object. Longer scripts are not searched; their globals move when a run ends.
const assignedPattern = /\bvar\s+[\p{ID_Start}$_][\p{ID_Continue}$]*|(?<![.\p{ID_Continue}$])[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=(?![=>])/gu;
const keywords = /^(?:let|const|class|function|this|null|true|false|async|await|of|in)$/;
const strictPattern = /^\s*(?:\/\/[^\n]*\n\s*)*['"]use strict['"]/;
const kLongSource = 1 << 16;

// Keys that a script sees of an object: its own and, up to Object.prototype, inherited ones.
function visibleKeys(object) {
  const keys = new Set(ownKeys(object));
  for (let proto = getPrototypeOf(object); proto !== null && getPrototypeOf(proto) !== null; proto = getPrototypeOf(proto)) {
    for (const key of ownKeys(proto)) {
      if (key !== 'constructor' && key !== '__proto__') keys.add(key);
    }
  }
  return keys;
}

class Context {
  constructor(sandbox, options) {
    this.sandbox = sandbox;
    this.options = options;
    this.global = native.newContext();
    addRealm(this.global.Promise.prototype);
    this.errors = evaluateIn(this.global, 'internal/error_stack');
    this.originals = new Map(); // what the global had by itself
    this.accessors = new Set(); // keys that are accessors to the sandbox
    this.declared = new Set(); // keys that the script declared: not configurable
    this.tentative = new Set(); // accessors for a `var` that may come
    for (const key of ownKeys(this.global)) this.originals.set(key, getOwnPropertyDescriptor(this.global, key));
    // The engine runs a script in the realm of its `this`: the view must be of the new one.
    this.view = sandbox === undefined ? this.global : new this.global.Proxy(new this.global.Object(), new GlobalView(this));
    if (sandbox !== undefined) {
      const descriptor = { __proto__: null, value: this.view, writable: true, enumerable: false, configurable: true };
      defineProperty(this.global, 'globalThis', descriptor);
      this.originals.set('globalThis', descriptor);
    }
    this.codeGeneration();
  }

  codeGeneration() {
    const { codeGeneration } = this.options;
    if (codeGeneration === undefined || codeGeneration.strings !== false) return;
    const { EvalError } = this.global;
    const refuse = { __proto__: null, writable: true, enumerable: false, configurable: true, value: () => {
      throw new EvalError('Code generation from strings disallowed for this context');
    } };
    defineProperty(this.global, 'eval', refuse);
    defineProperty(this.global, 'Function', { ...refuse, __proto__: null, value: function Function() {
      throw new EvalError('Code generation from strings disallowed for this context');
    } });
    this.originals.set('eval', refuse);
    this.originals.set('Function', getOwnPropertyDescriptor(this.global, 'Function'));
  }

  // The object that stands for the global is the global, to its scripts.
  outward(value) {
    return value === this.sandbox && value !== undefined ? this.view : value;
  }

  // How the sandbox has a property.
  shapeOf(key) {
    try {
      return getOwnPropertyDescriptor(this.sandbox, key);
    } catch {
      return undefined; // a Proxy whose trap fails: the script meets that failure itself
    }
  }

  // An accessor on the global; true where there can be one.
  expose(key) {
    const { sandbox, global } = this;
    const own = getOwnPropertyDescriptor(global, key);
    if (own !== undefined && !own.configurable) return false;
    const shape = this.shapeOf(key);
    defineProperty(global, key, {
      __proto__: null,
      configurable: shape?.configurable ?? true,
      enumerable: shape?.enumerable ?? true,
      get: () => this.outward(sandbox[key]),
      set: (value) => {
        if (reflectSet(sandbox, key, value) || !this.strict) return;
        throw new global.TypeError(`Cannot assign to read only property '${String(key)}' of object '#<Object>'`);
      },
    });
    this.accessors.add(key);
    return true;
  }

  hide(key) {
    this.accessors.delete(key);
    const original = this.originals.get(key);
    if (original !== undefined) defineProperty(this.global, key, original);
    else delete this.global[key];
  }

  enter(source) {
    const { sandbox, global } = this;
    if (sandbox === undefined) return;
    for (const key of visibleKeys(sandbox)) {
      if (this.accessors.has(key)) continue;
      if (this.declared.has(key)) {
        if (!is(global[key], sandbox[key])) reflectSet(global, key, sandbox[key]);
      } else if (!this.expose(key)) {
        this.declared.add(key);
      }
    }
    for (const key of this.accessors) {
      if (!(key in sandbox) && !this.tentative.has(key)) this.hide(key);
    }
    this.strict = strictPattern.test(source);
    if (source.length > kLongSource) return;
    for (const { 0: text } of source.matchAll(assignedPattern)) {
      const key = text.replace(/^var\s+|\s*=?$/g, '');
      if (!hasOwn(global, key) && !keywords.test(key) && this.expose(key)) this.tentative.add(key);
    }
  }

  leave() {
    const { sandbox, global } = this;
    if (sandbox === undefined) return;
    for (const key of this.tentative) {
      if (key in sandbox) this.tentative.delete(key);
    }
    for (const key of ownKeys(global)) {
      if (this.declared.has(key)) {
        if (!is(sandbox[key], global[key]) || !hasOwn(sandbox, key)) reflectSet(sandbox, key, global[key]);
      } else {
        this.adopt(key, getOwnPropertyDescriptor(global, key));
      }
    }
    for (const key of this.accessors) {
      if (!hasOwn(global, key)) {
        this.accessors.delete(key);
        this.tentative.delete(key);
        Reflect.deleteProperty(sandbox, key);
      }
    }
  }

  // Moves a property that the script gave its global to the sandbox.
  adopt(key, descriptor) {
    const { sandbox } = this;
    if (this.accessors.has(key)) {
      if (!('value' in descriptor)) return;
      this.accessors.delete(key);
      reflectSet(sandbox, key, descriptor.value);
    } else {
      const original = this.originals.get(key);
      if (original !== undefined && (!('value' in descriptor) || is(original.value, descriptor.value))) return;
      if ('value' in descriptor && descriptor.writable && descriptor.enumerable) reflectSet(sandbox, key, descriptor.value);
      else defineProperty(sandbox, key, { ...descriptor, __proto__: null, configurable: true });
    }
    if (!this.expose(key)) this.declared.add(key);
  }

  evaluate(source, url, line, options) {
    this.enter(source);
    try {
      return evaluate(source, url, line, this.global, this.sandbox === undefined ? undefined : this.view,
                      options.timeout, options.breakOnSigint);
    } finally {
      this.leave();
    }
  }
}

// What `this` and `globalThis` are to scripts of a context: the sandbox first, then the global.
class GlobalView {
  #context;
  constructor(context) {
    this.#context = context;
  }
  get(target, key) {
    const { sandbox, global } = this.#context;
    if (key === 'globalThis') return this.#context.view;
    return key in sandbox && !(key in Object.prototype && !hasOwn(sandbox, key)) ?
      this.#context.outward(sandbox[key]) : global[key];
  }
  set(target, key, value) {
    const { sandbox, accessors } = this.#context;
    const done = reflectSet(sandbox, key, value);
    if (done && !accessors.has(key)) this.#context.expose(key);
    return done;
  }
  has(target, key) {
    const { sandbox, global } = this.#context;
    return key in sandbox || key in global;
  }
  deleteProperty(target, key) {
    const { sandbox, global, accessors } = this.#context;
    if (hasOwn(sandbox, key) && !Reflect.deleteProperty(sandbox, key)) return false;
    accessors.delete(key);
    return Reflect.deleteProperty(global, key);
  }
  defineProperty(target, key, descriptor) {
    const { sandbox, global } = this.#context;
    if (!Reflect.defineProperty(sandbox, key, descriptor)) throw new global.TypeError(`Cannot redefine property: ${String(key)}`);
    this.#context.expose(key);
    if (descriptor.configurable !== true) Reflect.defineProperty(target, key, getOwnPropertyDescriptor(sandbox, key));
    return true;
  }
  getOwnPropertyDescriptor(target, key) {
    const { sandbox, global, accessors } = this.#context;
    let found = getOwnPropertyDescriptor(sandbox, key);
    if (found === undefined && !accessors.has(key)) found = getOwnPropertyDescriptor(global, key);
    // What is reported as not configurable must be so on the proxy's target.
    if (found !== undefined && !found.configurable) Reflect.defineProperty(target, key, found);
    return found;
  }
  ownKeys(target) {
    const { sandbox, global, accessors } = this.#context;
    const own = ownKeys(global).filter((key) => !accessors.has(key));
    return [...new Set([...ownKeys(sandbox), ...own, ...ownKeys(target)])];
  }
  getPrototypeOf() {
    return getPrototypeOf(this.#context.global);
  }
  preventExtensions() {
    return false;
  }
}

function makeContext(sandbox, options) {
  const context = new Context(sandbox, options);
  const key = sandbox === undefined ? context.global : sandbox;
  contexts.set(key, context);
  return key;
}

module.exports = {
  makeContext,
  contextOf: (object) => contexts.get(object),
  isContext: (object) => contexts.has(object),
};
