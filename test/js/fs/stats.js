// SPDX-License-Identifier: MIT
// Stats: numbers, bigints, lazy dates that can be replaced, missing files.
const assert = require('node:assert');
const fs = require('node:fs');

const stats = fs.statSync(__filename);
assert.ok(stats.isFile() && !stats.isDirectory() && !stats.isFIFO());
assert.deepStrictEqual(Object.keys(stats), [
  'dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks',
  'atimeMs', 'mtimeMs', 'ctimeMs', 'birthtimeMs']);
assert.ok(stats.mtime instanceof Date);
assert.strictEqual(stats.mtime, stats.mtime);
assert.strictEqual(stats.mtime.getTime(), Math.round(stats.mtimeMs));
stats.atime = 5;
assert.strictEqual(stats.atime, 5);
const big = fs.statSync(__filename, { bigint: true });
assert.strictEqual(big.size, BigInt(stats.size));
assert.strictEqual(big.mtimeNs / 1000000n, big.mtimeMs);
assert.ok(big.isFile());
assert.strictEqual(fs.statSync('/nope', { throwIfNoEntry: false }), undefined);
assert.strictEqual(fs.lstatSync(`${__filename}/x`, { throwIfNoEntry: false }), undefined);
assert.ok(fs.statfsSync('/').blocks > 0);
assert.strictEqual(typeof fs.statfsSync('/', { bigint: true }).bsize, 'bigint');

// Two at a time: the shared numbers are taken before the next result comes.
Promise.all([fs.promises.stat('/'), fs.promises.stat(__filename)]).then(({ 0: root, 1: file }) => {
  assert.ok(root.isDirectory());
  assert.strictEqual(file.size, stats.size);
});
