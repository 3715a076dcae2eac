// SPDX-License-Identifier: MIT
// What belongs to the process is refused in a worker; environment, arguments and options are its own.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, workerData, SHARE_ENV } = require('node:worker_threads');

if (isMainThread) {
  process.env.FROM_MAIN = 'main';
  const first = new Worker(__filename, { argv: ['a', 1], execArgv: ['--no-warnings'], env: { ONLY: 'this' } });
  first.on('exit', (code) => {
    assert.strictEqual(code, 0);
    const second = new Worker(__filename, { env: SHARE_ENV, workerData: 'shared' });
    second.on('exit', () => assert.strictEqual(process.env.FROM_WORKER, 'worker'));
  });
  assert.throws(() => new Worker(__filename, { execArgv: ['--title=x', '--no-such'] }), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
  assert.throws(() => new Worker('plain.js'), { code: 'ERR_WORKER_PATH' });
  assert.throws(() => new Worker(__filename, { workerData: () => {} }), { name: 'DataCloneError' });
} else if (workerData === 'shared') {
  assert.strictEqual(process.env.FROM_MAIN, 'main');
  process.env.FROM_WORKER = 'worker';
} else {
  assert.deepStrictEqual(process.argv.slice(2), ['a', '1']);
  assert.deepStrictEqual(process.execArgv, ['--no-warnings']);
  assert.deepStrictEqual({ ...process.env }, { ONLY: 'this' });
  process.env.NEW = 5;
  assert.strictEqual(process.env.NEW, '5');
  for (const name of ['chdir', 'abort', 'setuid']) {
    assert.throws(() => process[name]('/'), { code: 'ERR_WORKER_UNSUPPORTED_OPERATION' });
  }
  assert.throws(() => process.umask(0), { code: 'ERR_WORKER_UNSUPPORTED_OPERATION' });
  process.on('SIGUSR2', () => {});
}
