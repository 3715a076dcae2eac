// SPDX-License-Identifier: MIT
// Packages that come from elsewhere: workspaces, folders, archives by file and address, repositories of git, bundles.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { Registry, Place, archive, entry, tar } = require('./_registry.js');

(async () => {
  const registry = await new Registry().start();
  registry.publish({ name: 'a', version: '1.0.0' }).publish({ name: 'a', version: '2.0.0' }).publish({ name: 'w2', version: '9.0.0' });
  const place = new Place(registry, { name: 'top', workspaces: ['packages/*', '!packages/not'], dependencies: { a: '^1.0.0' } });
  place.write('packages/one/package.json', { name: '@top/one', version: '1.0.0', dependencies: { w2: '^2.0.0', a: '^2.0.0' }, bin: { one: 'one.js' } });
  place.write('packages/one/one.js', '#!/usr/bin/env node\nconsole.log("one", require("w2"), require("a/package.json").version);\n');
  place.write('packages/two/package.json', { name: 'w2', version: '2.1.0', main: 'x.js', devDependencies: { a: '^1.0.0' } });
  place.write('packages/two/x.js', 'module.exports = "two";');
  place.write('packages/not/package.json', { name: 'not', version: '1.0.0' });
  await place.ok('install');
  assert.deepStrictEqual(place.tree(), { 'node_modules/@top/one': '-> ../../packages/one', 'node_modules/a': '1.0.0', 'node_modules/w2': '-> ../packages/two' });
  assert.strictEqual(place.json('packages/one/node_modules/a/package.json').version, '2.0.0');
  assert.match((await place.ok('exec', 'one')).out, /^one two 2\.0\.0/m);
  const { packages } = place.json('package-lock.json');
  assert.deepStrictEqual(packages['node_modules/@top/one'], { resolved: 'packages/one', link: true });
  assert.deepStrictEqual(packages['packages/two'], { name: 'w2', version: '2.1.0', devDependencies: { a: '^1.0.0' } });
  assert.ok(packages['packages/one/node_modules/a']);
  fs.rmSync(path.join(place.folder, 'node_modules'), { recursive: true });
  await place.ok('ci');
  assert.match((await place.ok('install')).out, /^up to date/);

  // Folders, archives, addresses.
  const other = new Place(registry, { name: 'other' });
  other.write('lib/local/package.json', { name: 'local', version: '0.1.0', dependencies: { a: '*' } });
  fs.writeFileSync(path.join(other.folder, 'packed.tgz'), archive({ 'package.json': '{"name":"packed","version":"3.0.0"}' }));
  registry.misbehave = (request, response) => {
    if (request.url !== '/somewhere/far.tgz') return false;
    response.end(archive({ 'package.json': '{"name":"far","version":"4.0.0","dependencies":{"a":"^1.0.0"}}' }));
    return true;
  };
  await other.ok('install', './lib/local', './packed.tgz', `${registry.url}somewhere/far.tgz`);
  assert.deepStrictEqual(other.tree(), {
    'node_modules/a': '2.0.0', 'node_modules/far': '4.0.0', 'node_modules/far/node_modules/a': '1.0.0', 'node_modules/local': '-> ../lib/local', 'node_modules/packed': '3.0.0',
  });
  assert.deepStrictEqual(other.json('package.json').dependencies, { far: `${registry.url}somewhere/far.tgz`, local: 'file:lib/local', packed: 'file:packed.tgz' });
  assert.strictEqual(other.json('package-lock.json').packages['node_modules/packed'].resolved, 'file:packed.tgz');
  assert.match((await other.ok('install')).out, /^up to date/);
  await other.ok('ci');

  // A lock file that leads elsewhere is refused.
  const lock = other.json('package-lock.json');
  for (const location of ['node_modules/../../evil', '/tmp/node_modules/evil', '../node_modules/evil', 'node_modules/a/../../../evil', 'node_modules/x\\..\\y', 'node_modules/a/b/c']) {
    other.write('package-lock.json', { ...lock, packages: { ...lock.packages, [location]: { version: '1.0.0' } } });
    const refused = await other.run(['ci']);
    assert.match(refused.err, /^protojs: EBADLOCK/, location);
  }

  // What a package brings along stays where it is.
  registry.publish({ name: 'bundle', version: '1.0.0', dependencies: { inner: '^1.0.0' }, bundleDependencies: ['inner'] }, {}, { archive: tar(
    entry('package/package.json', '{"name":"bundle","version":"1.0.0","dependencies":{"inner":"^1.0.0"},"bundleDependencies":["inner"]}'),
    entry('package/node_modules/inner/package.json', '{"name":"inner","version":"1.0.1"}')) });
  const bundled = new Place(registry, { dependencies: { bundle: '*' } });
  await bundled.ok('install');
  assert.deepStrictEqual(bundled.tree(), { 'node_modules/bundle': '1.0.0', 'node_modules/bundle/node_modules/inner': '1.0.1' });
  assert.strictEqual(bundled.json('package-lock.json').packages['node_modules/bundle/node_modules/inner'].inBundle, true);

  if (spawnSync('git', ['--version']).status === 0) {
    const repository = path.join(other.folder, 'repository.git');
    const git = (...args) => assert.strictEqual(spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: repository }).status, 0, args.join(' '));
    other.write('repository.git/package.json', { name: 'gitted', version: '1.0.0' });
    for (const args of [['init', '-q'], ['add', 'package.json'], ['commit', '-q', '-m', 'x'], ['tag', 'v1.0.0']]) git(...args);
    other.write('repository.git/package.json', { name: 'gitted', version: '2.0.0' });
    git('commit', '-q', '-a', '-m', 'y');
    const from = new Place(registry);
    await from.ok('install', `git+file://${repository}`);
    assert.deepStrictEqual(from.tree(), { 'node_modules/gitted': '2.0.0' });
    await from.ok('install', `git+file://${repository}#semver:^1.0.0`);
    assert.deepStrictEqual(from.tree(), { 'node_modules/gitted': '1.0.0' });
    assert.match(from.json('package-lock.json').packages['node_modules/gitted'].resolved, /^git\+file:.*#[0-9a-f]{40}$/);
    await from.ok('ci');
  }
  registry.stop();
})();
