// SPDX-License-Identifier: MIT
// parse() and stringify().
'use strict';
const assert = require('node:assert');
const qs = require('node:querystring');

assert.strictEqual(JSON.stringify(qs.parse('a=1&b=%20x+y&a=2&c')), '{"a":["1","2"],"b":" x y","c":""}');
assert.strictEqual(qs.stringify({ a: ['x', 'y'], b: 1, c: null, d: '\u00e9 &' }), 'a=x&a=y&b=1&c=&d=%C3%A9%20%26');
assert.strictEqual(Object.keys(qs.parse('a&b&c', null, null, { maxKeys: 2 })).length, 2);
assert.throws(() => qs.escape('\ud800'), { code: 'ERR_INVALID_URI' });
assert.strictEqual(qs.unescape('%zz%41'), '%zzA');
