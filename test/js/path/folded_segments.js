// SPDX-License-Identifier: MIT
// Segments that fold, and the parts of odd names.
'use strict';
const assert = require('node:assert');
const { posix, win32 } = require('node:path');

const folded = {
  '/usr/./lib//p/../src/./f.js': '/usr/lib/src/f.js', 'a/b/../../..': '..', '../../a/..': '../..', '/../../a': '/a', './.': '.', 'a//': 'a/',
  '/a/.../..b/c..': '/a/.../..b/c..', '.a/./.b': '.a/.b', 'a/../b/../c/': 'c/', '//': '/', '../a/../../b': '../../b',
};
for (const [path, expected] of Object.entries(folded)) assert.strictEqual(posix.normalize(path), expected, path);
assert.strictEqual(win32.normalize('C:\\a/b\\.\\..//c\\\\d/'), 'C:\\a\\c\\d\\');
assert.strictEqual(win32.normalize('a/b\\c'), 'a\\b\\c');
const many = Array.from({ length: 5000 }, (_, i) => `d${i}`).join('/./');
assert.strictEqual(posix.normalize(`/${many}`), `/${many.replaceAll('/./', '/')}`);

assert.strictEqual(posix.basename('/a/b.js', '.js'), 'b');
assert.strictEqual(posix.basename('/a/.js', '.js'), '.js');
assert.strictEqual(posix.basename('/a/b.js/', '.js'), 'b');
assert.strictEqual(posix.basename('b.js', 'b.js'), '');
assert.strictEqual(posix.basename('/a/b', ''), 'b');
assert.strictEqual(posix.basename('//', '/'), '//');
assert.throws(() => posix.basename('a', 1), { code: 'ERR_INVALID_ARG_TYPE' });

const part = (root, dir, base, ext, name) => ({ root, dir, base, ext, name });
assert.deepStrictEqual(posix.parse('/a/b.tar.gz//'), part('/', '/a', 'b.tar.gz', '.gz', 'b.tar'));
assert.deepStrictEqual(posix.parse('/.bashrc'), part('/', '/', '.bashrc', '', '.bashrc'));
assert.deepStrictEqual(posix.parse('a/..'), part('', 'a', '..', '', '..'));
assert.deepStrictEqual(posix.parse('x.'), part('', '', 'x.', '.', 'x'));
assert.deepStrictEqual(posix.parse('/'), part('/', '/', '', '', ''));
assert.deepStrictEqual(Object.keys(posix.parse('a')), ['root', 'dir', 'base', 'ext', 'name']);
