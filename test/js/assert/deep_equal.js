// SPDX-License-Identifier: MIT
// What is deeply equal, strictly and loosely.
'use strict';
const assert = require('node:assert');
const same = (a, b) => {
  assert.deepStrictEqual(a, b);
  assert.deepEqual(a, b);
  assert.throws(() => assert.notDeepStrictEqual(a, b), assert.AssertionError);
};
const differ = (a, b) => assert.notDeepStrictEqual(a, b);
same(new Map([[{ a: 1 }, 1], ['k', new Set([[1]])]]), new Map([['k', new Set([[1]])], [{ a: 1 }, 1]]));
same(new Date(5), new Date(5));
same(/a/g, /a/g);
same(Buffer.from('ab'), Buffer.from('ab'));
same([1, , 3], [1, , 3]); // eslint-disable-line no-sparse-arrays
same(new Error('a', { cause: 1 }), new Error('a', { cause: 1 }));
const left = { x: 1 };
left.left = left;
const right = { x: 1 };
right.left = right;
same(left, right);
differ([1, , 3], [1, undefined, 3]); // eslint-disable-line no-sparse-arrays
differ(new Date(5), new Date(6));
differ(/a/g, /a/i);
differ(new Error('a'), new Error('b'));
differ(new Set([1, { a: 1 }]), new Set([1, { a: 2 }]));
differ(Object(1), Object(2));
differ({ [Symbol.for('x')]: 1 }, { [Symbol.for('x')]: 2 });
differ([0], [-0]);
differ(new Uint8Array(1), new Int8Array(1));
differ({}, Object.create(null));
assert.deepEqual([1, '2'], ['1', 2]);
assert.deepEqual(new Set([1]), new Set([1]));
