// SPDX-License-Identifier: MIT
// Graphs of modules that are read ahead and compiled together behave as modules of their own.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'graph-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
const load = (name) => import(pathToFileURL(path.join(folder, name)).href);

write('a.mjs', `import { b, setB } from './b.mjs';
import def, * as c from './c.mjs';
import './folder/../sideways.mjs';
import data from './data.json' with { type: 'json' };
import fs, { readFileSync } from 'fs';
import common, { named } from './common.cjs';
import pkg from 'inner';
export { b, c, def, data, named, pkg };
export const before = b;
setB(2);
export const after = b;
export const order = globalThis.order;
export const same = fs.readFileSync === readFileSync && common.named === named;
export const where = import.meta.url;
export const main = import.meta.main;
export const self = typeof this;
let count = 0;
export const bump = () => ++count;
export { count };
`);
write('b.mjs', 'export let b = 1;\nexport function setB(v) { b = v; }\nglobalThis.order = ["b"];\n');
write('c.mjs', 'globalThis.order.push("c");\nexport default class {}\nexport * from "./stars.mjs";\nexport const wide = "\u4e00";\n');
write('stars.mjs', 'globalThis.order.push("stars"); export const star = 1; export default 5;\n');
write('sideways.mjs', 'globalThis.order.push("sideways");\n');
write('data.json', '{"x":1}');
write('common.cjs', 'exports.named = 7;\n');
write('node_modules/inner/package.json', '{"type":"module","exports":"./lib.js"}');
write('node_modules/inner/lib.js', 'export default "inner";\n');

write('loop.mjs', `import { even } from './loop2.mjs';
import { late } from './loop3.mjs';
export function odd(n) { return n === 0 ? false : even(n - 1); }
export const four = even(4);
export { late };
`);
write('loop2.mjs', `import { odd } from './loop.mjs';
import { helper } from './loop4.mjs';
export function even(n) { return helper(n) === 0 ? true : odd(n - 1); }
export const early = odd(3);
let error;
try { tdz; } catch (e) { error = e; }
export { error };
import { tdz } from './loop3.mjs';
`);
write('loop3.mjs', `import { odd } from './loop.mjs';
export const late = odd(5);
export const tdz = 1;
`);
write('loop4.mjs', 'export function helper(n) { return n; }\n');

write('waits.mjs', 'import { v } from "./waited.mjs";\nexport const doubled = v * 2;\n');
write('waited.mjs', 'import { b } from "./b2.mjs";\nexport const v = await Promise.resolve(b);\n');
write('b2.mjs', 'export const b = 21;\n');

write('stack.mjs', 'import { fail } from "./thrower.mjs";\nexport const go = () => fail();\n');
write('thrower.mjs', '// a line\nexport function fail() { throw new Error("here"); }\n');
write('bad.mjs', 'import "./b3.mjs";\nimport "./worse.mjs";\n');
write('b3.mjs', 'globalThis.ran = true;\n');
write('worse.mjs', 'const fine = 1;\nconst = 2;\n');
write('missing-name.mjs', 'import "./b2.mjs";\nimport { nothing } from "./b2.mjs";\n');
write('missing-file.mjs', 'import "./b2.mjs";\nimport "./not-there.mjs";\n');
write('readonly.mjs', 'import { b } from "./b2.mjs";\nb = 1;\n');

(async () => {
  const a = await load('a.mjs');
  assert.deepStrictEqual(a.order, ['b', 'stars', 'c', 'sideways']);
  assert.strictEqual(a.before, 1);
  assert.strictEqual(a.after, 2);
  assert.strictEqual(a.b, 2);
  assert.strictEqual(a.c.star, 1);
  assert.strictEqual(a.c.wide, '\u4e00');
  assert.strictEqual(a.def, a.c.default);
  assert.strictEqual(a.def.name, 'default');
  assert.deepStrictEqual(a.data, { x: 1 });
  assert.strictEqual(a.named, 7);
  assert.strictEqual(a.pkg, 'inner');
  assert.strictEqual(a.same, true);
  assert.strictEqual(a.where, pathToFileURL(path.join(folder, 'a.mjs')).href);
  assert.strictEqual(a.main, false);
  assert.strictEqual(a.self, 'undefined');
  a.bump();
  assert.strictEqual(a.count, 1);
  assert.deepStrictEqual(Object.keys(a), Object.keys(a).sort());

  const loop = await load('loop.mjs');
  assert.strictEqual(loop.four, true);
  assert.strictEqual(loop.late, true);
  const { early, error } = await load('loop2.mjs');
  assert.strictEqual(early, true);
  assert.strictEqual(error, undefined); // loop3 ran first

  assert.strictEqual((await load('waits.mjs')).doubled, 42);

  const { go } = await load('stack.mjs');
  assert.throws(go, (e) => {
    const lines = e.stack.split('\n');
    return lines[1].includes(`(${pathToFileURL(path.join(folder, 'thrower.mjs')).href}:2:`) && lines[2].includes('stack.mjs:2:');
  });

  await assert.rejects(load('bad.mjs'), (e) => e instanceof SyntaxError && e.stack.startsWith(`${pathToFileURL(path.join(folder, 'worse.mjs')).href}:2\nconst = 2;`));
  assert.strictEqual(globalThis.ran, undefined);
  await assert.rejects(load('missing-name.mjs'), (e) => e instanceof SyntaxError && e.message.includes("does not provide an export named 'nothing'") &&
    e.stack.includes('import { nothing } from "./b2.mjs";'));
  await assert.rejects(load('missing-file.mjs'), { code: 'ERR_MODULE_NOT_FOUND' });
  write('not-there.mjs', 'export const now = 1;\n');
  await load('missing-file.mjs');
  await assert.rejects(load('readonly.mjs'), TypeError);
  await assert.rejects(load('readonly.mjs'), TypeError);
  fs.rmSync(folder, { recursive: true });
})();
