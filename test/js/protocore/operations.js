// SPDX-License-Identifier: MIT
// What a program does with values, done to shared ones: get, set, has, delete, index, length, call, construct, iteration, spread, destructuring, keys, in, instanceof, identity, JSON,
// inspection, cloning, equality, comparison and arithmetic.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { receiveMessageOnPort } = require('node:worker_threads');
const { ImmutableObject, List, Map: SharedMap, MutableObject, Ref, Set: SharedSet, Tuple, is, isShared, share } = require('protojs:core');

const refused = (fn) => assert.throws(fn, TypeError);

// Objects.
const object = share({ a: 1, b: { c: [1, 2, 3] }, d: 'x' });
assert.strictEqual(object.a, 1);
refused(() => { object.a = 2; });
refused(() => { delete object.a; });
refused(() => { object.other = 1; });
assert(Object.isFrozen(object) && 'a' in object && !('z' in object) && Object.hasOwn(object, 'd') && object instanceof ImmutableObject);
assert.deepStrictEqual([Object.keys(object), Reflect.ownKeys(object)], [['a', 'b', 'd'], ['a', 'b', 'd']]);
assert.deepStrictEqual(Object.entries(share({ x: 1, y: 2 })), [['x', 1], ['y', 2]]);
assert.deepStrictEqual(Object.values(share({ x: 1, y: 2 })), [1, 2]);
assert.deepStrictEqual({ ...share({ x: 1 }) }, { x: 1 });
const { a, ...rest } = object;
assert(a === 1 && rest.d === 'x' && rest.b === object.b);
const names = [];
for (const name in object) names.push(name);
assert.deepStrictEqual(names, ['a', 'b', 'd']);
assert.deepStrictEqual(Object.getOwnPropertyDescriptor(object, 'a'), { value: 1, writable: false, enumerable: true, configurable: false });
assert.strictEqual(JSON.stringify(object), '{"a":1,"b":{"c":[1,2,3]},"d":"x"}');
assert.strictEqual(util.inspect(share({ x: [1] })), 'ImmutableObject { x: List(1) [ 1 ] }');
assert.strictEqual(structuredClone(object), object);
assert.deepStrictEqual(share({ x: 1, y: [1] }), share({ x: 1, y: [1] }));
assert.notDeepStrictEqual(share({ x: 1 }), share({ x: 2 }));

// Lists and tuples.
const list = share([1, 'two', { three: 3 }, [4]]);
assert(list[0] === 1 && list['1'] === 'two' && list[9] === undefined && list.length === 4 && list instanceof List);
refused(() => { list[0] = 5; });
refused(() => { list[7] = 5; });
assert.strictEqual(list.push(5).length, 5);
assert.strictEqual(list.set(0, 9)[0], 9);
const [first, , third, ...others] = list;
assert(first === 1 && third.three === 3 && others.length === 1 && [...list].length === 4);
assert.strictEqual(Math.max(...share([1, 5, 2])), 5);
assert.strictEqual(Math.max.apply(null, share([1, 5, 2])), 5);
assert(list[3] === list.get(3) && list.get(2) === list.at(-2));
assert.strictEqual(JSON.stringify(list), '[1,"two",{"three":3},[4]]');
assert.deepStrictEqual(Array.from(share([1, 2])), [1, 2]);
assert(new Tuple([1, 2])[1] === 2 && [...new Tuple([1, 2])].length === 2);

// A list as an array.
const view = list.view();
assert(Array.isArray(view) && view === list.view() && view.length === 4 && view[1] === 'two' && view.at(-1) === list.get(3));
assert(0 in view && !(4 in view) && Object.isFrozen(view) && isShared(view) && is(view, list));
assert.deepStrictEqual(Object.keys(view), ['0', '1', '2', '3']);
assert.deepStrictEqual(Object.entries(share([5]).view()), [['0', 5]]);
assert.strictEqual(util.inspect(share([1, 2]).view()), '[ 1, 2 ]');
assert.deepStrictEqual([0].concat(share([1, 2]).view()), [0, 1, 2]);
assert.deepStrictEqual(Array.prototype.map.call(share([1, 2]).view(), (x) => x * 2), [2, 4]);
assert.strictEqual(JSON.stringify(share([1, [2]]).view()), '[1,[2]]');
refused(() => { view[0] = 1; });
refused(() => { view.push(1); });
const holes = [1, 2, 3];
delete holes[1];
assert(!(1 in share(holes).view()) && 2 in share(holes).view());
assert.strictEqual(share({ view }).view, list);
const { port1, port2 } = new MessageChannel();
port1.postMessage(view);
assert(is(receiveMessageOnPort(port2).message, list));
port1.close();

// Maps and sets.
const map = share(new Map([['k', 1], [2, { v: 2 }]]));
assert(map instanceof SharedMap && map.get('k') === 1 && map.has(2) && !map.has('z') && map.size === 2);
assert(map.set('z', 1).has('z') && !map.has('z') && !map.delete('k').has('k') && map.has('k'));
assert.deepStrictEqual([...map.keys()], ['k', 2]);
for (const [key, value] of map) assert.strictEqual(map.get(key), value);
assert.strictEqual(new Map(map).get('k'), 1);
assert(util.isDeepStrictEqual(share(new Map([[1, 2]])), share(new Map([[1, 2]]))) && !util.isDeepStrictEqual(share(new Map([[1, 2]])), share(new Map([[1, 3]]))));
const set = share(new Set([1, 'a']));
assert(set instanceof SharedSet && set.has(1) && set.size === 2 && [...set].join() === '1,a');

// Functions and classes.
assert.strictEqual(share((x, y) => x + y)(1, 2), 3);
assert.strictEqual(share({ twice: (x) => x * 2 }).twice(4), 8);
assert.strictEqual(new (share(class Point { constructor(x) { this.x = x; } }))(4).x, 4);

// Wrapped numbers, and what changes.
const boxed = share(Object(5));
assert(boxed + 1 === 6 && boxed < 6 && boxed * boxed === 25 && `${boxed}` === '5');
const ref = new Ref(5);
assert(ref.get() + 1 === 6 && ref.update((n) => n + 1) !== undefined && ref.get() === 6);
const mutable = new MutableObject({ a: 1 });
mutable.a = 2;
mutable.b = [1];
assert(mutable.a === 2 && 'b' in mutable && Object.keys(mutable).length === 2 && mutable.b instanceof List);
delete mutable.a;
assert(!('a' in mutable) && JSON.stringify(mutable) === '{"b":[1]}');

// Memory that was shared before anybody asked for threads.
const memory = new SharedArrayBuffer(4);
const again = share({ memory }).memory;
new Uint8Array(memory)[0] = 9;
assert.strictEqual(new Uint8Array(again)[0], 9);

// What cannot be shared is named with its path.
for (const [value, path] of [
  [{ a: [1, { w: new WeakMap() }] }, 'value.a[1].w'], [{ f: Math.max }, 'value.f'], [[(function*() {})()], 'value[0]'],
  [new Map([['key', { x: new WeakSet() }]]), 'value.key.x'], [{ 'odd name': new WeakRef({}) }, 'value["odd name"]'],
]) {
  assert.throws(() => share(value), (error) => error.name === 'DataCloneError' && error.message.includes(path));
}
const cycle = { a: {} };
cycle.a.b = [cycle];
assert.throws(() => share(cycle), { name: 'DataCloneError', message: /contains itself.*value\.a\.b\[0\]/ });
