// SPDX-License-Identifier: MIT
// Names of objects: constructors, tags, null prototypes, functions and classes.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


class Foo { constructor() { this.x = 1; } }
class Bar extends Foo {}
class Thing { get [Symbol.toStringTag]() { return 'Tag'; } }
class Special extends Map {}
class SpecialMap extends Map {}
assert.strictEqual(inspect(new Bar()), 'Bar { x: 1 }');
assert.strictEqual(inspect(new Thing()), 'Thing [Tag] {}');
assert.strictEqual(inspect(new Special()), 'Special(0) [Map] {}');
assert.strictEqual(inspect(new SpecialMap()), 'SpecialMap(0) {}');
assert.strictEqual(inspect(Object.create(null)), '[Object: null prototype] {}');
assert.strictEqual(inspect(Object.setPrototypeOf(new Map([[1, 2]]), null)), '[Map(1): null prototype] { 1 => 2 }');
assert.strictEqual(inspect(Bar), '[class Bar extends Foo]');
assert.strictEqual(inspect(class {}), '[class (anonymous)]');
assert.strictEqual(inspect(() => {}), '[Function (anonymous)]');
assert.strictEqual(inspect(async function* gen() {}), '[AsyncGeneratorFunction: gen]');
assert.strictEqual(inspect(Object.assign(function f() {}, { a: 1 })), '[Function: f] { a: 1 }');
assert.strictEqual(inspect((function() { return arguments; })(1)), "[Arguments] { '0': 1 }");
assert.strictEqual(inspect(Object.assign(new String('ab'), { z: 1 })), "[String: 'ab'] { z: 1 }");
