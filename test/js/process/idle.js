// SPDX-License-Identifier: MIT
// A process that waits for connections, with a worker and a thread of the Deferred pool beside it, does nothing: after a while no thread of it is scheduled at
// all, and no timer is armed.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn } = require('node:child_process');

if (process.argv[2] === 'child') {
  const { Worker } = require('node:worker_threads');
  require('node:net').createServer().listen(0, '127.0.0.1', async () => {
    await Deferred.run(() => 1);
    new Worker("require('worker_threads').parentPort.on('message', () => {})", { eval: true }).on('online', () => console.log('ready'));
  });
} else {
  const child = spawn(process.execPath, [__filename, 'child'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const switches = () => fs.readdirSync(`/proc/${child.pid}/task`).sort().map((thread) => {
    const status = fs.readFileSync(`/proc/${child.pid}/task/${thread}/status`, 'utf8');
    return `${thread} ${/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)[1]}`;
  }).join();
  child.stdout.once('data', () => {
    let last = switches();
    let rounds = 0;
    const timer = setInterval(() => {
      const now = switches();
      const quiet = now === last;
      last = now;
      if (!quiet && ++rounds < 25) return;
      clearInterval(timer);
      const timers = fs.readFileSync(`/proc/${child.pid}/timers`, 'utf8');
      child.kill();
      assert.ok(quiet, `still busy after ${rounds} seconds`);
      assert.strictEqual(timers, '');
      process.exitCode = 0;
    }, 2000);
  });
  process.exitCode = 1;
}
