// SPDX-License-Identifier: MIT
//
// process.env: the live environment behind an object. Values become strings; keys are strings only.
'use strict';

const process = require('process');

function toText(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
}

function warnOfConversion(value) {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return;
  if (!require('internal/options').getOptionValue('--pending-deprecation')) return;
  process.emitWarning(
    'Assigning any value other than a string, number, or boolean to a process.env property is deprecated. ' +
    'Please make sure to convert the value to a string before setting process.env with it.',
    'DeprecationWarning', 'DEP0104');
}

function badDescriptor(text) {
  const { codes: { ERR_INVALID_OBJECT_DEFINE_PROPERTY } } = require('internal/errors');
  return new ERR_INVALID_OBJECT_DEFINE_PROPERTY(text);
}

// The store: getenv(), setenv(), unsetenv() and envKeys().
const makeTraps = ({ getenv, setenv, unsetenv, envKeys }) => ({
  __proto__: null,
  get(target, key) {
    if (typeof key !== 'string') return Reflect.get(target, key);
    return getenv(key) ?? target[key];
  },
  set(target, key, value) {
    const name = toText(key);
    warnOfConversion(value);
    setenv(name, toText(value));
    return true;
  },
  has(target, key) {
    if (typeof key !== 'string') return false;
    return getenv(key) !== undefined || key in target;
  },
  deleteProperty(target, key) {
    if (typeof key === 'string') unsetenv(key);
    return true;
  },
  ownKeys() {
    return [...new Set(envKeys())];
  },
  getOwnPropertyDescriptor(target, key) {
    if (typeof key !== 'string') return undefined;
    const value = getenv(key);
    if (value === undefined) return undefined;
    return { __proto__: null, value, writable: true, enumerable: true, configurable: true };
  },
  defineProperty(target, key, descriptor) {
    if ('value' in descriptor) {
      if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
        throw badDescriptor("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
      }
      return this.set(target, key, descriptor.value);
    }
    if ('get' in descriptor || 'set' in descriptor) {
      throw badDescriptor("'process.env' does not accept an accessor(getter/setter) descriptor");
    }
    throw badDescriptor("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
  },
});

// The process' own environment, or what a worker has in its place.
exports.createEnvironment = (store = binding('process')) => {
  const target = {};
  // util.inspect looks at a Proxy's target, which is empty.
  Object.defineProperty(target, Symbol.for('nodejs.util.inspect.custom'), {
    __proto__: null, value: () => ({ ...process.env }), enumerable: false, configurable: true,
  });
  return new Proxy(target, makeTraps(store));
};
