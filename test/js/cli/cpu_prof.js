// SPDX-License-Identifier: MIT
// --cpu-prof writes a profile of the program when it ends, however it does; --heapsnapshot-signal a snapshot when the signal comes.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpu-prof-'));
const program = path.join(folder, 'program.js');
fs.writeFileSync(program, `
function spin(ms) { const from = process.cpuUsage().user; let sum = 0; while (process.cpuUsage().user - from < ms * 1000) for (let i = 0; i < 1e5; i++) sum += Math.sqrt(i); return sum; }
spin(200);
if (process.argv[2] === 'exit') process.exit(7);
if (process.argv[2] === 'kill') process.kill(process.pid, 'SIGINT');
if (process.argv[2] === 'throw') throw new Error('the end');
if (process.argv[2] === 'signal') process.kill(process.pid, 'SIGUSR2'), setTimeout(() => {}, 300);
`);
const run = (...args) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
const listOf = (ending) => fs.readdirSync(folder).filter((name) => name.endsWith(ending));

try {
  for (const [how, status] of [['', 0], ['exit', 7], ['kill', null], ['throw', 1]]) {
    const done = run('--cpu-prof', program, how);
    assert.strictEqual(done.status, status, done.stderr);
    const [name, ...others] = listOf('.cpuprofile');
    assert.match(name, /^CPU\.\d{8}\.\d{6}\.\d+\.0\.001\.cpuprofile$/);
    assert.deepStrictEqual(others, []);
    const { nodes, samples } = JSON.parse(fs.readFileSync(path.join(folder, name)));
    const hits = nodes.filter(({ callFrame }) => callFrame.functionName === 'spin').reduce((sum, { hitCount }) => sum + hitCount, 0);
    assert.ok(hits > 5 && hits > samples.length / 3, `${hits} of ${samples.length}`);
    fs.rmSync(path.join(folder, name));
  }
  run('--cpu-prof', '--cpu-prof-dir', 'deep/down', '--cpu-prof-name', 'my.${pid}.cpuprofile', '--cpu-prof-interval', '300', program);
  assert.match(fs.readdirSync(path.join(folder, 'deep/down'))[0], /^my\.\d+\.cpuprofile$/);

  const refused = run('--cpu-prof-dir', 'x', program);
  assert.strictEqual(refused.status, 9);
  assert.strictEqual(refused.stderr, `${process.execPath}: --cpu-prof-dir must be used with --cpu-prof\n`);

  assert.strictEqual(run('--heapsnapshot-signal=SIGUSR2', program, 'signal').status, 0);
  const [snapshot] = listOf('.heapsnapshot');
  assert.ok(JSON.parse(fs.readFileSync(path.join(folder, snapshot))).snapshot.node_count > 1000);
} finally {
  fs.rmSync(folder, { recursive: true });
}
