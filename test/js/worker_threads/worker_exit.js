// SPDX-License-Identifier: MIT
// process.exit() ends a worker at once, with its code; errors that nobody catches reach the parent with class, stack and properties.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

function run(source) {
  const worker = new Worker(source, { eval: true });
  const result = { messages: [] };
  worker.on('message', (message) => result.messages.push(message));
  worker.on('error', (error) => { result.error = error; });
  return new Promise((resolve) => worker.on('exit', (code) => resolve({ ...result, code })));
}

(async () => {
  const post = 'const post = (m) => require("worker_threads").parentPort.postMessage(m);';
  let r = await run(`${post} process.on('exit', (c) => post(['exit', c])); try { process.exit(7); } catch { post('caught'); } finally { post('after'); } post('after');`);
  assert.deepStrictEqual(r, { messages: [['exit', 7]], code: 7 });
  r = await run(`${post} setTimeout(() => [1].forEach(() => { process.exit(3); post('after'); }), 1); setInterval(() => {}, 1000);`);
  assert.deepStrictEqual(r, { messages: [], code: 3 });
  r = await run('class Odd extends TypeError {} const e = new Odd("bad"); e.code = "E_ODD"; e.detail = { a: [1] }; throw e;');
  assert.strictEqual(r.code, 1);
  assert.ok(r.error instanceof TypeError);
  assert.strictEqual(r.error.message, 'bad');
  assert.strictEqual(r.error.code, 'E_ODD');
  assert.deepStrictEqual(r.error.detail, { a: [1] });
  assert.match(r.error.stack, /worker eval/);
  r = await run('process.on("uncaughtException", () => { process.exitCode = 9; }); throw 1;');
  assert.strictEqual(r.code, 9);
  r = await run('Promise.reject(new RangeError("late"))');
  assert.strictEqual(r.error.name, 'RangeError');
  process.exitCode = 0;
})();
process.exitCode = 1;
