// SPDX-License-Identifier: MIT
// enableCompileCache() chooses the folder of the cache, once; the environment can have chosen it before, or switch the cache off.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { constants: { compileCacheStatus } } = require('node:module');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'compile-cache-'));
const script = 'const { enableCompileCache, getCompileCacheDir, flushCompileCache } = require("node:module");' +
  'const before = getCompileCacheDir(); const first = enableCompileCache(process.env.DIR); const second = enableCompileCache("/elsewhere"); flushCompileCache();' +
  'console.log(JSON.stringify([before ?? null, first, second, getCompileCacheDir() ?? null]));';
const base = { ...process.env, DIR: path.join(folder, 'api') };
delete base.NODE_COMPILE_CACHE;
delete base.NODE_DISABLE_COMPILE_CACHE;
const run = (env) => JSON.parse(execFileSync(process.execPath, ['-e', script], { env: { ...base, ...env }, encoding: 'utf8' }));

let [before, first, second, after] = run();
assert.strictEqual(before, null);
assert.strictEqual(first.status, compileCacheStatus.ENABLED);
assert.ok(first.directory.startsWith(path.join(folder, 'api', 'protojs-v')));
assert.ok(fs.statSync(first.directory).isDirectory());
assert.deepStrictEqual(second, { status: compileCacheStatus.ALREADY_ENABLED, directory: first.directory });
assert.strictEqual(after, first.directory);

[before, first, , after] = run({ NODE_COMPILE_CACHE: path.join(folder, 'env') });
assert.ok(before.startsWith(path.join(folder, 'env', 'protojs-v')));
assert.deepStrictEqual(first, { status: compileCacheStatus.ALREADY_ENABLED, directory: before });
assert.strictEqual(after, before);

[before, first, , after] = run({ NODE_DISABLE_COMPILE_CACHE: '1', NODE_COMPILE_CACHE: path.join(folder, 'env') });
assert.deepStrictEqual([before, first.status, after], [null, compileCacheStatus.DISABLED, null]);

fs.writeFileSync(path.join(folder, 'file'), '');
[, first, , after] = run({ DIR: path.join(folder, 'file') });
assert.strictEqual(first.status, compileCacheStatus.FAILED);
assert.match(first.message, /^Cannot create cache directory: E/);

assert.throws(() => require('node:module').enableCompileCache(1), { code: 'ERR_INVALID_ARG_TYPE' });
fs.rmSync(folder, { recursive: true });
