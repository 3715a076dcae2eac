// SPDX-License-Identifier: MIT
// Peers: installed beside who asks, one version for all, conflicts are said; overrides; optional packages that cannot be had or do not run here.
const assert = require('node:assert');
const { Registry, Place } = require('./_registry.js');

(async () => {
  const registry = await new Registry().start();
  for (const version of ['16.0.0', '17.1.0', '18.2.0', '19.0.0']) registry.publish({ name: 'react', version });
  registry.publish({ name: 'old', version: '1.0.0', peerDependencies: { react: '^16 || ^17' } })
    .publish({ name: 'wide', version: '1.0.0', peerDependencies: { react: '>=16' } })
    .publish({ name: 'new', version: '1.0.0', peerDependencies: { react: '^18', maybe: '*' }, peerDependenciesMeta: { maybe: { optional: true } } })
    .publish({ name: 'chain', version: '1.0.0', peerDependencies: { wide: '^1.0.0', old: '^1.0.0' } })
    .publish({ name: 'user', version: '1.0.0', dependencies: { new: '*' } })
    .publish({ name: 'maybe', version: '1.0.0' });

  const install = async (pkg, ...args) => {
    const place = new Place(registry, pkg);
    const result = await place.run(['install', ...args]);
    return { ...result, tree: place.tree(), place };
  };
  // The newest that all of the group can have; optional peers are not installed.
  assert.deepStrictEqual((await install({ dependencies: { chain: '1', wide: '1' } })).tree,
    { 'node_modules/chain': '1.0.0', 'node_modules/old': '1.0.0', 'node_modules/react': '17.1.0', 'node_modules/wide': '1.0.0' });
  assert.deepStrictEqual((await install({ dependencies: { new: '1' } })).tree, { 'node_modules/new': '1.0.0', 'node_modules/react': '18.2.0' });
  // What the project itself asks for is a limit.
  assert.deepStrictEqual((await install({ dependencies: { wide: '1', react: '^16' } })).tree, { 'node_modules/react': '16.0.0', 'node_modules/wide': '1.0.0' });
  // Further down there is room for another.
  assert.deepStrictEqual((await install({ dependencies: { user: '1', react: '^17' } })).tree, {
    'node_modules/react': '17.1.0', 'node_modules/user': '1.0.0', 'node_modules/user/node_modules/new': '1.0.0', 'node_modules/user/node_modules/react': '18.2.0',
  });
  // Conflicts.
  for (const dependencies of [{ new: '1', react: '^17' }, { new: '1', old: '1' }]) {
    const conflict = await install({ dependencies });
    assert.strictEqual(conflict.code, 1);
    assert.match(conflict.err, /^protojs: ERESOLVE: packages do not fit together: .*react@".*--legacy-peer-deps/);
    assert.deepStrictEqual(conflict.tree, {});
  }
  assert.deepStrictEqual((await install({ dependencies: { new: '1', react: '^17' } }, '--legacy-peer-deps')).tree, { 'node_modules/new': '1.0.0', 'node_modules/react': '17.1.0' });
  const forced = await install({ dependencies: { new: '1', react: '^17' } }, '--force');
  assert.strictEqual(forced.code, 0);
  assert.match(forced.err, /warning: packages do not fit together/);

  // Overrides: everywhere, below a package, by reference.
  registry.publish({ name: 'a', version: '1.0.0', dependencies: { c: '^1.0.0' } }).publish({ name: 'b', version: '1.0.0', dependencies: { c: '^1.0.0', a: '^1.0.0' } })
    .publish({ name: 'c', version: '1.0.0' }).publish({ name: 'c', version: '1.5.0' }).publish({ name: 'c', version: '2.0.0' });
  assert.deepStrictEqual((await install({ dependencies: { a: '*', b: '*' }, overrides: { c: '2.0.0' } })).tree, { 'node_modules/a': '1.0.0', 'node_modules/b': '1.0.0', 'node_modules/c': '2.0.0' });
  assert.deepStrictEqual((await install({ dependencies: { a: '*', c: '1.0.0' }, overrides: { a: { c: '2.0.0' } } })).tree,
    { 'node_modules/a': '1.0.0', 'node_modules/a/node_modules/c': '2.0.0', 'node_modules/c': '1.0.0' });
  assert.deepStrictEqual((await install({ dependencies: { a: '*', c: '2.0.0' }, overrides: { c: '$c' } })).tree, { 'node_modules/a': '1.0.0', 'node_modules/c': '2.0.0' });

  // Optional: not there, not for this machine, and what only they need.
  registry.publish({ name: 'native', version: '1.0.0', optionalDependencies: { 'native-here': '*', 'native-there': '*', 'native-none': '*' } })
    .publish({ name: 'native-here', version: '1.0.0', os: [process.platform], cpu: [process.arch] })
    .publish({ name: 'native-there', version: '1.0.0', os: ['win32', '!linux'], dependencies: { 'only-there': '*' } })
    .publish({ name: 'only-there', version: '1.0.0' })
    .publish({ name: 'strict', version: '1.0.0', cpu: ['!x64', '!arm64'], engines: { node: '<1' } });
  const native = await install({ dependencies: { native: '*' } });
  assert.deepStrictEqual(native.tree, { 'node_modules/native': '1.0.0', 'node_modules/native-here': '1.0.0' });
  const { packages } = native.place.json('package-lock.json');
  assert.deepStrictEqual([packages['node_modules/native-there'].optional, packages['node_modules/native-there'].os, packages['node_modules/only-there'].optional], [true, ['win32', '!linux'], true]);
  const strict = await install({ dependencies: { strict: '*' } });
  assert.match(strict.err, /^protojs: EBADPLATFORM: strict@1\.0\.0/);
  assert.match((await install({ dependencies: { strict: '*' } }, '--force')).err, /strict@1\.0\.0 wants node <1/);
  registry.stop();
})();
