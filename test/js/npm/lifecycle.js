// SPDX-License-Identifier: MIT
// Scripts on install: those of dependencies are off and named, on where the project trusts them; the project's own run as npm runs them.
const assert = require('node:assert');
const { Registry, Place } = require('./_registry.js');

const writes = (name) => ({ preinstall: `echo ${name} >> "$INIT_CWD/log"`, postinstall: `node -e "require('fs').appendFileSync(process.env.INIT_CWD + '/log', '${name} post\\n')"` });

(async () => {
  const registry = await new Registry().start();
  registry.publish({ name: 'leaf', version: '1.0.0', scripts: writes('leaf') })
    .publish({ name: 'evil', version: '1.0.0', dependencies: { leaf: '*' }, scripts: writes('evil') })
    .publish({ name: 'broken', version: '1.0.0', scripts: { install: 'echo why; exit 3' } })
    .publish({ name: 'keeps', version: '1.0.0', optionalDependencies: { broken: '*' } });
  const own = { preinstall: 'echo own >> log', install: 'true', postinstall: 'echo own post >> log', prepare: 'echo prepared >> log' };
  const log = (place) => (place.has('log') ? place.read('log').split('\n').filter(Boolean) : []);

  const off = new Place(registry, { dependencies: { evil: '*' }, scripts: own });
  const said = await off.ok('install');
  assert.match(said.err, /2 packages have install scripts, which were not run: leaf, evil\. To run them: "trustedDependencies": \["leaf", "evil"\]/);
  assert.deepStrictEqual(log(off), ['own', 'own post', 'prepared']);
  // Asked for by name, also of what is there already.
  await off.ok('install', '--allow-scripts=leaf');
  assert.deepStrictEqual(log(off).slice(3), ['leaf', 'leaf post', 'own', 'own post', 'prepared']);
  // Single packages do not run the project's.
  const one = new Place(registry, { scripts: own });
  await one.ok('install', 'leaf');
  assert.deepStrictEqual(log(one), []);

  const trusted = new Place(registry, { dependencies: { evil: '*' }, trustedDependencies: ['evil', 'leaf'], scripts: own });
  await trusted.ok('install');
  assert.deepStrictEqual(log(trusted), ['leaf', 'leaf post', 'evil', 'evil post', 'own', 'own post', 'prepared']);
  const ignored = new Place(registry, { dependencies: { evil: '*' }, trustedDependencies: ['evil'], scripts: own });
  await ignored.ok('install', '--ignore-scripts');
  assert.deepStrictEqual(log(ignored), []);

  // A script that fails: an error with what it printed; of an optional package, its end.
  const failing = new Place(registry, { dependencies: { broken: '*' }, trustedDependencies: ['broken'] });
  const failed = await failing.run(['install']);
  assert.strictEqual(failed.code, 3);
  assert.match(failed.err, /ELIFECYCLE: broken: script "install" ended with code 3: echo why; exit 3\nwhy/);
  const optional = new Place(registry, { dependencies: { keeps: '*' }, trustedDependencies: ['broken'] });
  assert.match((await optional.ok('install')).err, /broken is optional and its install script failed/);
  assert.deepStrictEqual(optional.tree(), { 'node_modules/keeps': '1.0.0' });
  registry.stop();
})();
