// SPDX-License-Identifier: MIT
// What a comparison of generated values with Node's output brought up.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');
const { inspect } = require('node:util');

const same = (value, text, options) => assert.strictEqual(inspect(value, options), text);
const to = Object.setPrototypeOf;

// What has Object.prototype is shown as an object; what has no prototype keeps the name of its kind when too deep to show.
same(to(new RangeError('x'), Object.prototype), '{}');
same(to(new Date(0), Object.prototype), '{}');
same([to(new Map([[1, 2]]), null)], '[ [Map: null prototype] ]', { depth: 0 });
same([to(new Uint8Array(2), null)], '[ [Uint8Array: null prototype] ]', { depth: 0 });
same([to([1], null)], '[ [Array: null prototype] ]', { depth: 0 });
same(to((function*() {})(), null), '[Generator: null prototype] {}');

// Classes by their source.
same(class extends (class B {}) {}, '[Function (anonymous)]');
same(class /* ( */ A {}, '[class A]');

// Numbers with separators, Node's oddities included.
same([-0, Infinity, 1e21, 123456.7891, 1e-7], '[ 0, Infinity, 1e+21, 123_456.789_1, 1e-.1e-_7 ]', { numericSeparator: true });

// Hidden keys.
same(Object.defineProperty({}, '__proto__', { value: 1 }), "{ [['__proto__']]: 1 }", { showHidden: true });
same(Object.defineProperty({}, 'a-b', { value: 1 }), "{ [\u001b[32m'a-b'\u001b[39m]: \u001b[33m1\u001b[39m }", { showHidden: true, colors: true });
same(Object.assign(new String('ab'), { 5: 1, x: 2 }), "[String: 'ab'] { '5': 1, x: 2 }");

// Iterators list below each other, however many.
assert.strictEqual(inspect(new Map(Array.from({ length: 9 }, (_, i) => [i, i])).keys()).split('\n').length, 1);
assert.strictEqual(inspect(new Map(Array.from({ length: 30 }, (_, i) => [i, i])).keys()).split('\n').length, 32);

// What custom functions return: text as it is, all else formatted.
const custom = (result) => ({ [inspect.custom]: () => result });
same(custom(undefined), '\u001b[90mundefined\u001b[39m', { colors: true });
same([custom(5n), custom(null), custom(function f() {}), custom('text')], '[ 5n, null, [Function: f], text ]');

// Errors whose accessors throw or give no text.
class MyError extends TypeError {}
const odd = (key, get, enumerable) => Object.defineProperty(Object.assign(new MyError('m'), { stack: 'x' }), key, { get, enumerable });
const fail = () => { throw new Error('no'); };
same(odd('stack', fail), '[MyError [TypeError]: m]');
same(odd('message', fail, true), '[x] { message: [Getter] }');
same(odd('name', fail), '[x]');
same(odd('cause', fail), '[x] { [cause]: [Getter] }');
same(odd('errors', fail), '[x]');
same(Object.assign(new Error('m'), { stack: 's' }), "[s] { [stack]: [Getter/Setter], [message]: 'm' }", { showHidden: true });
same(Object.defineProperty(new Error('m'), 'stack', { value: 's' }), "[s] { [stack]: 's', [message]: 'm' }", { showHidden: true });
try {
  null.x;
} catch (error) {
  assert.match(inspect(error, { showHidden: true }), /\[stack\]: \[Getter\/Setter\],/);
}

// Accessors of classes whose names are not the language's are shown.
assert.match(inspect(new URLSearchParams('a=1'), { showHidden: true, customInspect: false }), /size/);
assert.match(inspect(new SharedArrayBuffer(1), { showHidden: true }), /\[growable\]: \[Getter\]/);

// Weak collections, on demand.
const keys = [{ a: 1 }, { b: 2 }, { c: 3 }];
same(new WeakSet(keys), 'WeakSet { <items unknown> }');
same(new WeakSet(keys), 'WeakSet { { a: 1 }, { b: 2 }, { c: 3 } }', { showHidden: true });
same(new WeakMap(keys.map((key, i) => [key, { i }])), 'WeakMap {\n  { a: 1 } => { i: 0 },\n  { b: 2 } => { i: 1 },\n  { c: 3 } => { i: 2 }\n}', { showHidden: true });
same(new WeakSet(), 'WeakSet {  }', { showHidden: true });
const partly = new WeakSet(keys);
partly.delete(keys[1]);
same(partly, 'WeakSet { { a: 1 }, { c: 3 } }', { showHidden: true });
assert.match(inspect(new WeakMap(keys.map((key) => [key, 0])), { showHidden: true, maxArrayLength: 1 }), /=> 0, \.\.\. 2 more items \}$/);
const many = Array.from({ length: 500 }, (_, i) => ({ i }));
const set = new WeakSet(many);
for (let i = 0; i < 500; i += 2) set.delete(many[i]);
assert.strictEqual(inspect(set, { showHidden: true, maxArrayLength: Infinity }).match(/ i: /g).length, 250);

same(new TextDecoder('latin1'), "TextDecoder { encoding: 'windows-1252', fatal: false, ignoreBOM: false }", { colors: true, sorted: true });
assert.match(inspect(new EventEmitter()), /_maxListeners: undefined,\n {2}Symbol\(shapeMode\): false,\n {2}Symbol\(kCapture\): false/);
