// SPDX-License-Identifier: MIT
// A worker whose program waits, for a clock or for input that never comes, ends when it is told to.
'use strict';

const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const prepare = `
  const { WASI } = require('node:wasi');
  const wasi = new WASI({ version: 'preview1', stdin: Number(process.env.WASI_INPUT) });
  const memory = new WebAssembly.Memory({ initial: 1 });
  wasi.finalizeBindings({ exports: { memory } });
  const view = new DataView(memory.buffer);
  require('node:worker_threads').parentPort.postMessage('ready');
`;
const programs = [
  `${prepare} view.setUint32(16, 1, true); view.setBigUint64(24, 60_000_000_000n, true); wasi.wasiImport.poll_oneoff(0, 64, 1, 128);`,
  `${prepare} view.setUint32(0, 64, true); view.setUint32(4, 64, true); wasi.wasiImport.fd_read(0, 0, 1, 8);`,
];
// Input that stays open and empty: the pipe to a child.
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', `
  const { Worker } = require('node:worker_threads');
  const worker = new Worker(${JSON.stringify(programs[1])}, { eval: true, env: { WASI_INPUT: '0' } });
  worker.on('message', () => setTimeout(async () => { process.exitCode = 10 + await worker.terminate(); process.stdin.destroy(); }, 50));
`], { stdio: ['pipe', 'inherit', 'inherit'] });
child.on('exit', (code) => {
  assert.strictEqual(code, 11);
  child.stdin.destroy();
});

const worker = new Worker(programs[0], { eval: true, env: { WASI_INPUT: '0' } });
worker.on('message', () => setTimeout(async () => assert.strictEqual(await worker.terminate(), 1), 50));
