// SPDX-License-Identifier: MIT
// Each step of require() that a program replaces is taken, also where files were loaded without a look at it before.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'steps-'));
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
try {
  const count = 12;
  for (let i = 0; i < count; i++) {
    write(`a${i}.js`, `exports.v = ${i}; exports.b = () => require('./b${i}');`);
    write(`b${i}.js`, `exports.v = 'b${i}'; exports.parent = module.parent.id; exports.paths = module.paths[0];`);
  }
  const load = (i) => require(path.join(folder, `a${i}.js`)).b();
  assert.strictEqual(load(0).v, 'b0');
  assert.strictEqual(load(0).parent, path.join(folder, 'a0.js'));
  assert.strictEqual(load(0).paths, path.join(folder, 'node_modules'));

  // Calls `steps` with one function replaced by one that counts its calls for the inner module.
  let at = 0;
  function replaced(object, key, pick) {
    const i = ++at;
    const { b } = require(path.join(folder, `a${i}.js`));
    const before = object[key];
    const seen = [];
    object[key] = function(...args) {
      seen.push(pick(args, this));
      return Reflect.apply(before, this, args);
    };
    try {
      assert.strictEqual(b().v, `b${i}`, key);
    } finally {
      object[key] = before;
    }
    return [seen.map((value) => path.basename(value)), i];
  }
  const first = (args) => args[0];
  const steps = [
    [Module, '_load', first, (i) => `b${i}`],
    [Module, '_resolveFilename', first, (i) => `b${i}`],
    [Module, '_findPath', first, (i) => `b${i}`],
    [Module.prototype, 'load', first, (i) => `b${i}.js`],
    [Module.prototype, '_compile', (args) => args[1], (i) => `b${i}.js`],
    [Module.prototype, 'require', first, (i) => `b${i}`],
    [Module._extensions, '.js', (args) => args[1], (i) => `b${i}.js`],
    [Module, '_nodeModulePaths', first, () => path.basename(folder)],
  ];
  for (const [object, key, pick, want] of steps) {
    const [seen, i] = replaced(object, key, pick);
    assert.deepStrictEqual(seen, [want(i)], key);
  }

  // another extension, before a folder's index; a cache with a file that was never loaded; a file that throws, and then does not
  fs.mkdirSync(path.join(folder, 'b9'));
  write('b9/index.js', "exports.v = 'index';");
  fs.unlinkSync(path.join(folder, 'b9.js'));
  write('b9.own', '');
  const { b } = require(path.join(folder, 'a9.js'));
  Module._extensions['.own'] = (module) => { module.exports = { v: 'own' }; };
  assert.strictEqual(b().v, 'own');
  delete Module._extensions['.own'];
  const inner = path.join(folder, 'b10.js');
  const { b: cached } = require(path.join(folder, 'a10.js'));
  require.cache[inner] = { exports: { v: 'put' }, loaded: true };
  assert.strictEqual(cached().v, 'put');
  delete require.cache[inner];
  assert.strictEqual(cached().v, 'b10');
  write('b11.js', 'throw new Error("first");');
  const { b: fails } = require(path.join(folder, 'a11.js'));
  assert.throws(fails, /first/);
  assert.strictEqual(require.cache[path.join(folder, 'b11.js')], undefined);
  assert.strictEqual(require.cache[path.join(folder, 'a11.js')].children.length, 0);
  write('b11.js', 'exports.v = "second";');
  assert.strictEqual(fails().v, 'second');
} finally {
  fs.rmSync(folder, { recursive: true });
}
