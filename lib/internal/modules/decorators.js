// SPDX-License-Identifier: MIT
// What decorated classes become (syntax/src/rewrite_decorators.c): the standard's decorators, and TypeScript's older ones
// ("experimentalDecorators"). The class text calls m() for each decorated member as the class is defined, then apply() or legacy() in a
// static block, and f() and x() for fields as they are initialised.

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { apply } = Reflect;

const kHidden = Symbol('decorators');
if (Symbol.metadata === undefined) {
  defineProperty(Symbol, 'metadata', { __proto__: null, value: Symbol('Symbol.metadata') });
}

function checkResult(result, what) {
  if (result !== undefined && typeof result !== 'function') throw new TypeError(`${what} must return a function or undefined`);
}

function runAll(list, self) {
  for (const initializer of list) apply(initializer, self, []);
}

class Element {
  own = undefined; // descriptor of a private method or accessor
  initializers = []; // of a field's or accessor's value
  extra = []; // of addInitializer()
  constructor(kind, isStatic, key, access, decorators) {
    this.kind = kind;
    this.isStatic = isStatic;
    this.key = key;
    this.privateAccess = access;
    this.decorators = decorators;
  }

  get isField() { return this.kind === 'field'; }

  get access() {
    const { key, kind, privateAccess } = this;
    const access = { has: privateAccess?.has ?? ((object) => key in object) };
    if (kind !== 'setter') access.get = privateAccess?.get ?? ((object) => object[key]);
    if (kind === 'field' || kind === 'accessor' || kind === 'setter') access.set = privateAccess?.set ?? ((object, value) => { object[key] = value; });
    return access;
  }

  descriptorOn(target) { return this.own ?? getOwnPropertyDescriptor(target, this.key); }

  define(target, descriptor) {
    if (this.own === undefined) defineProperty(target, this.key, { __proto__: null, ...descriptor });
    else this.own = descriptor;
  }
}

const kPrefixes = { '__proto__': null, 'get': 'get ', 'set': 'set ', 'value': '' };

// The `context` of one call of a decorator.
function contextOf(kind, name, extra, metadata, element) {
  let open = true;
  const context = { kind, name, metadata, addInitializer(initializer) {
    if (!open) throw new TypeError('Cannot add initializers after decoration has completed');
    if (typeof initializer !== 'function') throw new TypeError('An initializer must be a function');
    extra.push(initializer);
  } };
  if (element !== undefined) {
    context.static = element.isStatic;
    context.private = element.privateAccess !== null;
    context.access = element.access;
  }
  return { context, close() { open = false; } };
}

class Decoration {
  #decorators;
  #name;
  #elements = [];
  #class;
  #extra = [];
  #metadata;
  #key; // of the accessor whose name is being evaluated

  constructor(decorators, name) {
    this.#decorators = decorators;
    this.#name = name;
  }

  // ---- as the class is defined

  m(kind, isStatic, key, access, decorators) {
    this.#elements.push(new Element(kind, isStatic, key, access, decorators));
    return kHidden;
  }

  key(index, value) {
    const key = typeof value === 'symbol' ? value : `${value}`;
    this.#elements[index].key = key;
    return key;
  }

  // The key of an accessor's getter, and again of its setter.
  k(...value) {
    if (value.length > 0) this.#key = typeof value[0] === 'symbol' ? value[0] : `${value[0]}`;
    return this.#key;
  }

  // The key under which a private method or accessor stands until begin().
  h(index) {
    return this.#elements[index].hidden ??= Symbol();
  }

  g(index, self) {
    const { value, get } = this.#elements[index].own;
    return value ?? apply(get, self, []);
  }

  s(index, self, value) {
    apply(this.#elements[index].own.set, self, [value]);
  }

  #takePrivate(element, target) {
    if (element.hidden === undefined) return;
    element.own = getOwnPropertyDescriptor(target, element.hidden);
    delete target[element.hidden];
    for (const part of ['value', 'get', 'set']) {
      const name = `${kPrefixes[part]}${element.key}`;
      if (typeof element.own[part] === 'function') defineProperty(element.own[part], 'name', { __proto__: null, value: name, configurable: true });
    }
  }

