// SPDX-License-Identifier: MIT
// Hot loops at the top of a module. `globalThis.report(name, ns)` takes the time of each.
import { mix, factor, changing } from './_imported.mjs';

const rounds = globalThis.rounds;
let best = Infinity;
for (let n = 0; n < 7; n++) {
  const start = process.hrtime.bigint();
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = (sum * 31 + i) | 0;
  if (sum !== globalThis.expected) throw new Error('wrong sum');
  best = Math.min(best, Number(process.hrtime.bigint() - start));
}
globalThis.report('loop at the top of a module', best);

best = Infinity;
for (let n = 0; n < 7; n++) {
  const start = process.hrtime.bigint();
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = mix(sum, i);
  if (sum !== globalThis.expected) throw new Error('wrong sum');
  best = Math.min(best, Number(process.hrtime.bigint() - start));
}
globalThis.report('calls of an imported function', best);

best = Infinity;
for (let n = 0; n < 7; n++) {
  const start = process.hrtime.bigint();
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = (sum * factor + i * changing) | 0;
  if (sum !== globalThis.expected) throw new Error('wrong sum');
  best = Math.min(best, Number(process.hrtime.bigint() - start));
}
globalThis.report('reads of imported bindings', best);
