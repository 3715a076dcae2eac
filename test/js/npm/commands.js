// SPDX-License-Identifier: MIT
// Settings (.npmrc, environment, command line) and the commands that look: ls, outdated, view, init, pack, exec, update, dedupe.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { Registry, Place } = require('./_registry.js');

(async () => {
  const registry = await new Registry().start(), secret = await new Registry().start();
  registry.publish({ name: 'a', version: '1.0.0', dependencies: { b: '^1.0.0' } }).publish({ name: 'b', version: '1.0.0' })
    .publish({ name: 'create-thing', version: '1.0.0', bin: './make.js' }, { 'make.js': '#!/usr/bin/env node\nconsole.log("made", ...process.argv.slice(2));' });
  secret.publish({ name: '@corp/x', version: '1.0.0' });
  const seen = [];
  secret.misbehave = (request, response) => {
    seen.push(request.headers.authorization);
    if (request.headers.authorization === 'Bearer word-42') return false;
    response.writeHead(401).end();
    return true;
  };
  const host = secret.url.slice('http:'.length);

  // A registry for a scope, with a token from the environment, which nobody else is told.
  const place = new Place(registry, { name: 'top', version: '1.0.0' });
  place.write('.npmrc', `; a comment\n@corp:registry = ${secret.url}\n${host}:_authToken=\${WORD}\nsave-exact=true\n`);
  const told = [];
  registry.misbehave = (request) => { told.push(request.headers.authorization); };
  await place.ok('install', 'a');
  assert.strictEqual((await place.run(['install', '@corp/x'])).err.includes('E401'), true);
  const corp = await place.run(['install', '@corp/x'], { env: { WORD: 'word-42' } });
  assert.strictEqual(corp.code, 0, corp.err);
  assert.deepStrictEqual(told.filter(Boolean), []);
  assert.deepStrictEqual(place.json('package.json').dependencies, { '@corp/x': '1.0.0', a: '1.0.0' });
  registry.misbehave = () => undefined;
  // Command line before environment before file; without any registry, a word that helps.
  assert.strictEqual((await place.run(['view', 'a', 'version'], { env: { npm_config_registry: 'http://127.0.0.1:1/', npm_config_fetch_retries: '0' } })).code, 1);
  assert.strictEqual((await place.run(['view', 'a', 'version', '--registry', registry.url], { env: { npm_config_registry: 'http://127.0.0.1:1/' } })).out, '1.0.0\n');

  registry.publish({ name: 'b', version: '1.3.0' }).publish({ name: 'a', version: '1.1.0', dependencies: { b: '^1.0.0' } }).publish({ name: 'a', version: '2.0.0' });
  place.write('package.json', { name: 'top', version: '1.0.0', dependencies: { a: '^1.0.0', '@corp/x': '1.0.0' } });
  const ls = await place.ok('ls', '--all');
  assert.match(ls.out, /^top@1\.0\.0 .*\n\u251c\u2500\u2500 @corp\/x@1\.0\.0\n\u2514\u2500\u252c a@1\.0\.0\n {2}\u2514\u2500\u2500 b@1\.0\.0\n$/);
  assert.deepStrictEqual(JSON.parse((await place.ok('ls', '--json')).out).dependencies, { '@corp/x': { version: '1.0.0' }, a: { version: '1.0.0' } });
  const outdated = await place.run(['outdated', 'a', '--prefer-online']);
  assert.strictEqual(outdated.code, 1);
  assert.match(outdated.out, /^Package +Current +Wanted +Latest\na +1\.0\.0 +1\.1\.0 +2\.0\.0\n$/);
  const update = await place.run(['update', 'a', '--prefer-online'], { env: { WORD: 'word-42' } });
  assert.strictEqual(update.code, 0, update.err);
  assert.strictEqual(place.tree()['node_modules/a'], '1.1.0');
  assert.strictEqual(place.tree()['node_modules/b'], '1.0.0');
  fs.rmSync(path.join(place.folder, 'node_modules/b'), { recursive: true });
  const missing = await place.run(['ls', '--all']);
  assert.strictEqual(missing.code, 1);
  assert.match(missing.out, /UNMET DEPENDENCY b@\^1\.0\.0/);

  assert.match((await place.ok('view', 'a')).out, /^a@2\.0\.0 \| .*versions: 3/);
  assert.deepStrictEqual(JSON.parse((await place.ok('view', 'a@^1.1', 'dependencies', '--json')).out), { b: '^1.0.0' });
  assert.strictEqual((await place.ok('view', 'a', 'dist-tags.latest')).out, '2.0.0\n');

  // A program of a package that is not installed; "init thing" is create-thing.
  assert.match((await place.ok('exec', 'create-thing', 'x', '--flag')).out, /^made x --flag$/m);
  assert.match((await place.ok('init', 'thing', 'y')).out, /^made y$/m);
  assert.strictEqual(place.has('node_modules/create-thing'), false);

  const fresh = new Place(registry);
  fs.rmSync(path.join(fresh.folder, 'package.json'));
  await fresh.ok('init', '-y');
  const made = fresh.json('package.json');
  assert.deepStrictEqual([made.version, made.main, made.license, made.name], ['1.0.0', 'index.js', 'ISC', path.basename(fresh.folder).toLowerCase()]);
  // pack: what is published, and the same bytes again.
  fresh.write('package.json', { ...made, name: '@me/packed', files: ['lib', '!lib/secret.js'], bin: { run: 'cli.js' } });
  for (const name of ['index.js', 'lib/a.js', 'lib/secret.js', 'lib/.npmrc', 'cli.js', 'README.md', 'other.js', 'node_modules/x/index.js']) fresh.write(name, name);
  const { out } = await fresh.ok('pack');
  assert.strictEqual(out, 'me-packed-1.0.0.tgz\n');
  const bytes = fs.readFileSync(path.join(fresh.folder, 'me-packed-1.0.0.tgz'));
  const names = [];
  const plain = zlib.gunzipSync(bytes);
  for (let at = 0; plain[at] !== 0; at += 512 + Math.ceil(parseInt(plain.toString('latin1', at + 124, at + 135), 8) / 512) * 512) names.push(plain.toString('latin1', at, plain.indexOf(0, at)));
  assert.deepStrictEqual(names, ['package/cli.js', 'package/index.js', 'package/lib/a.js', 'package/package.json', 'package/README.md']);
  await fresh.ok('pack');
  assert.deepStrictEqual(fs.readFileSync(path.join(fresh.folder, 'me-packed-1.0.0.tgz')), bytes);
  const user = new Place(registry);
  await user.ok('install', path.join(fresh.folder, 'me-packed-1.0.0.tgz'));
  assert.strictEqual(user.tree()['node_modules/@me/packed'], '1.0.0');
  registry.stop();
  secret.stop();
})();
