// SPDX-License-Identifier: MIT
// terminate() ends a function that the engine compiled as a whole and that only computes, in which no check of the engine is left; so does the end of the program.
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');

const bodies = [
  'let s = 0; for (let j = 0; j < n; j++) for (let i = 0; i < 1e7; i++) s = (s + (i ^ 3)) | 0; return s;',
  'const o = { x: 1 }; for (let j = 0; j < n; j++) for (let i = 0; i < 1e7; i++) o.x = (o.x + i) | 0; return o.x;',
];
const computing = (body) => new Promise((resolve) => {
  const worker = new Worker(`
    function compute(n) { ${body} }
    for (let i = 0; i < 10; i++) compute(1);
    require('worker_threads').parentPort.postMessage('compiled');
    compute(1e12);`, { eval: true });
  worker.once('message', () => resolve(worker));
});

(async () => {
  for (const body of bodies) {
    const worker = await computing(body);
    let exits = 0;
    worker.on('exit', () => { exits++; });
    const code = await worker.terminate();
    assert.strictEqual(code, 1);
    assert.strictEqual(worker.threadId, -1);
    assert.strictEqual(exits, 1);
  }
  await computing(bodies[0]);
  process.exit(0); // with one that computes
})();
process.exitCode = 1;
