// SPDX-License-Identifier: MIT
// In an ES module a deferred function takes along what was imported, and import.meta.
import assert from 'node:assert';
import * as path from 'node:path';
import os, { availableParallelism as cores } from 'node:os';

export const shown = 6;
const factor = await Deferred.run(() => 7);
assert.strictEqual(await Deferred.run(() => shown * factor), 42);
assert.strictEqual(await Deferred.run(() => path.basename('/a/b')), 'b');
assert.strictEqual(await Deferred.run(() => os.EOL), '\n');
assert.strictEqual(await Deferred.run(() => typeof cores()), 'number');
assert.strictEqual(await Deferred.run(() => import.meta.url), import.meta.url);
assert.strictEqual(await Deferred.run(async () => (await import('node:path')).basename('/c/d')), 'd');
assert.strictEqual(await Deferred.run(() => Deferred.run((x) => x + shown, 1)), 7);
