// SPDX-License-Identifier: MIT
// What goes wrong in passing: registries that fail or stall, a cache that was changed, an install that is killed, a disk that is full.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { Registry, Place } = require('./_registry.js');

(async () => {
  const registry = await new Registry().start();
  const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
  for (const [i, name] of names.entries()) {
    registry.publish({ name, version: '1.0.0', dependencies: i > 0 ? { [names[i - 1]]: '*' } : {} }, { 'index.js': `module.exports = ${i};`, 'lib/a/b.js': 'x'.repeat(2000) });
  }
  const place = new Place(registry, { name: 'top', dependencies: { p29: '*' } });

  // Each address fails once, in its own way, and is asked again.
  const seen = new Set();
  let turn = 0;
  registry.misbehave = (request, response) => {
    if (seen.has(request.url)) return false;
    seen.add(request.url);
    switch (turn++ % 4) {
      case 0: response.writeHead(503).end(); return true;
      case 1: request.socket.destroy(); return true;
      case 2: response.writeHead(200, { 'content-length': 1000 }); response.write('{'); setImmediate(() => request.socket.destroy()); return true;
      default: response.writeHead(429, { 'retry-after': '0' }).end(); return true;
    }
  };
  await place.ok('install', '--fetch-retry-factor=1');
  assert.strictEqual(Object.keys(place.tree()).length, 30);
  // What goes on failing is said.
  registry.misbehave = (request, response) => { response.writeHead(500).end(); return true; };
  registry.publish({ name: 'new', version: '1.0.0' });
  const failed = await place.run(['install', 'new', '--fetch-retries=1', '--fetch-retry-factor=1']);
  assert.match(failed.err, /^protojs: E500: /);
  registry.misbehave = () => undefined;
  // What is not there fails at once, and what is a redirection is followed without the password for the other.
  registry.asked.length = 0;
  await place.run(['install', 'unknown']);
  assert.deepStrictEqual(registry.asked.filter((url) => url === '/unknown').length, 1);

  // A file of the cache that somebody changed, through a link in a project: fetched again, and only that.
  fs.appendFileSync(path.join(place.folder, 'node_modules/p7/index.js'), '// changed');
  fs.rmSync(path.join(place.folder, 'node_modules'), { recursive: true });
  registry.asked.length = 0;
  await place.ok('ci');
  assert.deepStrictEqual(registry.asked, ['/p7/-/p7-1.0.0.tgz']);
  assert.strictEqual(place.read('node_modules/p7/index.js'), 'module.exports = 7;');
  // Cache files that are cut short, or not there.
  for (const entry of fs.readdirSync(path.join(place.cache, 'packages'), { recursive: true })) {
    if (path.basename(entry) === 'index') fs.truncateSync(path.join(place.cache, 'packages', entry), 40);
  }
  for (const file of fs.readdirSync(path.join(place.cache, 'documents'), { recursive: true })) {
    if (file.endsWith('.json')) fs.writeFileSync(path.join(place.cache, 'documents', file), '{"time":');
  }
  fs.rmSync(path.join(place.folder, 'node_modules'), { recursive: true });
  await place.ok('ci');
  assert.strictEqual(Object.keys(place.tree()).length, 30);

  // Killed at any time: each package is there as a whole or not at all, and the next install completes the tree.
  const rounds = Number(process.env.PROTOJS_NPM_KILLS ?? 12);
  for (let i = 0; i < rounds; i++) {
    fs.rmSync(path.join(place.folder, 'node_modules'), { recursive: true, force: true });
    if (i % 3 === 0) fs.rmSync(place.cache, { recursive: true, force: true });
    await place.run(['install'], { onStart: (child) => setTimeout(() => child.kill('SIGKILL'), 40 + i * 12) });
    for (const folder of Object.keys(place.tree())) assert.strictEqual(place.read(`${folder}/lib/a/b.js`).length, 2000);
    await place.ok('install');
    assert.strictEqual(Object.keys(place.tree()).length, 30);
    assert.deepStrictEqual(fs.readdirSync(path.join(place.folder, 'node_modules')).filter((name) => name[0] === '.'), ['.package-lock.json']);
  }

  // A folder that cannot be written: the code of the system, and what was there stays.
  if (process.getuid() !== 0) {
    fs.chmodSync(path.join(place.folder, 'node_modules'), 0o555);
    const denied = await place.run(['install', 'new']);
    assert.match(denied.err, /^protojs: EACCES/);
    fs.chmodSync(path.join(place.folder, 'node_modules'), 0o755);
  }
  registry.stop();
})();
