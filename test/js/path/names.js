// SPDX-License-Identifier: MIT
// basename, dirname, extname, parse and format.
'use strict';
const assert = require('node:assert');
const path = require('node:path');

assert.strictEqual(path.basename('/a/b.html', '.html'), 'b');
assert.strictEqual(path.basename('.js', '.js'), '');
assert.strictEqual(path.dirname('/a/b//'), '/a');
assert.strictEqual(path.dirname('//a'), '//');
assert.strictEqual(path.extname('..'), '');
assert.strictEqual(path.extname('.a.b'), '.b');
const parsed = path.parse('/home/user/file.txt');
assert.deepStrictEqual(parsed, { root: '/', dir: '/home/user', base: 'file.txt', ext: '.txt', name: 'file' });
assert.strictEqual(path.format(parsed), '/home/user/file.txt');
