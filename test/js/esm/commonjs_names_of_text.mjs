// SPDX-License-Identifier: MIT
// The names of a CommonJS module are those that its text tells, whether or not it ran before; files of packages without a type are what their text is.
import assert from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'names-'));
const write = (name, text) => {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
};
const namesOf = async (file) => Object.keys(await import(pathToFileURL(file).href)).join();
try {
  const require = createRequire(path.join(folder, 'x.js'));

  const computed = write('computed.cjs', "for (const name of ['a', 'b']) exports[name] = 1; exports.c = 3;");
  assert.deepStrictEqual(Object.keys(require(computed)), ['a', 'b', 'c']);
  assert.strictEqual(await namesOf(computed), 'c,default,module.exports');

  write('parts.cjs', 'exports.one = exports.main = 1;');
  assert.strictEqual(await namesOf(write('main.cjs', "module.exports = require('./parts.cjs').main;")), 'default,main,module.exports,one');

  // A package of both kinds whose package.json tells neither.
  write('node_modules/both/package.json', '{ "main": "./index.js" }');
  write('node_modules/both/index.js', "import { name } from './other.js'; export { name }; export const url = import.meta.url;");
  write('node_modules/both/other.js', "export const name = 'other';");
  write('node_modules/common/index.js', 'exports.common = true;');
  const user = write('user.mjs', "export * from 'both'; export * from 'common';");
  assert.strictEqual(await namesOf(user), 'common,module.exports,name,url');
  assert.strictEqual(require('both').name, 'other');

  // One that leads back into the graph that imports it.
  write('node_modules/back/package.json', '{ "exports": { ".": "./index.mjs", "./in": "./in.js" } }');
  write('node_modules/back/index.mjs', "import { late } from './in.js'; export const early = 1; export const seen = late();");
  write('node_modules/back/in.js', "import * as back from './index.mjs'; export function late() { try { return back.early; } catch (error) { return error.name; } }");
  const { early, seen } = await import(pathToFileURL(write('cycle.mjs', "export * from 'back';")).href);
  assert.strictEqual(early, 1);
  assert.strictEqual(seen, 1);
} finally {
  fs.rmSync(folder, { recursive: true });
}
