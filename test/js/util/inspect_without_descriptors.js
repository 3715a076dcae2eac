// SPDX-License-Identifier: MIT
// Properties are shown without a descriptor where they are plain: what only looks plain shows as before.
'use strict';
const assert = require('node:assert');
const { inspect, format } = require('node:util');

class Base { get x() { return 'inherited'; } }
const shadow = new Base();
Object.defineProperty(shadow, 'x', { value: 1, enumerable: true });
assert.strictEqual(inspect(shadow), 'Base { x: 1 }');
assert.strictEqual(inspect({ get a() { return 1; }, set b(v) {}, get c() { return 1; }, set c(v) {}, d: undefined }),
  '{ a: [Getter], b: [Setter], c: [Getter/Setter], d: undefined }');
assert.strictEqual(inspect({ get a() { throw new Error('read'); } }), '{ a: [Getter] }');
assert.strictEqual(inspect(JSON.parse('{"__proto__":1,"a b":2}')), "{ ['__proto__']: 1, 'a b': 2 }");
assert.strictEqual(inspect({ [Symbol('s')]: 1, 2: 3 }), '{ \'2\': 3, Symbol(s): 1 }');
assert.strictEqual(inspect(Object.defineProperty({ a: 1 }, 'b', { value: 2 }), { showHidden: true }), '{ a: 1, [b]: 2 }');

const hidden = new Error('e', { cause: 7 });
hidden.stack = 'Error: e';
assert.strictEqual(inspect(hidden), '[Error: e] { [cause]: 7 }');
const shown = Object.assign(new Error('e'), { cause: 7 });
shown.stack = 'Error: e';
assert.strictEqual(inspect(shown), '[Error: e] { cause: 7 }');

const indexed = ['a', 'b'];
Object.defineProperty(indexed, 1, { get() { return 'read'; }, enumerable: true });
assert.strictEqual(inspect(indexed), "[ 'a', [Getter] ]");
assert.strictEqual(inspect([, undefined, 'x']), "[ <1 empty item>, undefined, 'x' ]"); // eslint-disable-line no-sparse-arrays
assert.strictEqual(inspect(Object.assign(['a'], { k: 1 })), "[ 'a', k: 1 ]");
assert.strictEqual(inspect(Object.assign(new Map([[1, 2]]), { k: 1 })), 'Map(1) { 1 => 2, k: 1 }');
assert.strictEqual(inspect(Object.assign(new Date(0), { k: 1 })), '1970-01-01T00:00:00.000Z { k: 1 }');
assert.strictEqual(inspect({ a: 'x\ny' }), "{ a: 'x\\ny' }");
assert.strictEqual(inspect({ a: { [inspect.custom]: () => '1\n2' }, b: 3 }), '{\n  a: 1\n  2,\n  b: 3\n}');

// Primitives take the defaults too.
const { defaultOptions } = inspect;
const before = { ...defaultOptions };
inspect.defaultOptions = { maxStringLength: 2, numericSeparator: true };
assert.strictEqual(inspect('abc'), "'ab'... 1 more character");
assert.strictEqual(inspect(12345), '12_345');
inspect.defaultOptions = { maxStringLength: null, colors: true };
assert.strictEqual(inspect('abc'), "\u001b[32m'abc'\u001b[39m");
inspect.defaultOptions = before;
assert.strictEqual(inspect('abc'), "'abc'");
assert.strictEqual(inspect('a b'.repeat(30)), `'${'a b'.repeat(30)}'`);
assert.strictEqual(inspect('line one is long enough\n'.repeat(4)),
  "'line one is long enough\\n' +\n  'line one is long enough\\n' +\n  'line one is long enough\\n' +\n  'line one is long enough\\n'");

assert.strictEqual(format('%', 1), '% 1');
assert.strictEqual(format('%%'), '%%');
assert.strictEqual(format('%%', 1), '% 1');
assert.strictEqual(format('%s%s', 'a'), 'a%s');
assert.strictEqual(format('%x%s%', 'a', 'b'), '%xa% b');
assert.strictEqual(format('', 'a'), ' a');
assert.strictEqual(format('100%', 'a', 1), '100% a 1');
assert.strictEqual(format(1, 'a', {}), '1 a {}');
assert.strictEqual(format(), '');
