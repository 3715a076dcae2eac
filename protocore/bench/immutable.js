// SPDX-License-Identifier: MIT
// The same operations as bench.c with Immutable.js, for Node: node immutable.js [FOLDER that has immutable in its node_modules] [SIZE]
'use strict';

const path = require('path');
const { createRequire } = require('module');
const { List, Map, is } = createRequire(path.resolve(process.argv[2] ?? '.', 'x'))('immutable');

let sink = 0;

// Milliseconds of this thread on a processor, with the collector's work on it; what else runs on the machine does not count.
function spent() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function measure(name, size, operations, body) {
  let runs, took;
  for (const enough of [100, 400]) { // the first time to get warm
    const begin = spent();
    runs = 0;
    do {
      body(size);
      runs++;
      took = runs % Math.max(1, Math.floor(2000 / operations)) === 0 ? spent() - begin : 0; // the clock is a system call
    } while (took < enough);
  }
  console.log(`${name.padEnd(24)} ${String(size).padStart(8)} ${(took * 1e6 / operations / runs).toFixed(1).padStart(10)}`);
}

const listOf = (n) => List().withMutations((l) => { for (let i = 0; i < n; i++) l.push(i); });
const mapOf = (names) => Map().withMutations((m) => { for (let i = 0; i < names.length; i++) m.set(names[i], i); });

console.log(`${'operation'.padEnd(24)} ${'size'.padStart(8)} ${'ns/op'.padStart(10)}`);
const only = +(process.argv[3] ?? 0);
for (const n of [10, 1000, 100000, 1000000]) {
  if (only !== 0 && n !== only) continue;
  const step = 7919 % n; // no division for each place
  const list = listOf(n), other = listOf(n);
  measure('list build', n, n, listOf);
  measure('list push (persistent)', n, n, () => { let l = List(); for (let i = 0; i < n; i++) l = l.push(i); sink += l.size; });
  measure('list get', n, n, () => { let sum = 0; for (let i = 0, at = 0; i < n; i++, at = at + step < n ? at + step : at + step - n) sum += list.get(at); sink += sum; });
  measure('list set', n, 1000, () => { let l = list; for (let i = 0, at = 0; i < 1000; i++, at = at + step < n ? at + step : at + step - n) l = l.set(at, i); sink += l.size; });
  measure('list update (builder)', n, 1000, () => { sink += list.withMutations((l) => { for (let i = 0, at = 0; i < 1000; i++, at = at + step < n ? at + step : at + step - n) l.set(at, i); }).size; });
  measure('list iterate', n, n, () => { let sum = 0; list.forEach((v) => { sum += v; }); sink += sum; });
  measure('list concat', n, n, () => { sink += list.concat(list).size; });
  measure('list slice', n, 100, () => { for (let i = 0; i < 100; i++) sink += list.slice((n >> 2) + i % 3, n - (n >> 2)).size; });
  measure('list equal', n, n, () => { sink += is(list, other) ? 1 : 0; });
  measure('list sort', n, n, () => { sink += list.sort().size; });
  const names = [];
  for (let i = 0; i < n; i++) names.push(`key${i}`);
  const map = mapOf(names), otherMap = mapOf(names);
  measure('map build', n, n, () => { sink += mapOf(names).size; });
  measure('map get', n, 1000, () => { for (let i = 0, at = 0; i < 1000; i++, at = at + step < n ? at + step : at + step - n) sink += map.get(names[at]); });
  measure('map set', n, 1000, () => { let m = map; for (let i = 0, at = 0; i < 1000; i++, at = at + step < n ? at + step : at + step - n) m = m.set(names[at], i - 5); sink += m.size; });
  measure('map update (builder)', n, 1000, () => { sink += map.withMutations((m) => { for (let i = 0, at = 0; i < 1000; i++, at = at + step < n ? at + step : at + step - n) m.set(names[at], i - 5); }).size; });
  measure('map iterate (ordered)', n, n, () => { let sum = 0; map.forEach((v) => { sum += v; }); sink += sum; });
  measure('map equal', n, n, () => { sink += is(map, otherMap) ? 1 : 0; });
}
