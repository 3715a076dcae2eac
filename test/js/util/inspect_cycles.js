// SPDX-License-Identifier: MIT
// Cycles are named, shared objects are not.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


const a = { name: 'a' };
a.self = a;
a.list = [a, { a }];
assert.strictEqual(inspect(a),
  "<ref *1> {\n  name: 'a',\n  self: [Circular *1],\n  list: [ [Circular *1], { a: [Circular *1] } ]\n}");
const shared = {};
assert.strictEqual(inspect([shared, shared]), '[ {}, {} ]');
