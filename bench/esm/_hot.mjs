// SPDX-License-Identifier: MIT
// Hot loops at the top of a module (hot.js).
import { mix, factor, changing } from './_imported.mjs';

const { rounds, expected, best } = globalThis;
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};
const report = (name, start, sum) => {
  const took = cpu() - start;
  if (sum !== expected) throw new Error('wrong sum');
  best[name] = Math.min(best[name] ?? Infinity, took);
};

let start = cpu();
let sum = 0;
for (let i = 0; i < rounds; i++) sum = (sum * 31 + i) | 0;
report('loop at the top of a module', start, sum);

globalThis.measure('calls of an imported function', () => {
  let total = 0;
  for (let i = 0; i < rounds; i++) total = mix(total, i);
  return total;
});

globalThis.measure('reads of imported bindings', () => {
  let total = 0;
  for (let i = 0; i < rounds; i++) total = (total * factor + i * changing) | 0;
  return total;
});

start = cpu();
sum = 0;
for (let i = 0; i < rounds; i++) sum = mix(sum, i);
report('calls of an imported function, at the top', start, sum);
