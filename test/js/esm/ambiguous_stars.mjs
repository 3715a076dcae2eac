// SPDX-License-Identifier: MIT
// `export *` from several modules: what two of them give differently is not there, the same binding is no conflict, a name of one's own wins, and default never passes.
import assert from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-stars-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const files = {
  a: "export const both = 'a', onlyA = 1; export default 'a';",
  b: "export const both = 'b', onlyB = 2;",
  shared: 'export let same = 0; export const add = () => same++;',
  viaA: "export * from './shared.mjs';",
  viaB: "export * from './shared.mjs'; export { same as renamed } from './shared.mjs';",
  stars: "export * from './a.mjs'; export * from './b.mjs'; export * from './viaA.mjs'; export * from './viaB.mjs'; export const onlyB = 'mine';",
  ring1: "export * from './ring2.mjs'; export const one = 1;",
  ring2: "export * from './ring1.mjs'; export const two = 2;",
  ambiguous: "import { both } from './stars.mjs';",
  missing: "import { nothing } from './stars.mjs';",
  indirect: "export { both } from './stars.mjs';",
};
for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, `${name}.mjs`), text);
const load = (name) => import(pathToFileURL(path.join(folder, `${name}.mjs`)));

const stars = await load('stars');
assert.deepStrictEqual(Object.keys(stars), ['add', 'onlyA', 'onlyB', 'renamed', 'same']);
assert.strictEqual(stars.onlyB, 'mine');
assert.strictEqual('both' in stars, false);
assert.strictEqual('default' in stars, false);
stars.add();
assert.deepStrictEqual([stars.same, stars.renamed], [1, 1]);

assert.deepStrictEqual({ ...(await load('ring1')) }, { one: 1, two: 2 });
assert.deepStrictEqual({ ...(await load('ring2')) }, { one: 1, two: 2 });

await assert.rejects(load('ambiguous'), { name: 'SyntaxError', message: /contains conflicting star exports for name 'both'/ });
await assert.rejects(load('indirect'), { name: 'SyntaxError', message: /contains conflicting star exports for name 'both'/ });
await assert.rejects(load('missing'), { name: 'SyntaxError', message: /does not provide an export named 'nothing'/ });
