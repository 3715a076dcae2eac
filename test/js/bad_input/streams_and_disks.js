// SPDX-License-Identifier: MIT
// Output that nobody reads any more, and a disk that is full.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawn, spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(process.env.TMPDIR, 'disks-'));
const shell = (command, options) => spawnSync('sh', ['-c', command], { encoding: 'utf8', ...options, env: { ...process.env, RUNTIME: process.execPath } });

// A reader that leaves: EPIPE reaches the program as an error of its stream; writes behind console are dropped.
{
  const program = `
    process.stdout.on('error', (error) => { process.stderr.write(error.code + ' ' + error.syscall); process.exitCode = 3; });
    const line = 'x'.repeat(1000) + '\\n';
    let n = 0;
    (function more() { while (n++ < 5000) if (!process.stdout.write(line)) { process.stdout.once('drain', more); return; } })();`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.once('data', () => child.stdout.destroy());
  let errors = '';
  child.stderr.on('data', (chunk) => { errors += chunk; });
  child.on('close', (code, signal) => assert.match(`${code} ${signal} ${errors}`, /^3 null (EPIPE|ECONNRESET) write$/));
}
{
  const { status, stdout, stderr } = shell(`"$RUNTIME" -e 'for (let i = 0; i < 100000; i++) console.log("line " + i)' | head -n 1`);
  assert.deepStrictEqual([status, stdout, stderr], [0, 'line 0\n', '']);
}
assert.strictEqual(shell(`"$RUNTIME" -e 'console.log(1)' >&-`).status, 0);
assert.strictEqual(shell(`"$RUNTIME" -e 'console.error(1)' 2>&-`).status, 0);
assert.strictEqual(shell(`"$RUNTIME" -p 1 <&-`).stdout, '1\n');
assert.match(shell(`"$RUNTIME" -e 'process.stdout.on("error", (e) => console.error(e.code)); process.stdout.write("x")' >/dev/full`).stderr, /^ENOSPC\n$/);

// A full disk: a small one in a mount namespace of its own, where that may be made.
const full = path.join(folder, 'full.js');
fs.mkdirSync(path.join(folder, 'disk'));
fs.writeFileSync(full, `
  const assert = require('node:assert');
  const fs = require('node:fs');
  const { pipeline } = require('node:stream');
  const large = Buffer.alloc(300_000, 'x');
  const noSpace = { code: 'ENOSPC', syscall: 'write' };
  fs.writeFileSync('source', large);
  process.chdir('disk');
  assert.throws(() => fs.writeFileSync('a', large), noSpace);
  assert.throws(() => fs.copyFileSync('../source', 'b'), { code: 'ENOSPC', syscall: 'copyfile', path: '../source', dest: 'b' });
  assert.throws(() => fs.cpSync('../source', 'c'), { code: 'ENOSPC' });
  (async () => {
    await assert.rejects(fs.promises.writeFile('d', large), noSpace);
    await assert.rejects(fs.promises.appendFile('d', large), noSpace);
    await new Promise((resolve) => fs.writeFile('e', large, (error) => { assert.strictEqual(error.code, 'ENOSPC'); resolve(); }));
    await new Promise((resolve) => {
      const stream = fs.createWriteStream('f');
      stream.on('error', (error) => { assert.strictEqual(error.code, 'ENOSPC'); stream.on('close', resolve); });
      stream.end(large);
    });
    await new Promise((resolve) => pipeline(fs.createReadStream('../source'), fs.createWriteStream('g'), (error) => {
      assert.strictEqual(error.code, 'ENOSPC');
      resolve();
    }));
    for (const name of fs.readdirSync('.')) fs.rmSync(name);
    fs.writeFileSync('fits', 'x');
    console.log(fs.readFileSync('fits', 'utf8'));
  })();
`);
const mounted = shell(`unshare -rm sh -c 'mount -t tmpfs -o size=64k tmpfs disk && exec "$RUNTIME" full.js'`, { cwd: folder });
if (/^(unshare|mount): /m.test(mounted.stderr) || mounted.error) {
  console.log('skipped: no mount namespace here');
} else {
  assert.deepStrictEqual([mounted.status, mounted.stdout, mounted.stderr], [0, 'x\n', '']);
}

// A compile cache on a full disk is none.
const cached = shell(`unshare -rm sh -c 'mount -t tmpfs -o size=4k tmpfs disk && exec "$RUNTIME" main.mjs'`, {
  cwd: (fs.writeFileSync(path.join(folder, 'main.mjs'), 'import * as fs from "node:fs"; console.log(typeof fs.readFileSync)'), folder),
});
if (!/^(unshare|mount): /m.test(cached.stderr)) assert.deepStrictEqual([cached.status, cached.stdout], [0, 'function\n']);
