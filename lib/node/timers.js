// SPDX-License-Identifier: MIT
//
// The public timers module.
'use strict';

const timers = require('internal/timers');
const customPromisifySymbol = Symbol.for('nodejs.util.promisify.custom');
const { setTimeout, clearTimeout, setImmediate, clearImmediate, setInterval, clearInterval } = timers;

function lazyPromises() {
  return require('timers/promises');
}

for (const fn of [setTimeout, setImmediate]) {
  Object.defineProperty(fn, customPromisifySymbol, {
    __proto__: null,
    enumerable: true,
    get() {
      return lazyPromises()[fn.name];
    },
  });
}

module.exports = {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
};

Object.defineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: lazyPromises,
});