  #begin(cls) {
    delete cls[kHidden];
    for (const element of this.#elements) this.#takePrivate(element, element.isStatic ? cls : cls.prototype);
    this.#class = this.c = cls;
    const own = getOwnPropertyDescriptor(cls, 'name');
    if (this.#name !== '' && (own === undefined || own.value === '')) {
      defineProperty(cls, 'name', { __proto__: null, value: this.#name, configurable: true });
    }
  }

  // ---- the standard's

  apply(cls) {
    this.#begin(cls);
    this.#metadata = Object.create(getPrototypeOf(cls)?.[Symbol.metadata] ?? null);
    const ordered = [false, true].flatMap((isField) => [true, false].flatMap((isStatic) => this.#elements.filter((element) => {
      return element.isField === isField && element.isStatic === isStatic;
    })));
    for (const element of ordered) this.#decorate(element, element.isStatic ? cls : cls.prototype);
    let result = cls;
    for (const decorator of this.#decorators.toReversed()) {
      const { context, close } = contextOf('class', this.#name === '' ? undefined : this.#name, this.#extra, this.#metadata);
      const replaced = decorator(result, context);
      close();
      checkResult(replaced, 'A class decorator');
      if (replaced !== undefined) result = replaced;
    }
    this.#class = result;
    for (const each of new Set([cls, result])) {
      defineProperty(each, Symbol.metadata, { __proto__: null, value: this.#metadata, writable: true, configurable: true });
    }
    for (const element of this.#elements) if (element.isStatic && !element.isField && element.kind !== 'accessor') runAll(element.extra, cls);
    return result;
  }

  #decorate(element, target) {
    const { kind, key } = element;
    for (const decorator of element.decorators.toReversed()) {
      const { context, close } = contextOf(kind, key, element.extra, this.#metadata, element);
      const descriptor = element.isField ? undefined : element.descriptorOn(target);
      const value = valueFor(kind, descriptor);
      const result = decorator(value, context);
      close();
      if (result === undefined) continue;
      if (kind === 'accessor') takeAccessor(element, target, descriptor, result);
      else if (element.isField) takeInitializer(element, result, 'A field decorator');
      else replace(element, target, descriptor, result);
    }
  }

  // The value of a field, or of what an accessor keeps.
  f(index, self, value) {
    for (const initializer of this.#elements[index].initializers) value = apply(initializer, self, [value]);
    return value;
  }

  x(index, self) {
    runAll(this.#elements[index].extra, self);
  }

  // What the decorators of methods added, before an instance's first field.
  i(self) {
    for (const element of this.#elements) {
      if (!element.isStatic && !element.isField && element.kind !== 'accessor') runAll(element.extra, self);
    }
  }

  end() {
    runAll(this.#extra, this.#class);
  }

  // ---- TypeScript's older ones

  // Decorators come as functions that give lists: they are evaluated when they are applied. `assign` sets the class's name.
  legacy(cls, assign) {
    this.#begin(cls);
    for (const isStatic of [false, true]) {
      for (const element of this.#elements) {
        if (element.isStatic === isStatic && element.kind !== 'class') decorateLegacy(element, isStatic ? cls : cls.prototype);
      }
    }
    const decorators = this.#decorators();
    for (const element of this.#elements) if (element.kind === 'class') decorators.push(...element.decorators());
    if (typeof Reflect.decorate === 'function' && decorators.length > 0) this.#class = Reflect.decorate(decorators, cls) ?? cls;
    else for (const decorator of decorators.toReversed()) if (decorator) this.#class = decorator(this.#class) ?? this.#class;
    assign(this.#class);
  }

  get result() { return this.#class; }
}

function valueFor(kind, descriptor) {
  switch (kind) {
    case 'field': return undefined;
    case 'accessor': return { get: descriptor.get, set: descriptor.set };
    case 'getter': return descriptor.get;
    case 'setter': return descriptor.set;
    default: return descriptor.value;
  }
}

function takeInitializer(element, initializer, what) {
  checkResult(initializer, what);
  element.initializers.unshift(initializer);
}

function takeAccessor(element, target, descriptor, result) {
  if (typeof result !== 'object' || result === null) throw new TypeError('An accessor decorator must return an object or undefined');
  const { get = descriptor.get, set = descriptor.set, init } = result;
  checkResult(get, 'get of an accessor decorator');
  checkResult(set, 'set of an accessor decorator');
  if (init !== undefined) takeInitializer(element, init, 'init of an accessor decorator');
  element.define(target, { ...descriptor, get, set });
}

function replace(element, target, descriptor, result) {
  const { kind } = element;
  checkResult(result, `A ${kind} decorator`);
  const part = kind === 'getter' ? 'get' : kind === 'setter' ? 'set' : 'value';
  element.define(target, { ...descriptor, [part]: result });
}

function decorateLegacy({ decorators: list, isField, key }, target) {
  const decorators = list();
  let descriptor = isField ? undefined : getOwnPropertyDescriptor(target, key);
  if (typeof Reflect.decorate === 'function') {
    descriptor = Reflect.decorate(decorators, target, key, descriptor);
  } else {
    for (const decorator of decorators.toReversed()) if (decorator) descriptor = decorator(target, key, descriptor) ?? descriptor;
  }
  if (descriptor !== undefined) defineProperty(target, key, descriptor);
}

// `make` gives the class, which decorates itself on the way.
function decorate(decorators, name, make) {
  const decoration = new Decoration(decorators, name);
  const made = make(decoration);
  return hasOwn(made, kHidden) ? made : decoration.result ?? made;
}

// A decorator of a parameter, as one of its method.
decorate.p = (position, decorator) => (target, key) => {
  decorator(target, key, position);
};

// A type, for who asks at run time ("emitDecoratorMetadata"), where somebody has given Reflect what keeps it.
decorate.t = (key, type) => (typeof Reflect === 'object' && typeof Reflect.metadata === 'function' ? Reflect.metadata(key, type) : undefined);

module.exports = { decorate };
