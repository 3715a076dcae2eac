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
// Names that a script asks for in ways that do not fail where there is no such name: typeof, and as a property (of `this`, say).
const askedPattern = /(?:\.|\btypeof\s*\(?\s*|['"`])([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;
const deletedPattern = /\bdelete\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;
const kLongSource = 1 << 16;

// ---- what a script's text says --------------------------------------------------------------------------------------

const known = new Map(); // source -> what was found in it
const kMostKnown = 32;

function lookAt(source) {
  let found = known.get(source);
  if (found !== undefined) return found;
  found = { strict: strictPattern.test(source), assigned: new Set(), asked: undefined, pinned: new Set() };
  if (source.length <= kLongSource) {
    const variables = found.asked = new Set();
    for (const { 0: text } of source.matchAll(assignedPattern)) {
      const key = text.replace(/^var\s+|\s*=?$/g, '');
      if (keywords.test(key)) continue;
      const isVariable = text.startsWith('var') && text.length > key.length + 1;
      if (isVariable) variables.add(key);
      // In strict code there are no names but those that are declared.
      if (isVariable || !found.strict) found.assigned.add(key);
    }
    for (const { 1: name } of source.matchAll(deletedPattern)) if (variables.has(name)) found.pinned.add(name);
    for (const { 1: name } of source.matchAll(askedPattern)) found.asked.add(name);
  }
  if (known.size >= kMostKnown) known.delete(known.keys().next().value);
  known.set(source, found);
  return found;
}

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
    this.tentative = new Set(); // accessors for a name that may come
    this.asked = new Set(); // names whose absence is no error to some script; undefined: nobody knows
    for (const key of ownKeys(this.global)) this.originals.set(key, getOwnPropertyDescriptor(this.global, key));
    // The engine runs a script in the realm of its `this`: the view must be of the new one.
    this.view = sandbox === undefined ? this.global : new this.global.Proxy(new this.global.Object(), new GlobalView(this));
    if (sandbox !== undefined) {
      const descriptor = { __proto__: null, value: this.view, writable: true, enumerable: false, configurable: true };
      defineProperty(this.global, 'globalThis', descriptor);
      this.originals.set('globalThis', descriptor);
    }
    this.codeGeneration();
    module.exports.inspect?.(this);
  }

  codeGeneration() {
    const { codeGeneration } = this.options;
    if (codeGeneration?.wasm === false) this.refuseWasm();
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

  refuseWasm() {
    const { WebAssembly, Promise: RealmPromise } = this.global;
    if (WebAssembly === undefined) return;
    const error = (name) => new WebAssembly.CompileError(`WebAssembly.${name}: Wasm code generation disallowed by embedder`);
    WebAssembly.Module = new Proxy(WebAssembly.Module, { __proto__: null, construct() { throw error('Module()'); } });
    for (const name of ['compile', 'instantiate']) {
      const { [name]: original } = WebAssembly;
      WebAssembly[name] = { [name](...args) {
        const isModule = name === 'instantiate' && args[0] instanceof WebAssembly.Module;
        return isModule ? original.apply(WebAssembly, args) : RealmPromise.reject(error(`${name}()`));
      } }[name];
    }
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

  // What a script reads under a name that may come.
  readTentative(key) {
    const { sandbox } = this;
    if (!(key in sandbox) && this.asked !== undefined && !this.asked.has(key)) {
      throw new this.global.ReferenceError(`${String(key)} is not defined`);
    }
    return this.outward(sandbox[key]);
  }

  // An accessor on the global; true where there can be one. `isTentative`: nobody gave it a value yet. `isPinned`: `delete` does nothing to a variable.
  expose(key, isTentative = false, isPinned = false) {
    const { sandbox, global } = this;
    const own = getOwnPropertyDescriptor(global, key);
    if (own !== undefined && !own.configurable) return false;
    const shape = this.shapeOf(key);
    defineProperty(global, key, {
      __proto__: null,
      configurable: !isPinned && (shape?.configurable ?? true),
      enumerable: shape?.enumerable ?? true,
      get: isTentative ? () => this.readTentative(key) : () => this.outward(sandbox[key]),
      set: (value) => {
        if (isTentative && this.strict && !this.asked?.has(key) && !(key in sandbox)) throw new global.ReferenceError(`${String(key)} is not defined`);
        if (reflectSet(sandbox, key, value) || !this.strict) return;
        throw new global.TypeError(`Cannot assign to read only property '${String(key)}' of object '#<Object>'`);
      },
    });
    this.accessors.add(key);
    return true;
  }

  hide(key) {
    if (getOwnPropertyDescriptor(this.global, key)?.configurable === false) return;
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
    const { strict, assigned, asked, pinned } = lookAt(source);
    this.strict = strict;
    if (asked === undefined) this.asked = undefined;
    else if (this.asked !== undefined) for (const key of asked) this.asked.add(key);
    for (const key of assigned) {
      if (!hasOwn(global, key) && this.expose(key, !pinned.has(key), pinned.has(key))) this.tentative.add(key);
    }
  }

  leave() {
    const { sandbox, global } = this;
    if (sandbox === undefined) return;
    for (const key of this.tentative) {
      if (!(key in sandbox)) continue;
      this.tentative.delete(key);
      if (this.accessors.has(key) && hasOwn(global, key) && getOwnPropertyDescriptor(global, key).get !== undefined) this.expose(key);
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
    const { sandbox, global, tentative } = this.#context;
    if (key === 'globalThis') return this.#context.view;
    if (tentative.has(key) && !(key in sandbox)) return undefined;
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
    const { sandbox, global, accessors, originals } = this.#context;
    if (hasOwn(sandbox, key)) return true;
    // What the object inherits can be read, and is not there.
    return accessors.has(key) ? originals.has(key) || key in getPrototypeOf(global) : key in global;
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
  inspect: undefined, // set by the inspector: hears of new contexts
};
