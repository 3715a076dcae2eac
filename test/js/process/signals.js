// SPDX-License-Identifier: MIT
// A signal with a listener is an event; without one it has its usual effect again.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
if (process.argv[2] === 'child') {
  const listener = (name, number) => {
    assert.strictEqual(name, 'SIGUSR2');
    assert.strictEqual(number, 12);
    process.removeListener('SIGUSR2', listener);
    process.stdout.write('caught');
    process.kill(process.pid, 'SIGUSR2');
    setTimeout(() => {}, 10000);
  };
  process.on('SIGUSR2', listener);
  process.kill(process.pid, 'SIGUSR2');
  setTimeout(() => {}, 10000);
} else {
  const result = spawnSync(process.execPath, [__filename, 'child'], { encoding: 'utf8' });
  assert.strictEqual(result.stdout, 'caught');
  assert.strictEqual(result.signal, 'SIGUSR2');
}
