// SPDX-License-Identifier: MIT
import assert from 'node:assert';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

assert.deepStrictEqual(Object.keys(import.meta), ['dirname', 'filename', 'main', 'resolve', 'url']);
assert.strictEqual(import.meta.filename, process.argv[1]);
assert.strictEqual(import.meta.dirname, path.dirname(process.argv[1]));
assert.strictEqual(import.meta.url, pathToFileURL(process.argv[1]).href);
assert.strictEqual(import.meta.main, true);
assert.strictEqual(import.meta.resolve('./x.mjs'), new URL('x.mjs', import.meta.url).href);
assert.strictEqual(import.meta.resolve('fs'), 'node:fs');
