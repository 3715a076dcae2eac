// SPDX-License-Identifier: MIT
// protojs:core in ES modules: imported by name, as a whole, dynamically, and by functions that run on other threads.
import assert from 'node:assert';
import { createRequire } from 'node:module';
import core, { List, share } from 'protojs:core';
import * as all from 'protojs:core';
import pools from 'protojs:pools';

assert.strictEqual(core.share, share);
assert.strictEqual(all.List, List);
assert.strictEqual(typeof pools.pools, 'function');
assert.strictEqual((await import('protojs:core')).share, share);
assert.strictEqual(createRequire(import.meta.url)('protojs:core').share, share);
assert.strictEqual(import.meta.resolve('protojs:core'), 'protojs:core');

const list = share([1, 2, 3]);
assert.deepStrictEqual([...await Deferred.run((numbers) => numbers.map((x) => x * 2), list)], [2, 4, 6]);
assert.strictEqual(await Deferred.run(() => List.of(1).push(2).size + all.share([1]).size + list.size), 6);

await assert.rejects(import('protojs:nothing'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
