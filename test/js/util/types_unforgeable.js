// SPDX-License-Identifier: MIT
// util.types goes by what a value is: prototypes, tags and proxies deceive it in neither direction, and no code of the value runs.
'use strict';
const assert = require('node:assert');
const { types } = require('node:util');
const vm = require('node:vm');

const samples = {
  isDate: () => new Date(0), isRegExp: () => /x/, isMap: () => new Map(), isSet: () => new Set(), isWeakMap: () => new WeakMap(),
  isWeakSet: () => new WeakSet(), isPromise: () => Promise.resolve(), isArrayBuffer: () => new ArrayBuffer(1), isDataView: () => new DataView(new ArrayBuffer(1)),
  isUint8Array: () => new Uint8Array(1), isFloat64Array: () => new Float64Array(1), isNativeError: () => new TypeError('x'),
  isNumberObject: () => Object(1), isStringObject: () => Object('s'), isSymbolObject: () => Object(Symbol('s')), isBigIntObject: () => Object(1n),
  isBooleanObject: () => Object(true), isMapIterator: () => new Map().keys(), isSetIterator: () => new Set().values(),
  isGeneratorObject: () => (function*() {})(), isArgumentsObject: () => (function() { return arguments; })(),
};
const forbid = { get: () => assert.fail('a trap ran'), getPrototypeOf: () => assert.fail('a trap ran') };

for (const [name, make] of Object.entries(samples)) {
  const check = types[name];
  assert.strictEqual(check(make()), true, name);
  assert.strictEqual(check(Object.setPrototypeOf(make(), null)), true, `${name} without prototype`);
  assert.strictEqual(check(new Proxy(make(), forbid)), false, `${name} of a proxy`);
  assert.strictEqual(check(Object.create(make())), false, `${name} of an heir`);
  assert.strictEqual(check(Object.create(Object.getPrototypeOf(make()))), false, `${name} of a bare heir`);
  const tag = Object.prototype.toString.call(make()).slice(8, -1);
  assert.strictEqual(check({ [Symbol.toStringTag]: tag }), false, `${name} of a forged tag`);
  assert.strictEqual(check({ get [Symbol.toStringTag]() { return assert.fail('a getter ran'); } }), false);
  for (const value of [undefined, null, 1, 'text', Symbol('s'), 1n, true, () => {}, class {}, {}, [], globalThis]) {
    assert.strictEqual(check(value), false, `${name} of ${String(value)}`);
  }
}
assert.strictEqual(types.isDate(vm.runInNewContext('new Date()')), true);
assert.strictEqual(types.isMap(vm.runInNewContext('new Map()')), true);
assert.strictEqual(types.isUint8Array(vm.runInNewContext('new Uint8Array(1)')), true);
