// SPDX-License-Identifier: MIT
// What converting a value of each type costs, in nanoseconds a value: into the shared heap, and out again with thaw(). Then repeated
// conversions with the caches on and off. Under protojs only. Prints Markdown.
'use strict';
const { share, thaw, setCaches } = require('protojs:core');

const N = 20000;

// The mean of some runs after the first: the clock, of this thread on a processor, ticks in 4 ms.
function mean(run) {
  const runs = 15;
  run();
  const start = process.threadCpuUsage();
  for (let i = 0; i < runs; i++) run();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) * 1e3 / N / runs;
}

const types = {
  'int32': (i) => i, 'double': (i) => i + 0.5, 'boolean, null, undefined': (i) => [true, null, undefined][i % 3],
  'string, 4 characters': (i) => `${1000 + i % 9000}`, 'string, 20 characters': (i) => `some text of ${1000000 + i}`,
  'string, 20 wide characters': (i) => `\u4e16\u754c text of ${1000000 + i}`, 'string out of 100': (i) => `status number ${i % 100}`,
  'BigInt, 40 bits': (i) => BigInt(i) << 20n, 'Symbol.for': (i) => Symbol.for(`s${i % 100}`), 'Date': (i) => new Date(i), 'RegExp': (i) => /a+/g,
  'Error': (i) => new Error('x'), 'array of 4 numbers': (i) => [i, 2, 3, 4], 'array of 4 strings': (i) => ['a', 'b', 'c', `${i}`],
  'object of 3 attributes': (i) => ({ id: i, name: `name ${i}`, v: 1.5 }), 'object in an object': (i) => ({ id: i, at: { x: 1, y: i } }),
  'Map of 4': (i) => new Map([[1, i], [2, 2], [3, 3], [4, 4]]), 'Set of 4': (i) => new Set([i, -1, -2, -3]),
  'Uint8Array of 64': () => new Uint8Array(64), 'URL': (i) => new URL(`http://host/${i}`), 'function': () => (a) => a + 1,
};

console.log('| type | share | thaw |\n|---|---:|---:|');
for (const [name, make] of Object.entries(types)) {
  const values = Array.from({ length: N }, (_, i) => make(i));
  const into = mean(() => share(values));
  const shared = share(values);
  console.log(`| ${name} | ${into.toFixed(0)} | ${mean(() => thaw(shared.slice(0, N - 1))).toFixed(0)} |`);
}

console.log('\n| repeated conversion | with caches | without |\n|---|---:|---:|');
const config = Object.freeze(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}`, Object.freeze({ i, text: `text of ${i}` })])));
const hundred = Array.from({ length: 100 }, (_, i) => `a status text, number ${i}`);
const statuses = Array.from({ length: N }, (_, i) => hundred[i % 100]);
const copies = Array.from({ length: N }, (_, i) => `a status text, number ${i % 100}`);
const list = share(Array.from({ length: N }, (_, i) => ({ id: i, name: `name ${i}` })));
const cases = {
  'a frozen object of 50 objects': () => {
    for (let i = 0; i < 100; i++) share(config);
  },
  'the same 100 strings, 20,000 times': () => share(statuses),
  '20,000 strings that say the same as 100': () => share(copies),
};
for (const [name, run] of Object.entries(cases)) {
  const row = [true, false].map((on) => {
    setCaches(on, true); // values are read in place in both
    return mean(run);
  });
  setCaches(true);
  console.log(`| ${name} | ${row[0].toFixed(1)} | ${row[1].toFixed(1)} |`);
}
list.toArray();
const again = mean(() => list.forEach((record) => record.id));
const fresh = mean(() => list.slice(0, N - 1).forEach((record) => record.id));
console.log(`| reading 20,000 objects of a list | ${again.toFixed(1)} | ${fresh.toFixed(1)} |`);
