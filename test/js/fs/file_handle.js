// SPDX-License-Identifier: MIT
// FileHandle: reads and writes of every form, closing that waits, use after close, disposal.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

(async () => {
  const dir = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'fs-handle-'));
  const file = path.join(dir, 'f');
  const handle = await fs.promises.open(file, 'w+');
  assert.deepStrictEqual({ ...await handle.write('hello') }, { bytesWritten: 5, buffer: 'hello' });
  await handle.write(Buffer.from(' world'));
  await handle.writev([Buffer.from('!'), new Uint8Array([33])]);
  const { bytesRead, buffer } = await handle.read({ position: 0 });
  assert.strictEqual(buffer.toString('utf8', 0, bytesRead), 'hello world!!');
  const parts = [Buffer.alloc(5), Buffer.alloc(6)];
  assert.strictEqual((await handle.readv(parts, 0)).bytesRead, 11);
  assert.strictEqual(parts[1].toString(), ' world');
  await handle.truncate(5);
  assert.strictEqual((await handle.stat()).size, 5);
  await handle.utimes(1, 2);
  await handle.chmod(0o600);
  await handle.sync();
  await handle.datasync();

  let closed = false;
  handle.on('close', () => { closed = true; });
  const reading = handle.read(Buffer.alloc(5), 0, 5, 0);
  const closing = handle.close();
  assert.strictEqual((await reading).bytesRead, 5);
  await closing;
  assert.ok(closed);
  assert.strictEqual(handle.fd, -1);
  await assert.rejects(handle.read(), { code: 'EBADF', message: 'file closed' });
  await handle.close();

  const other = await fs.promises.open(file);
  assert.strictEqual(await other.readFile('utf8'), 'hello');
  await other[Symbol.asyncDispose]();
  assert.strictEqual(other.fd, -1);
  await fs.promises.rm(dir, { recursive: true });
})();
