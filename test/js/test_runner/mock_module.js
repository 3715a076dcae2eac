// SPDX-License-Identifier: MIT
// Flags: --experimental-test-module-mocks --no-warnings
// mock.module(): for require() and import, of files of both kinds, built-ins and JSON; each mock ends on its own.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { pathToFileURL } = require('node:url');

const file = (name, text) => {
  fs.writeFileSync(name, text);
  return pathToFileURL(path.resolve(name)).href;
};
const esm = file('x.mjs', "export const a = 1; export default 'real';");
const importer = file('z.mjs', "import { a } from './x.mjs'; export const b = a;");
const cjs = file('y.js', 'module.exports = { c: 1 };');
const json = file('d.json', '{"real":true}');

test('ES modules', async (t) => {
  const mock = t.mock.module(esm, { namedExports: { a: 5 } });
  const mocked = await import(esm);
  assert.deepStrictEqual(Object.keys(mocked), ['a']);
  assert.strictEqual((await import(importer)).b, 5);
  assert.throws(() => t.mock.module(esm, {}), { code: 'ERR_INVALID_STATE' });
  assert.notStrictEqual(await import(esm), mocked);
  mock.restore();
  assert.strictEqual((await import(esm)).default, 'real');
});

test('CommonJS and built-ins, in both module systems', async (t) => {
  const first = t.mock.module(cjs, { defaultExport: { d: 2 }, namedExports: { e: 3 }, cache: true });
  const second = t.mock.module('node:os', { namedExports: { hostname: () => 'me' } });
  assert.strictEqual(require(path.resolve('y.js')).e, 3);
  assert.deepStrictEqual((await import(cjs)).default, { d: 2, e: 3 });
  first.restore();
  assert.strictEqual(require(path.resolve('y.js')).c, 1);
  assert.strictEqual((await import(cjs)).default.c, 1);
  assert.strictEqual(require('os').hostname(), 'me');
  assert.strictEqual((await import('node:os')).hostname(), 'me');
  second.restore();
  assert.notStrictEqual(require('os').hostname(), 'me');
});

test('JSON', async (t) => {
  t.mock.module(json, { defaultExport: { fake: true } });
  assert.deepStrictEqual(require(path.resolve('d.json')), { fake: true });
  assert.deepStrictEqual((await import(json, { with: { type: 'json' } })).default, { fake: true });
});
