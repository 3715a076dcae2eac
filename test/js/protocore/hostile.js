// SPDX-License-Identifier: MIT
// Values that run code while they are shared, lie about themselves, or are read where they cannot be made.
'use strict';
const assert = require('node:assert');
const { Map: SharedMap, registerClass, share, thaw } = require('protojs:core');

const roundTrip = (value) => thaw(share([value]))[0];
const refused = (value, message) => assert.throws(() => share(value), { name: 'DataCloneError', message });

// Lengths that a Proxy of an array gives.
const withLength = (length) => new Proxy([1, 2, 3], { get: (target, key) => (key === 'length' ? length : target[key]) });
for (const [length, expected] of [[-1, []], ['2', [1, 2]], [NaN, []], [1.9, [1]], [4, [1, 2, 3, ,]], [undefined, []], [{ valueOf: () => 2 }, [1, 2]]]) {
  assert.deepStrictEqual(roundTrip(withLength(length)), expected);
  let deep = withLength(length);
  for (let i = 0; i < 400; i++) deep = [deep];
  deep = thaw(share(deep));
  for (let i = 0; i < 400; i++) [deep] = deep;
  assert.deepStrictEqual(deep, expected);
}

// Getters that change what they are in, share, or throw.
const shrinks = [{ get x() {
  shrinks.length = 1;
  return 1;
} }, 2];
assert.deepStrictEqual(roundTrip(shrinks), [{ x: 1 }, ,]);
const map = new Map([['k', { get x() {
  map.delete('l');
  map.set('n', 1);
  return 1;
} }], ['l', 2]]);
assert.deepStrictEqual(roundTrip(map), new Map([['k', { x: 1 }], ['n', 1]]));
assert.deepStrictEqual(roundTrip({ get a() {
  return share({ x: [1, { y: 2 }] });
}, b: { c: 1 } }), { a: { x: [1, { y: 2 }] }, b: { c: 1 } });
const records = Array.from({ length: 300 }, (_, i) => ({ a: i, b: i }));
Object.defineProperty(records[100], 'b', { enumerable: true, get() {
  throw new RangeError('read');
} });
assert.throws(() => share(records), { name: 'RangeError', message: 'read' });
assert.throws(() => share(new Proxy({}, { ownKeys() {
  throw new RangeError('keys');
} })), { message: 'keys' });
const traps = ['getPrototypeOf', 'ownKeys', 'getOwnPropertyDescriptor', 'get'];
for (const trap of traps) {
  assert.throws(() => share([[new Proxy({ a: 1 }, { [trap]() {
    throw new RangeError(trap);
  } })]]), { message: trap });
}
assert.deepStrictEqual(roundTrip({ ok: 1 }), { ok: 1 }); // nothing of that is left behind

// Frozen objects are converted once, but for those that run code.
let asked = 0;
const counts = Object.freeze({ get n() {
  return ++asked;
} });
assert.deepStrictEqual([share(counts).n, share(counts).n], [1, 2]);
const outer = Object.freeze([Object.freeze({ a: counts })]);
assert.deepStrictEqual([share(outer).get(0).a.n, share(outer).get(0).a.n], [3, 4]);
const many = Object.freeze(Array.from({ length: 40 }, () => Object.freeze({ get n() {
  return ++asked;
} })));
assert.deepStrictEqual([share(many).get(39).n, share(many).get(39).n], [44, 84]);
const constant = Object.freeze({ a: Object.freeze([1]) });
assert.strictEqual(share(constant), share(constant));

// Names and indices.
const odd = JSON.parse('{"__proto__": {"x": 1}, "a": 1, "2": 3, "1": 4}');
const thawed = roundTrip(odd);
assert.deepStrictEqual(Object.keys(thawed), ['1', '2', '__proto__', 'a']);
assert.strictEqual(Object.getPrototypeOf(thawed), Object.prototype);
assert.strictEqual(thawed.x, undefined);
assert.strictEqual(Object.keys(roundTrip({ ['k'.repeat(1 << 20)]: 1 }))[0].length, 1 << 20);
const sparse = [];
sparse[2 ** 32 - 2] = 'last';
assert.strictEqual(share(sparse).length, 2 ** 32 - 1);
assert.strictEqual(share(sparse).get(2 ** 32 - 2), 'last');
assert.deepStrictEqual(Object.keys(thaw(share(sparse))), ['4294967294']);
assert.deepStrictEqual([...roundTrip(new Map([[-0, 1], [NaN, 2]])).keys()], [0, NaN]);
assert.strictEqual(share(new Map([['\ud800', 1]])).get('\ud800'), 1);

// Entries that are none.
assert.throws(() => new SharedMap([1]), TypeError);
assert.throws(() => new SharedMap([null]), TypeError);

// Members of objects as functions of their own.
const key = 'computed';
const members = { method() {
  return 1;
}, get getter() {
  return 2;
}, set setter(v) {
  this.v = v;
}, * generator() {
  yield 3;
}, async 'a b'() {
  return 4;
}, [Symbol.iterator]() {
  return 5;
}, ['x' + 1]() {
  return 6;
} };
const all = Object.getOwnPropertyDescriptors(members);
const read = (fn) => share([fn]).get(0);
assert.strictEqual(read(all.method.value)(), 1);
assert.strictEqual(read(all.getter.get)(), 2);
const target = {};
read(all.setter.set).call(target, 7);
assert.strictEqual(target.v, 7);
assert.deepStrictEqual([...read(all.generator.value)()], [3]);
assert.strictEqual(read(all['a b'].value)().constructor, Promise);
assert.strictEqual(read(all[Symbol.iterator].value)(), 5);
assert.strictEqual(read(all.x1.value)(), 6);
class Hidden {
  #own() {
    return this;
  }

  static give() {
    return new Hidden().#own;
  }
}
assert.throws(() => read(Hidden.give()), { name: 'DataCloneError', message: /could not be compiled/ });
assert.throws(() => read({ [key]() {} }[key]), ReferenceError); // a name that is not there is looked for

// Classes that were registered.
class Circle {
  constructor() {
    this.me = this;
  }
}
registerClass(Circle);
refused({ a: [0, new Circle()] }, 'An object that contains itself could not be shared (at value.a[1].me)');
class Bad {}
registerClass(Bad, { toShared: () => ({ fn: Math.max }) });
refused([new Bad()], 'The native function max could not be shared (at value[0].fn)');

// Errors.
const self = new Error('self');
self.cause = self;
refused(self, 'An object that contains itself could not be shared (at value.cause)');
const lying = new RangeError('x');
lying.stack = { toString: () => 'a stack' };
assert.strictEqual(roundTrip(lying).stack, 'a stack');
lying.name = 'Own';
assert.strictEqual(roundTrip(lying).name, 'Own');
assert.ok(roundTrip(lying) instanceof RangeError);
lying.stack = lying.message = undefined;
assert.strictEqual(roundTrip(lying).message, '');
