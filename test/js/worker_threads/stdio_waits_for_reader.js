// SPDX-License-Identifier: MIT
// A worker that writes more than its parent reads is told to wait, and everything arrives; so is a parent that writes to a worker's standard input.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const count = 50000;
const piece = 'x'.repeat(100);

async function output() {
  const worker = new Worker(`
    let i = 0, waits = 0;
    const write = () => {
      while (i++ < ${count}) {
        if (!process.stdout.write('${piece}')) {
          waits++;
          process.stdout.once('drain', write);
          return;
        }
      }
      require('worker_threads').parentPort.postMessage({ waits, name: process.stdout.constructor.name });
    };
    write();`, { eval: true, stdout: true });
  let length = 0;
  let said;
  worker.on('message', (message) => { said = message; });
  worker.stdout.on('data', (data) => { length += data.length; });
  await new Promise((resolve) => worker.stdout.once('end', resolve));
  assert.strictEqual(length, count * piece.length);
  assert.ok(said.waits > 0);
  assert.strictEqual(said.name, 'WritableWorkerStdio');
}

async function input() {
  const worker = new Worker(`
    let length = 0;
    process.stdin.on('data', (data) => { length += data.length; });
    process.stdin.on('end', () => require('worker_threads').parentPort.postMessage(length));`, { eval: true, stdin: true });
  let waits = 0;
  for (let i = 0; i < count / 10; i++) {
    if (worker.stdin.write(piece)) continue;
    waits++;
    await new Promise((resolve) => worker.stdin.once('drain', resolve));
  }
  worker.stdin.end();
  const length = await new Promise((resolve) => worker.once('message', resolve));
  assert.strictEqual(length, count / 10 * piece.length);
  assert.ok(waits > 0);
}

// What nobody reads up to the mark does not keep a worker; its end does not wait.
async function unread() {
  const worker = new Worker(`process.stdout.write('${piece}'.repeat(10000)); process.exit(3);`, { eval: true, stdout: true });
  const code = await new Promise((resolve) => worker.once('exit', resolve));
  assert.strictEqual(code, 3);
  let length = 0;
  for await (const chunk of worker.stdout) length += chunk.length;
  assert.strictEqual(length, 10000 * piece.length);
}

(async () => {
  await output();
  await input();
  await unread();
})();
