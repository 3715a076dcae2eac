// SPDX-License-Identifier: MIT
// URLSearchParams on its own.
'use strict';
const assert = require('node:assert');

const params = new URLSearchParams('?a=1&b=2&a=3&c=%zz+');
assert.deepStrictEqual(params.getAll('a'), ['1', '3']);
params.set('a', 'x');
params.delete('b');
params.sort();
assert.strictEqual(`${params}`, 'a=x&c=%25zz+');
assert.deepStrictEqual([...new URLSearchParams({ k: 1, l: '\ud800' })], [['k', '1'], ['l', '\ufffd']]);
assert.throws(() => new URLSearchParams([[1]]), { code: 'ERR_INVALID_TUPLE' });
assert.strictEqual(params.size, 2);
