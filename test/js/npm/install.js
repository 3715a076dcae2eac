// SPDX-License-Identifier: MIT
// install: the tree with what had to be nested, the lock file, programs, what is saved; and that a second install does nothing, also without the registry.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { Registry, Place } = require('./_registry.js');

(async () => {
  const registry = await new Registry().start();
  registry.publish({ name: 'a', version: '1.0.0', dependencies: { c: '^1.0.0' }, bin: { tool: './bin.js' } }, { 'bin.js': '#!/usr/bin/env node\r\nconsole.log("tool", require("c"));\n' })
    .publish({ name: 'b', version: '1.1.0', dependencies: { c: '^2.0.0', '@s/d': '*' } })
    .publish({ name: 'c', version: '2.0.0' }, { 'index.js': 'module.exports = "c2";' }).publish({ name: 'c', version: '1.0.0' }, { 'index.js': 'module.exports = "c1.0";' }, { tag: 'old' })
    .publish({ name: 'c', version: '1.2.0' }, { 'index.js': 'module.exports = "c1.2";', 'lib/deep/x.js': '1' }, { tag: 'older' })
    .publish({ name: '@s/d', version: '3.0.0', license: 'MIT' });
  const place = new Place(registry, { name: 'top', version: '1.0.0', dependencies: { a: '^1.0.0' } });
  const first = await place.ok('install', 'b', '--save-dev');
  assert.match(first.out, /^added 5 packages in/);
  assert.deepStrictEqual(place.tree(), {
    'node_modules/@s/d': '3.0.0', 'node_modules/a': '1.0.0', 'node_modules/b': '1.1.0', 'node_modules/b/node_modules/c': '2.0.0', 'node_modules/c': '1.2.0',
  });
  assert.deepStrictEqual(place.json('package.json'), { name: 'top', version: '1.0.0', dependencies: { a: '^1.0.0' }, devDependencies: { b: '^1.1.0' } });
  assert.strictEqual(fs.readlinkSync(path.join(place.folder, 'node_modules/.bin/tool')), '../a/bin.js');
  assert.strictEqual(fs.statSync(path.join(place.folder, 'node_modules/a/bin.js')).mode & 0o777, 0o755);
  assert.match((await place.ok('exec', 'tool')).out, /^tool c1.2$/m);

  // The lock file, as npm writes it.
  const lock = place.json('package-lock.json');
  assert.deepStrictEqual(Object.keys(lock), ['name', 'version', 'lockfileVersion', 'requires', 'packages']);
  assert.strictEqual(lock.lockfileVersion, 3);
  assert.deepStrictEqual(lock.packages[''], { name: 'top', version: '1.0.0', dependencies: { a: '^1.0.0' }, devDependencies: { b: '^1.1.0' } });
  assert.deepStrictEqual(Object.keys(lock.packages), ['', 'node_modules/@s/d', 'node_modules/a', 'node_modules/b', 'node_modules/b/node_modules/c', 'node_modules/c']);
  const d = lock.packages['node_modules/@s/d'];
  assert.deepStrictEqual(d, { version: '3.0.0', resolved: `${registry.url}@s/d/-/d-3.0.0.tgz`, integrity: d.integrity, dev: true, license: 'MIT' });
  assert.match(d.integrity, /^sha512-/);
  assert.strictEqual(lock.packages['node_modules/c'].dev, undefined);
  assert.deepStrictEqual(Object.keys(place.json('node_modules/.package-lock.json').packages), Object.keys(lock.packages).slice(1));

  // Again: nothing is asked for, nothing is done.
  const text = place.read('package-lock.json');
  registry.asked.length = 0;
  assert.match((await place.ok('install')).out, /^up to date/);
  assert.deepStrictEqual(registry.asked, []);
  assert.strictEqual(place.read('package-lock.json'), text);

  // From the cache, without dev dependencies, and with a registry that is gone.
  fs.rmSync(path.join(place.folder, 'node_modules'), { recursive: true });
  await place.ok('install', '--omit=dev', '--offline');
  assert.deepStrictEqual(place.tree(), { 'node_modules/a': '1.0.0', 'node_modules/c': '1.2.0' });
  assert.strictEqual(place.read('package-lock.json'), text);
  await place.ok('ci', '--offline');
  assert.strictEqual(Object.keys(place.tree()).length, 5);

  // What is missing, too much or of another version is set right.
  fs.rmSync(path.join(place.folder, 'node_modules/c'), { recursive: true });
  fs.mkdirSync(path.join(place.folder, 'node_modules/stray'));
  await place.ok('install');
  assert.strictEqual(place.tree()['node_modules/c'], '1.2.0');
  assert.strictEqual(place.has('node_modules/stray'), false);

  await place.ok('uninstall', 'b');
  assert.deepStrictEqual(place.tree(), { 'node_modules/a': '1.0.0', 'node_modules/c': '1.2.0' });
  assert.deepStrictEqual(place.json('package.json'), { name: 'top', version: '1.0.0', dependencies: { a: '^1.0.0' } });

  // An explicit wish goes before what is there; exact, by tag, under another name.
  await place.ok('install', 'c@2', 'old@npm:c@old', '-E');
  assert.deepStrictEqual(place.tree(), { 'node_modules/a': '1.0.0', 'node_modules/a/node_modules/c': '1.2.0', 'node_modules/c': '2.0.0', 'node_modules/old': '1.0.0' });
  assert.deepStrictEqual(place.json('package.json').dependencies, { a: '^1.0.0', c: '2.0.0', old: 'npm:c@1.0.0' });
  assert.strictEqual(place.json('package-lock.json').packages['node_modules/old'].name, 'c');

  // ci does not repair what does not agree.
  place.write('package.json', { name: 'top', dependencies: { a: '^1.0.0', b: '*', c: '2.0.0', old: 'npm:c@1.0.0' } });
  const refused = await place.run(['ci']);
  assert.strictEqual(refused.code, 1);
  assert.match(refused.err, /EUSAGE: package.json and package-lock.json do not agree: b@"\*" \(missing\)/);
  assert.strictEqual(place.tree()['node_modules/c'], '2.0.0');

  for (const [words, code] of [[['install', 'nobody'], 'E404'], [['install', 'c@9'], 'ETARGET'], [['install', 'a', '-g'], 'EGLOBAL'], [['install', '../x y'], 'E'], [['install', '.hidden'], 'EINVALIDPACKAGENAME']]) {
    const before = JSON.stringify(place.tree());
    const failed = await place.run(words);
    assert.strictEqual(failed.code, 1, words.join(' '));
    assert.match(failed.err, new RegExp(`^protojs: ${code}`), words.join(' '));
    assert.strictEqual(JSON.stringify(place.tree()), before);
  }
  registry.stop();
})();
