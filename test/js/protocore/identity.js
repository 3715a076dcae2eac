// SPDX-License-Identifier: MIT
// One wrapper for a cell while it lives; shared values are themselves when shared again; equality by content.
'use strict';
const assert = require('node:assert');
const { share, is, isShared, isImmutable, List, Ref } = require('protojs:core');

const list = share([[1, 2], { a: [3] }]);
assert.strictEqual(share(list), list);
assert.strictEqual(list.get(0), list.get(0));
assert.strictEqual(list.get(1), list.get(1));
assert.strictEqual(list.get(1).a, list.get(1).a);
assert.strictEqual(list.push(4).get(0), list.get(0));
assert.strictEqual(share({ inside: list }).inside, list);
assert.ok(is(share({ a: [1, 2], b: 'x' }), share({ b: 'x', a: [1, 2] })));
assert.ok(is([1, { x: 2 }], new List([1, { x: 2 }])));
assert.ok(!is(share([1]), share([2])));
assert.ok(share([NaN, -0]).equals(share([NaN, 0])));
assert.strictEqual(share([1, 'a']).hashCode(), share([1, 'a']).hashCode());
// Plain values that are frozen all the way down are converted once.
const frozen = Object.freeze({ a: Object.freeze([1, Object.freeze({ b: 2 })]) });
assert.strictEqual(share(frozen), share(frozen));
const shallow = Object.freeze({ a: [1] });
const before = share(shallow);
shallow.a.push(2);
assert.deepStrictEqual([before.a.size, share(shallow).a.size], [1, 2]);
const frozenMap = Object.freeze({ map: Object.freeze(new Map()) });
share(frozenMap);
frozenMap.map.set(1, 2);
assert.strictEqual(share(frozenMap).map.size, 1);
assert.ok(isShared(list) && !isShared([]) && !isShared(1));
assert.ok(isImmutable(list) && isImmutable('text') && !isImmutable({}) && !isImmutable(new Ref(1)));
