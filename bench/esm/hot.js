// SPDX-License-Identifier: MIT
// The same loops in a plain script's function and at the top of a module: they should take as long.
'use strict';
const rounds = globalThis.rounds = 20_000_000;

function mix(a, b) { return (a * 31 + b) | 0; }
const factor = 31;
const changing = 1;

let expected = 0;
for (let i = 0; i < rounds; i++) expected = (expected * 31 + i) | 0;
globalThis.expected = expected;
const report = globalThis.report = (name, best) => console.log(JSON.stringify({ name, ops: Math.round((rounds * 1e9) / best) }));

function measure(name, loop) {
  let best = Infinity;
  for (let n = 0; n < 7; n++) {
    const start = process.hrtime.bigint();
    if (loop() !== expected) throw new Error('wrong sum');
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  report(name, best);
}

measure('loop in a function of a script', () => {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = (sum * 31 + i) | 0;
  return sum;
});
measure('calls of a local function', () => {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = mix(sum, i);
  return sum;
});
measure('reads of local bindings', () => {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = (sum * factor + i * changing) | 0;
  return sum;
});
import('./_hot.mjs');
