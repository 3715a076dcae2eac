// SPDX-License-Identifier: MIT
// A process that waits for clients sleeps: once it is quiet, none of its threads runs at all.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const { setTimeout: sleep } = require('node:timers/promises');

const program = 'require("node:http").createServer().listen(0, "127.0.0.1", () => console.log("up"))';
const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });

// How often each thread slept and how much processor time it took, as one text.
function activity() {
  const threads = `/proc/${child.pid}/task`;
  return fs.readdirSync(threads).map((thread) => {
    const switches = /^voluntary_ctxt_switches:\s*(\d+)/m.exec(fs.readFileSync(`${threads}/${thread}/status`, 'utf8'))[1];
    const fields = fs.readFileSync(`${threads}/${thread}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return `${thread}: ${switches} sleeps, ${fields[11]} + ${fields[12]} ticks`;
  }).join('\n');
}

child.stdout.once('data', async () => {
  const seen = [activity()];
  for (let i = 0; i < 20; i++) {
    await sleep(1000);
    seen.push(activity());
    if (seen.at(-1) === seen.at(-2)) break;
  }
  child.kill();
  assert.strictEqual(seen.at(-1), seen.at(-2));
});
