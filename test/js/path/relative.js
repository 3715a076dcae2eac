// SPDX-License-Identifier: MIT
// relative() of POSIX paths.
'use strict';
const assert = require('node:assert');
const { relative } = require('node:path');

assert.strictEqual(relative('/a/b/c', '/a/d'), '../../d');
assert.strictEqual(relative('/a/bc', '/a/b'), '../b');
assert.strictEqual(relative('/', '/x/y'), 'x/y');
assert.strictEqual(relative('/x/y', '/'), '../..');
assert.strictEqual(relative('/x', '/x/'), '');
