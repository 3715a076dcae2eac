// SPDX-License-Identifier: MIT
// assert's deep equality knows shared values.
'use strict';
const assert = require('node:assert');
const core = require('protojs:core');
const { is, share } = core;

assert.deepStrictEqual(core.share([1, { a: 2 }]), new core.List([1, { a: 2 }]));
assert.notDeepStrictEqual(core.share([1]), core.share([2]));
assert.notDeepStrictEqual(core.share([1]), new core.Tuple([1]));
assert.notDeepStrictEqual(new core.Set([1]), new core.Set([2]));
assert.deepStrictEqual(new core.Map({ a: 1, b: 2 }), new core.Map({ b: 2, a: 1 }));
assert.deepStrictEqual(core.share({ a: 1, b: [2] }), core.share({ b: [2], a: 1 }));
assert.notDeepStrictEqual(core.share({ a: 1 }), core.share({ a: 2 }));
assert.deepStrictEqual({ list: core.share([1]) }, { list: core.share([1]) });
assert.notDeepStrictEqual({ list: core.share([1]) }, { list: core.share([2]) });
assert.notDeepStrictEqual(core.share([1]), [1]);

// What has no wrapper of its own: by content, too.
assert.ok(is(new Date(5), new Date(5)) && !is(new Date(5), new Date(6)));
assert.ok(is(share([new Date(5)]), [new Date(5)]) && is(share(/a/g), /a/g) && !is(/a/g, /a/i));
assert.ok(is(10n ** 30n, 10n ** 30n) && !is(1n, 1) && !is('a', 5) && is(NaN, NaN) && is(new Uint8Array([1]), new Uint8Array([1])));
