// SPDX-License-Identifier: MIT
// Headers: names without case, values combined and trimmed, cookies apart, sorted when listed; what is no header is refused.
'use strict';

const assert = require('node:assert');

const headers = new Headers([['b', ' 2 '], ['A', '1'], ['a', '3'], ['set-cookie', 'x=1'], ['Set-Cookie', 'y=2']]);
assert.strictEqual(headers.get('A'), '1, 3');
assert.strictEqual(headers.get('b'), '2');
assert.deepStrictEqual([...headers], [['a', '1, 3'], ['b', '2'], ['set-cookie', 'x=1'], ['set-cookie', 'y=2']]);
assert.deepStrictEqual(headers.getSetCookie(), ['x=1', 'y=2']);
headers.set('a', 'new');
headers.delete('B');
assert.deepStrictEqual([...headers.keys()], ['a', 'set-cookie', 'set-cookie']);
assert.strictEqual(headers.get('nothing'), null);
assert.strictEqual(headers.has('SET-COOKIE'), true);
assert.deepStrictEqual([...new Headers({ x: 1, y: 'z' }).entries()], [['x', '1'], ['y', 'z']]);
assert.deepStrictEqual([...new Headers(new Headers({ q: '1' }))], [['q', '1']]);

assert.throws(() => new Headers({ 'a b': '1' }), TypeError);
assert.throws(() => new Headers({ a: '1\n2' }), TypeError);
assert.throws(() => new Headers({ a: '\u0100' }), TypeError);
assert.throws(() => new Headers(null), TypeError);
assert.throws(() => new Headers([['a']]), TypeError);
assert.throws(() => new Headers().append('a'), TypeError);
assert.throws(() => Headers.prototype.get.call({}, 'a'), TypeError);
assert.strictEqual(Object.prototype.toString.call(headers), '[object Headers]');
assert.strictEqual(Object.prototype.toString.call(headers.entries()), '[object Headers Iterator]');

// A listing sees what is added meanwhile.
const growing = new Headers({ a: '1' });
const seen = [];
for (const [name] of growing) {
  seen.push(name);
  if (seen.length === 1) growing.append('b', '2');
}
assert.deepStrictEqual(seen, ['a', 'b']);
