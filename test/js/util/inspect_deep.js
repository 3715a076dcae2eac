// SPDX-License-Identifier: MIT
// A structure that would fill memory is cut, and deep recursion ends in a note.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


let last = {};
const first = last;
for (let i = 0; i < 400; i++) {
  last.next = { first, last, own: { a: 1 } };
  last = last.next;
  first[i] = last;
}
assert.ok(inspect(first, { depth: Infinity }).length > 1000);
