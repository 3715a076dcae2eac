// SPDX-License-Identifier: MIT
// glob: magic, braces, exclusion, types; the three forms agree.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-glob-'));
for (const file of ['a/b/f.js', 'a/x.js', '.h/y.js', 'c/A.js', 'c/d2.txt', 'c/d13.txt']) {
  fs.mkdirSync(path.join(cwd, path.dirname(file)), { recursive: true });
  fs.writeFileSync(path.join(cwd, file), '');
}
const find = (pattern, options) => fs.globSync(pattern, { cwd, ...options }).sort();
assert.deepStrictEqual(find('**/*.js'), ['a/b/f.js', 'a/x.js', 'c/A.js']);
assert.deepStrictEqual(find('.*/*'), ['.h/y.js']);
assert.deepStrictEqual(find('{a,c}/*.js'), ['a/x.js', 'c/A.js']);
assert.deepStrictEqual(find('c/d{1..3}*.txt'), ['c/d13.txt', 'c/d2.txt']);
assert.deepStrictEqual(find('c/!(*.txt)'), ['c/A.js']);
assert.deepStrictEqual(find('c/+(A|[[:digit:]]).js'), ['c/A.js']);
assert.deepStrictEqual(find('c/d[0-9].???'), ['c/d2.txt']);
assert.deepStrictEqual(find('a/**', { exclude: ['a/b'] }), ['a', 'a/x.js']);
assert.deepStrictEqual(find('a/**', { exclude: (name) => name === 'b' }), ['a', 'a/x.js']);
assert.deepStrictEqual(find(['a/*', '*/x.js']), ['a/b', 'a/x.js']);
const { 0: entry } = fs.globSync('a/*.js', { cwd, withFileTypes: true });
assert.ok(entry.isFile());
assert.strictEqual(entry.parentPath, path.join(cwd, 'a'));
fs.glob('**/*.js', { cwd }, async (error, found) => {
  assert.deepStrictEqual(found.sort(), find('**/*.js'));
  assert.deepStrictEqual((await Array.fromAsync(fs.promises.glob('**/*.js', { cwd }))).sort(), found);
  fs.rmSync(cwd, { recursive: true });
});
