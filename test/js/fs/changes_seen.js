// SPDX-License-Identifier: MIT
// Asynchronous reads that are answered from the kernel's caches see every change that was awaited: sizes, contents, removal,
// creation after a miss, replaced files, links, pipes and directories in the place of files.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { promises } = fs;

(async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-seen-'));
  const file = path.join(dir, 'f');
  for (let round = 0; round < 30; round++) {
    await assert.rejects(promises.stat(file), { code: 'ENOENT', syscall: 'stat' });
    await assert.rejects(promises.readFile(file), { code: 'ENOENT', syscall: 'open' });
    const text = 'x'.repeat(round * 100);
    await promises.writeFile(file, text);
    assert.strictEqual((await promises.stat(file)).size, text.length);
    assert.strictEqual(await promises.readFile(file, 'utf8'), text);
    await promises.appendFile(file, '!');
    assert.strictEqual((await promises.readFile(file)).length, text.length + 1);
    await promises.access(file);
    const handle = await promises.open(file);
    const { bytesRead } = await handle.read(Buffer.alloc(8192), 0, 8192, null);
    assert.strictEqual(bytesRead, text.length + 1);
    assert.strictEqual((await handle.read(Buffer.alloc(8))).bytesRead, 0);
    assert.strictEqual((await handle.stat()).size, text.length + 1);
    await handle.close();
    if (round % 2 === 0) fs.unlinkSync(file);
    else await promises.unlink(file);
  }
  fs.mkdirSync(file);
  assert.ok((await promises.stat(file)).isDirectory());
  await assert.rejects(promises.readFile(file), { code: 'EISDIR', syscall: 'read' });
  await assert.rejects(promises.readFile(path.join(dir, 'f/none/x')), { code: 'ENOENT' });
  fs.rmdirSync(file);
  fs.symlinkSync('target', file);
  assert.ok((await promises.lstat(file)).isSymbolicLink());
  await assert.rejects(promises.stat(file), { code: 'ENOENT' });
  fs.unlinkSync(file);

  // A pipe waits for its writer in the pool, not here.
  execFileSync('mkfifo', [file]);
  const reading = promises.readFile(file, 'utf8');
  await promises.writeFile(file, 'through the pipe');
  assert.strictEqual(await reading, 'through the pipe');

  // Not waiting: each on its own file, all complete.
  const many = await Promise.all(Array.from({ length: 200 }, async (_, i) => {
    const name = path.join(dir, `n${i}`);
    await promises.writeFile(name, `${i}`);
    return promises.readFile(name, 'utf8');
  }));
  assert.deepStrictEqual(many, Array.from({ length: 200 }, (_, i) => `${i}`));
  await promises.rm(dir, { recursive: true });
})();
