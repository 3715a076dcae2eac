// SPDX-License-Identifier: MIT
// The same loops in a function of a plain script and at the top of a module: they should take as long. Rounds of both alternate, and the processor's
// time counts, so that a busy machine does not decide. The rows `of a script` give how fast the module is, of the script's speed.
'use strict';
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const kTurns = 9;
const rounds = globalThis.rounds = 20_000_000;
const best = globalThis.best = { __proto__: null };

// Milliseconds of the processor.
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};
globalThis.measure = (name, loop) => {
  const start = cpu();
  if (loop() !== globalThis.expected) throw new Error('wrong sum');
  const took = cpu() - start;
  best[name] = Math.min(best[name] ?? Infinity, took);
};

let expected = 0;
for (let i = 0; i < rounds; i++) expected = (expected * 31 + i) | 0;
globalThis.expected = expected;

function mix(a, b) { return (a * 31 + b) | 0; }
const factor = 31;
const changing = 1;

function script() {
  globalThis.measure('loop in a script', () => {
    let sum = 0;
    for (let i = 0; i < rounds; i++) sum = (sum * 31 + i) | 0;
    return sum;
  });
  globalThis.measure('calls of a local function', () => {
    let sum = 0;
    for (let i = 0; i < rounds; i++) sum = mix(sum, i);
    return sum;
  });
  globalThis.measure('reads of local bindings', () => {
    let sum = 0;
    for (let i = 0; i < rounds; i++) sum = (sum * factor + i * changing) | 0;
    return sum;
  });
}

(async () => {
  const { href } = pathToFileURL(path.join(__dirname, '_hot.mjs'));
  for (let turn = 0; turn < kTurns; turn++) {
    script();
    await import(`${href}?${turn}`); // a module's top runs once
  }
  for (const name of Object.keys(best)) console.log(JSON.stringify({ name, ops: Math.round((rounds * 1e3) / best[name]) }));
  const pairs = [['loop at the top of a module', 'loop in a script'], ['calls of an imported function', 'calls of a local function'],
                 ['reads of imported bindings', 'reads of local bindings']];
  for (const [module, plain] of pairs) {
    console.log(JSON.stringify({ name: `${module}, percent of a script's speed`, ops: Math.round((best[plain] / best[module]) * 100) }));
  }
})();
