// SPDX-License-Identifier: MIT
// util.types sees internal slots, not prototypes.
'use strict';
const assert = require('node:assert');
const { types } = require('node:util');


const samples = {
  isMap: new Map(), isSet: new Set(), isWeakMap: new WeakMap(), isWeakSet: new WeakSet(), isPromise: Promise.resolve(), isDate: new Date(),
  isRegExp: /x/, isNativeError: new RangeError(), isMapIterator: new Map().keys(), isSetIterator: new Set().keys(),
  isGeneratorObject: (function*() {})(), isArrayBuffer: new ArrayBuffer(1), isSharedArrayBuffer: new SharedArrayBuffer(1),
  isDataView: new DataView(new ArrayBuffer(1)), isUint8Array: new Uint8Array(1), isBigInt64Array: new BigInt64Array(1),
  isNumberObject: Object(1), isStringObject: Object('s'), isBooleanObject: Object(true), isBigIntObject: Object(1n),
  isSymbolObject: Object(Symbol('s')), isArgumentsObject: (function() { return arguments; })(), isAsyncFunction: async () => {},
  isGeneratorFunction: function*() {}, isProxy: new Proxy({}, {}),
};
for (const [check, sample] of Object.entries(samples)) {
  assert.strictEqual(types[check](sample), true, check);
  assert.strictEqual(types[check]({}), false, check);
  assert.strictEqual(types[check](undefined), false, check);
  if (typeof sample === 'object' && check !== 'isProxy') {
    assert.strictEqual(types[check](Object.create(Object.getPrototypeOf(sample))), false, `${check} by prototype`);
  }
}
// Another prototype changes nothing.
assert.strictEqual(types.isMap(Object.setPrototypeOf(new Map(), null)), true);
assert.strictEqual(types.isGeneratorFunction(Object.setPrototypeOf(function*() {}, Function.prototype)), true);
assert.ok(types.isAnyArrayBuffer(new SharedArrayBuffer(1)) && types.isBoxedPrimitive(Object(1n)) && types.isTypedArray(Buffer.alloc(1)));
assert.strictEqual(require('node:util/types'), types);
