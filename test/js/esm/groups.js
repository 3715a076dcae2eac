// SPDX-License-Identifier: MIT
// Modules that run one after the other as one function: what one does to itself, or to the graph, the others do not see.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'groups-'));
const urlOf = (name) => pathToFileURL(path.join(folder, name)).href;
const load = (name) => import(urlOf(name));
const graphs = {
  // names of one module are not another's
  'names/root.mjs': "import { get as a } from './a.mjs';\nimport { get as b, count } from './b.mjs';\nimport f, * as ns from './c.mjs';\nexport { a, b, count, f, ns };\n",
  'names/a.mjs': "const own = 'a'; function inner() { return own; }\nexport function get() { return inner(); }\n",
  'names/b.mjs': "const own = 'b'; function inner() { return own; }\nexport let count = 0;\nexport function get() { count++; return inner(); }\n",
  'names/c.mjs': "export default function () {}\nexport const self = typeof this, url = import.meta.url, later = () => import('./a.mjs');\n" +
    'export class C { static #x = 1; static x = C.#x; }\nexport const caller = (() => { try { return arguments; } catch (e) { return e.name; } })();\n',
  // an error in the middle
  'fails/root.mjs': "import './one.mjs';\nimport './two.mjs';\nimport './three.mjs';\nrun.push('root');\n",
  'fails/one.mjs': "run.push('one');\nexport const one = 1;\n",
  'fails/two.mjs': "import './one.mjs';\nrun.push('two');\n  nothing.here;\nrun.push('never');\n",
  'fails/three.mjs': "import { one } from './one.mjs';\nrun.push('three');\nexport const three = one + 2;\n",
  // a graph that cannot be linked, and a part of it that can
  'links/root.mjs': "import './one.mjs';\nimport './two.mjs';\nimport { missing } from './one.mjs';\n",
  'links/one.mjs': "run.push('one');\nexport const one = 1;\n",
  'links/two.mjs': "import { one } from './one.mjs';\nrun.push('two');\nexport const two = one + 1;\n",
  // one that asks for another before its turn
  'early/root.mjs': "import { found } from './asks.mjs';\nimport { late } from './late.mjs';\nexport { found, late };\n",
  'early/asks.mjs': "import { createRequire } from 'node:module';\nrun.push('asks');\nexport const found = createRequire(import.meta.url)('./late.mjs').late;\n",
  'early/late.mjs': "run.push('late');\nexport const late = {};\n",
  // what is imported cannot be assigned to
  'readonly/root.mjs': "import './sets.mjs';\n",
  'readonly/sets.mjs': "import { v } from './v.mjs';\nv = 2;\n",
  'readonly/v.mjs': 'export const v = 1;\n',
};
for (const [name, text] of Object.entries(graphs)) {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
}
const during = async (steps) => {
  globalThis.run = [];
  await steps();
  return globalThis.run;
};

(async () => {
  const names = await load('names/root.mjs');
  assert.deepStrictEqual([names.a(), names.b(), names.b(), names.count], ['a', 'b', 'b', 2]);
  assert.strictEqual(names.f.name, 'default');
  assert.deepStrictEqual([names.ns.self, names.ns.url, names.ns.C.x, names.ns.caller], ['undefined', urlOf('names/c.mjs'), 1, 'ReferenceError']);
  assert.strictEqual((await names.ns.later()).get, names.a);

  const ran = await during(async () => {
    const failure = await load('fails/root.mjs').catch((error) => error);
    assert.strictEqual(failure.message, 'nothing is not defined');
    assert.match(failure.stack, /fails\/two\.mjs:3:11\)?\n/);
    assert.strictEqual(await load('fails/two.mjs').catch((error) => error), failure);
    assert.strictEqual(await load('fails/root.mjs').catch((error) => error), failure);
    assert.strictEqual((await load('fails/one.mjs')).one, 1);
    assert.strictEqual((await load('fails/three.mjs')).three, 3);
  });
  assert.deepStrictEqual(ran, ['one', 'two', 'three']);

  assert.deepStrictEqual(await during(async () => {
    await assert.rejects(load('links/root.mjs'), SyntaxError);
    assert.strictEqual((await load('links/two.mjs')).two, 2);
    assert.strictEqual((await load('links/one.mjs')).one, 1);
  }), ['one', 'two']);

  assert.deepStrictEqual(await during(async () => {
    const { found, late } = await load('early/root.mjs');
    assert.strictEqual(found, late);
  }), ['asks', 'late']);

  await assert.rejects(load('readonly/root.mjs'), TypeError);
})().finally(() => fs.rmSync(folder, { recursive: true }));
