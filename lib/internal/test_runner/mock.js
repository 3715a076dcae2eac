// SPDX-License-Identifier: MIT
// Mocks: functions, methods, properties, getters, setters and modules whose calls are recorded and whose behaviour can be replaced.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { apply, construct } = Reflect;

class MockFunctionContext {
  #calls = [];
  #once = new Map();
  #implementation;
  #restore;
  #times;

  constructor(implementation, restore, times) {
    this.#implementation = implementation;
    this.#restore = restore;
    this.#times = times;
  }

  get calls() { return this.#calls.slice(0); }
  callCount() { return this.#calls.length; }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const call = onCall ?? next;
    validateInteger(call, 'onCall', next);
    this.#once.set(call, implementation);
  }

  restore() {
    const { object, name, descriptor, original } = this.#restore ?? {};
    if (descriptor !== undefined) Object.defineProperty(object, name, descriptor);
    else if (original !== undefined) this.#implementation = original;
    this.#once.clear();
  }

  resetCalls() { this.#calls = []; }

  // The implementation of the call that is about to be made.
  next() {
    const number = this.#calls.length;
    const once = this.#once.get(number);
    const implementation = once ?? this.#implementation;
    if (number + 1 === this.#times) this.restore();
    this.#once.delete(number);
    return implementation;
  }

  record(call) { this.#calls.push(call); }
}

class MockPropertyContext {
  #object; #name; #value; #descriptor; #accesses = []; #once = new Map();

  constructor(object, name, value) {
    this.#object = object;
    this.#name = name;
    this.#descriptor = Object.getOwnPropertyDescriptor(object, name);
    this.#value = value === undefined && this.#descriptor !== undefined ? this.#descriptor.value : value;
    const { configurable = true, enumerable = true } = this.#descriptor ?? kEmptyObject;
    Object.defineProperty(object, name, {
      __proto__: null,
      configurable,
      enumerable,
      get: () => {
        const value = this.#next(this.#value);
        this.#accesses.push({ type: 'get', value, stack: new Error() });
        return value;
      },
      set: (value) => {
        const stored = this.#next(value);
        this.#accesses.push({ type: 'set', value: stored, stack: new Error() });
        this.#value = stored;
      },
    });
  }

  get accesses() { return this.#accesses.slice(0); }
  accessCount() { return this.#accesses.length; }
  mockImplementation(value) { this.#value = value; }
  mockImplementationOnce(value, onAccess) {
    const next = this.#accesses.length;
    const access = onAccess ?? next;
    validateInteger(access, 'onAccess', next);
    this.#once.set(access, value);
  }
  resetAccesses() { this.#accesses = []; }
  restore() {
    if (this.#descriptor === undefined) delete this.#object[this.#name];
    else Object.defineProperty(this.#object, this.#name, this.#descriptor);
  }
  #next(value) {
    const number = this.#accesses.length;
    if (!this.#once.has(number)) return value;
    const once = this.#once.get(number);
    this.#once.delete(number);
    return once;
  }
}

function findDescriptor(object, name) {
  for (let o = object; o !== null && o !== undefined; o = Object.getPrototypeOf(o)) {
    const descriptor = Object.getOwnPropertyDescriptor(o, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

function validateTimes(value, name) {
  if (value === Infinity) return;
  validateInteger(value, name, 1);
}

function record(context, target, self, args, stack, invoke, newTarget) {
  const implementation = context.next();
  const call = { arguments: args, error: undefined, result: undefined, stack, target: newTarget, this: self };
  try {
    const result = invoke(implementation);
    call.result = result;
    if (newTarget !== undefined) call.this = result;
    return result;
  } catch (error) {
    call.error = error;
    throw error;
  } finally {
    context.record(call);
  }
}

class MockTracker {
  #mocks = [];
  #timers;

  get timers() {
    if (this.#timers === undefined) {
      const { MockTimers } = require('internal/test_runner/mock_timers');
      this.#timers = new MockTimers();
    }
    return this.#timers;
  }

  fn(original = function() {}, implementation = original, options = kEmptyObject) {
    if (original !== null && typeof original === 'object') {
      options = original;
      original = function() {};
      implementation = original;
    } else if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { times = Infinity } = options;
    validateTimes(times, 'options.times');
    return this.#wrap(original, implementation, { original }, times);
  }

  method(objectOrFunction, methodName, implementation, options = kEmptyObject) {
    if (typeof objectOrFunction !== 'function') {
      validateObject(objectOrFunction, 'object', undefined);
    }
    if (typeof methodName !== 'string' && typeof methodName !== 'symbol') {
      throw new ERR_INVALID_ARG_TYPE('methodName', ['string', 'symbol'], methodName);
    }
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    const { getter = false, setter = false, times = Infinity } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    validateTimes(times, 'options.times');
    if (setter && getter) throw new ERR_INVALID_ARG_VALUE('options.setter', setter, 'cannot be used with \'options.getter\'');
    const descriptor = findDescriptor(objectOrFunction, methodName);
    const key = getter ? 'get' : setter ? 'set' : 'value';
    const original = descriptor?.[key];
    if (typeof original !== 'function') {
      throw new ERR_INVALID_ARG_VALUE('methodName', methodName, 'must be a method');
    }
    implementation ??= original;
    validateFunction(implementation, 'implementation');
    const mock = this.#wrap(original, implementation, { object: objectOrFunction, name: methodName, descriptor }, times);
    const replacement = { __proto__: null, configurable: descriptor.configurable, enumerable: descriptor.enumerable };
    if (key === 'value') {
      replacement.writable = descriptor.writable;
      replacement.value = mock;
    } else {
      replacement.get = key === 'get' ? mock : descriptor.get;
      replacement.set = key === 'set' ? mock : descriptor.set;
    }
    Object.defineProperty(objectOrFunction, methodName, replacement);
    return mock;
  }

  getter(object, methodName, implementation = kEmptyObject, options = kEmptyObject) {
    return this.#accessor('getter', 'setter', object, methodName, implementation, options);
  }

  setter(object, methodName, implementation = kEmptyObject, options = kEmptyObject) {
    return this.#accessor('setter', 'getter', object, methodName, implementation, options);
  }

  #accessor(which, other, object, methodName, implementation, options) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    if (options[which] === false) {
      throw new ERR_INVALID_ARG_VALUE(`options.${which}`, false, 'cannot be false');
    }
    return this.method(object, methodName, implementation, { ...options, [which]: true });
  }

  property(object, propertyName, value) {
    if (typeof object !== 'object' && typeof object !== 'function' || object === null) {
      throw new ERR_INVALID_ARG_TYPE('object', ['object', 'function'], object);
    }
    if (typeof propertyName !== 'string' && typeof propertyName !== 'symbol') {
      throw new ERR_INVALID_ARG_TYPE('propertyName', ['string', 'symbol'], propertyName);
    }
    const descriptor = Object.getOwnPropertyDescriptor(object, propertyName);
    if (!(propertyName in object)) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', propertyName, 'is not a property of the object');
    }
    if (descriptor !== undefined && !descriptor.configurable) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', propertyName, 'cannot be mocked because it is not configurable');
    }
    const context = new MockPropertyContext(object, propertyName, value);
    this.#mocks.push(context);
    return new Proxy(object, {
      __proto__: null,
      get(target, key, receiver) {
        return key === 'mock' ? context : Reflect.get(target, key, receiver);
      },
    });
  }

  module(specifier, options = kEmptyObject) {
    validateObject(options, 'options');
    const { mockModule } = require('internal/test_runner/mock_module');
    const context = mockModule(specifier, options);
    this.#mocks.push(context);
    return context;
  }

  reset() {
    this.restoreAll();
    this.#timers?.reset();
    this.#mocks = [];
  }

  restoreAll() {
    for (const mock of this.#mocks) mock.restore();
  }

  #wrap(original, implementation, restore, times) {
    const context = new MockFunctionContext(implementation, restore, times);
    this.#mocks.push(context);
    const mock = new Proxy(original, {
      __proto__: null,
      apply(target, self, args) {
        return record(context, target, self, args, new Error(), (fn) => apply(fn, self, args), undefined);
      },
      construct(target, args, newTarget) {
        return record(context, target, undefined, args, new Error(), (fn) => construct(fn, args, newTarget === mock ? fn : newTarget),
                      newTarget === mock ? target : newTarget);
      },
      get(target, key, receiver) {
        return key === 'mock' ? context : Reflect.get(target, key, receiver);
      },
    });
    return mock;
  }
}

module.exports = { MockFunctionContext, MockPropertyContext, MockTracker };
