// SPDX-License-Identifier: MIT
// What a worker opened and did not close is closed with it, unless it says otherwise; whoever closes or opens behind its back is warned.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');

const preamble = `
const fs = require('node:fs');
const { parentPort } = require('node:worker_threads');
process.on('warning', ({ message }) => parentPort.postMessage(message));
const file = ${JSON.stringify(__filename)};`;
const isOpen = (fd) => {
  try {
    return fs.fstatSync(fd) !== undefined;
  } catch (error) {
    assert.strictEqual(error.code, 'EBADF');
    return false;
  }
};

async function result(text, options) {
  const worker = new Worker(preamble + text, { eval: true, ...options });
  const { 0: { 0: value } } = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  return value;
}

(async () => {
  assert.strictEqual(isOpen(await result('parentPort.postMessage(fs.openSync(file));')), false);
  assert.strictEqual(isOpen(await result('fs.open(file, (error, fd) => parentPort.postMessage(fd));')), false);
  assert.strictEqual(isOpen(await result('parentPort.postMessage(fs.openSync(file)); process.exit();')), false);
  const kept = await result('parentPort.postMessage(fs.openSync(file));', { trackUnmanagedFds: false });
  assert.ok(isOpen(kept));
  fs.closeSync(kept);
  assert.strictEqual(await result(`
    fs.closeSync(fs.openSync(file));
    fs.promises.open(file).then((handle) => handle.close()).then(() => parentPort.postMessage('no warning'));`), 'no warning');
  const ours = fs.openSync(__filename);
  assert.strictEqual(await result(`fs.closeSync(${ours});`), `File descriptor ${ours} closed but not opened in unmanaged mode`);
  process.exitCode = 0;
})();
process.exitCode = 1;
