// SPDX-License-Identifier: MIT
// A process without free descriptors: every call reports EMFILE in its own way, and the process goes on once some are free.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(process.env.TMPDIR, 'descriptors-'));
fs.writeFileSync(path.join(folder, 'other.js'), 'module.exports = 1');
fs.writeFileSync(path.join(folder, 'other.mjs'), 'export default 1');
fs.writeFileSync(path.join(folder, 'main.js'), `
  const assert = require('node:assert');
  const fs = require('node:fs');
  const net = require('node:net');
  const { spawn, spawnSync } = require('node:child_process');
  const errorOf = (emitter) => new Promise((resolve) => emitter.on('error', (error) => resolve(error.code)));
  const held = [];
  assert.throws(() => { for (;;) held.push(fs.openSync(__filename)); }, { code: 'EMFILE', syscall: 'open' });
  (async () => {
    assert.throws(() => require('./other.js'), { code: 'EMFILE' });
    assert.strictEqual(spawnSync('true').error.code, 'EMFILE');
    await assert.rejects(import('./other.mjs'), { code: 'EMFILE' });
    await assert.rejects(fs.promises.readFile(__filename), { code: 'EMFILE', syscall: 'open' });
    await assert.rejects(fs.promises.readdir('.'), { code: 'EMFILE', syscall: 'scandir' });
    assert.strictEqual(await errorOf(spawn('true')), 'EMFILE');
    assert.strictEqual(await errorOf(net.createServer().listen(0)), 'EMFILE');
    assert.strictEqual(await errorOf(fs.createReadStream(__filename)), 'EMFILE');
    assert.strictEqual(await errorOf(net.connect({ port: 1, host: '127.0.0.1' })), 'EMFILE');
    for (const fd of held) fs.closeSync(fd);
    assert.strictEqual(require('./other.js'), 1);
    assert.strictEqual((await import('./other.mjs?again')).default, 1);
    assert.strictEqual(spawnSync('true').status, 0);
    console.log('went on');
  })();
`);
const limited = (count, ...args) => spawnSync('sh', ['-c', `ulimit -n ${count}; exec "$0" "$@"`, process.execPath, ...args], { encoding: 'utf8', cwd: folder });
{
  const { status, stdout, stderr } = limited(60, 'main.js');
  assert.deepStrictEqual([status, stdout, stderr], [0, 'went on\n', '']);
}

// Too few to start at all.
for (const count of [4, 5, 6, 8]) {
  const { status, signal, stdout, stderr } = limited(count, '-p', '1');
  assert.strictEqual(signal, null);
  if (status === 0) assert.strictEqual(stdout, '1\n');
  else assert.match(stderr, /Too many open files|error while loading shared libraries/);
}
