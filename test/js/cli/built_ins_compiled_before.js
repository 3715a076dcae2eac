// SPDX-License-Identifier: MIT
// Built-ins whose code the build compiled behave as those that are compiled when they are loaded: stacks, text of functions, classes, workers.
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');

const program = `
const seen = [];
try { require('fs').readFileSync(5.5); } catch (e) { seen.push(e.stack.replace(/\\[eval\\].*/g, '')); }
try { new (require('events'))().emit('error', new Error('boom')); } catch (e) { seen.push(e.message); }
seen.push(require('path').join.toString(), require('stream').Readable.toString().length, String(require('util').inspect));
for (const id of ['assert', 'buffer', 'url', 'stream', 'util', 'events', 'readline', 'zlib']) seen.push(Object.keys(require(id)).join());
const { Worker } = require('worker_threads');
new Worker('require("worker_threads").parentPort.postMessage(require("util").format("%j", { a: 1 }))', { eval: true })
  .on('message', (text) => { seen.push(text); console.log(JSON.stringify(seen)); });
`;
const run = (env) => execFileSync(process.execPath, ['-e', program], { env: { ...process.env, ...env }, encoding: 'utf8' });

// An option of the engine in the environment: then nothing from the build is used. This one is the default.
const [compiledBefore, compiledNow] = [run({}), run({ JSC_useConcurrentGC: '1' })];
assert.strictEqual(compiledBefore, compiledNow);
assert.match(compiledBefore, /node:fs:\d+/);
