// SPDX-License-Identifier: MIT
// diff() gives an edit script.
'use strict';
const assert = require('node:assert');
const { diff } = require('node:util');


assert.deepStrictEqual(diff('abc', 'abc'), []);
const script = diff(['a', 'b', 'c'], ['a', 'c', 'd']);
assert.deepStrictEqual(script, [[0, 'a'], [1, 'b'], [0, 'c'], [-1, 'd']]);
