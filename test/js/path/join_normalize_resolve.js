// SPDX-License-Identifier: MIT
// join, normalize and resolve of POSIX paths.
'use strict';
const assert = require('node:assert');
const path = require('node:path');

assert.strictEqual(path.join('/foo', 'bar', '..', 'baz/'), '/foo/baz/');
assert.strictEqual(path.join(''), '.');
assert.strictEqual(path.join('..', 'a', '../../b'), '../../b');
assert.strictEqual(path.normalize('/a//b/./c/..'), '/a/b');
assert.strictEqual(path.normalize('./'), './');
assert.strictEqual(path.resolve('/a', 'b', '../c/'), '/a/c');
assert.strictEqual(path.resolve(''), process.cwd());
assert.throws(() => path.join('a', 1), { code: 'ERR_INVALID_ARG_TYPE' });
