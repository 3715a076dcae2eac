// SPDX-License-Identifier: MIT
import assert from 'node:assert';
import fs, { readFileSync } from 'fs';
import { createRequire } from 'node:module';
import cjs, { named, 'module.exports' as whole } from './fixtures/named.cjs';
import data from './fixtures/data.json' with { type: 'json' };

assert.strictEqual(readFileSync, fs.readFileSync);
assert.strictEqual(named, 5);
assert.strictEqual(cjs, whole);
assert.strictEqual(await cjs.x, 1);
assert.deepStrictEqual(data, { key: [1, 2] });
const require = createRequire(import.meta.url);
assert.strictEqual(require('./fixtures/named.cjs'), cjs);
const counter = require('./fixtures/counter.mjs');
assert.strictEqual(counter.count, (await import('./fixtures/counter.mjs')).count);
assert.strictEqual(counter.__esModule, true);
await assert.rejects(import('./fixtures/data.json'), { code: 'ERR_IMPORT_ATTRIBUTE_MISSING' });
await assert.rejects(import('./fixtures/none.mjs'), { code: 'ERR_MODULE_NOT_FOUND' });
await assert.rejects(import('./fixtures'), { code: 'ERR_UNSUPPORTED_DIR_IMPORT' });
await assert.rejects(import('no-such-package'), { code: 'ERR_MODULE_NOT_FOUND' });
assert.strictEqual((await import('data:text/javascript,export default 7')).default, 7);
