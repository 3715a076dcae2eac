// SPDX-License-Identifier: MIT
// glob and symbolic links: wildcards and "**" go through real directories only, names through links, too; exclusion of a directory's contents.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-glob-links-'));
for (const file of ['a.js', 'a/a.js', 'a/b/b.js', 'd/k.js', 'd/[x]/y.js']) {
  fs.mkdirSync(path.join(cwd, path.dirname(file)), { recursive: true });
  fs.writeFileSync(path.join(cwd, file), '');
}
fs.symlinkSync('a', path.join(cwd, 'ln'));
fs.symlinkSync('../d', path.join(cwd, 'a/dl'));
const find = (pattern, options) => fs.globSync(pattern, { cwd, ...options }).sort();
try {
  const expected = {
    '*/': ['a', 'd'],
    'ln/': ['ln'],
    '*/*': ['a/a.js', 'a/b', 'a/dl', 'd/[x]', 'd/k.js'],
    'l*/*': [],
    'ln/*': ['ln/a.js', 'ln/b', 'ln/dl'],
    'a/[d]l/k.js': ['a/dl/k.js'],
    '**/k.js': ['d/k.js'],
    'a/**/k.js': [],
    './a/**/k.js': ['a/dl/k.js'],
    '**/dl': ['a/dl'],
    '**/dl/*': [],
    '**/': ['.', 'a', 'a/b', 'd', 'd/[x]'],
    'a/**': ['a', 'a/a.js', 'a/b', 'a/b/b.js', 'a/dl'],
    'a/**/*': ['a/a.js', 'a/b', 'a/b/b.js', 'a/dl', 'a/dl/[x]', 'a/dl/k.js'],
    'd/[[]x]/*': ['d/[x]/y.js'],
    '/': ['/'],
  };
  for (const [pattern, found] of Object.entries(expected)) assert.deepStrictEqual(find(pattern), found, pattern);
  assert.deepStrictEqual(find('*', { exclude: ['a/**'] }), ['a', 'a.js', 'd', 'ln']);
  assert.deepStrictEqual(find('{a,d}/**', { exclude: ['a/**', '**/\\[x\\]/**', '**/[[]x]'] }), ['d', 'd/k.js']);
  assert.throws(() => fs.globSync('*', null), { code: 'ERR_INVALID_ARG_TYPE' });
} finally {
  fs.rmSync(cwd, { recursive: true });
}
