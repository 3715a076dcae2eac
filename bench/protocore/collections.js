// SPDX-License-Identifier: MIT
// Persistent collections from JavaScript: protojs:core where it is there, else Immutable.js, Immer or frozen copies. Prints JSON lines, nanoseconds an operation.
// usage: collections.js [core | immutable | immer | frozen] [SIZE]     (Immutable.js and Immer from the node_modules of the folder PACKAGES)
'use strict';
const path = require('node:path');
const { createRequire } = require('node:module');

const way = process.argv[2] ?? (globalThis.protoCore ? 'core' : 'immutable');
const load = createRequire(path.resolve(process.env.PACKAGES ?? '.', 'x'));

function makers() {
  if (way === 'core') {
    const { List, Map } = globalThis.protoCore;
    return { list: (a) => new List(a), map: (e) => new Map(e), equal: (a, b) => a.equals(b) };
  }
  if (way === 'immutable') {
    const { List, Map, is } = load('immutable');
    return { list: (a) => List(a), map: (e) => Map(e), equal: is };
  }
  const { produce } = way === 'immer' ? load('immer') : { produce: undefined };
  const frozen = (array) => ({
    array, size: array.length,
    get: (i) => array[i],
    set: (i, v) => frozen(produce ? produce(array, (d) => {
      d[i] = v;
    }) : Object.freeze(array.with(i, v))),
    push: (v) => frozen(produce ? produce(array, (d) => {
      d.push(v);
    }) : Object.freeze([...array, v])),
    concat: (o) => frozen(Object.freeze(array.concat(o.array))),
    forEach: (fn) => array.forEach(fn),
  });
  const equal = (a, b) => a.array.every((v, i) => v === b.array[i]);
  return { list: (a) => frozen(Object.freeze([...a])), map: undefined, equal };
}

const { list: makeList, map: makeMap, equal } = makers();
let sink = 0;

// Milliseconds of this thread on a processor: what else runs on the machine does not count.
function spent() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

// The mean of some runs, after others to get warm: the clock ticks in 4 ms.
function measure(name, size, operations, run) {
  let runs, took;
  for (const enough of [60, 250]) {
    const begin = spent();
    runs = 0;
    do {
      run();
      runs++;
      took = runs % Math.max(1, Math.floor(2000 / operations)) === 0 ? spent() - begin : 0; // the clock is a system call
    } while (took < enough);
  }
  console.log(JSON.stringify({ way, name, size, ns: +(took * 1e6 / operations / runs).toFixed(1) }));
}

const only = +(process.argv[3] ?? 0);
for (const n of [10, 1000, 100000, 1000000]) {
  if (only !== 0 && n !== only) continue;
  const numbers = Array.from({ length: n }, (_, i) => i);
  const list = makeList(numbers);
  const other = makeList(numbers);
  measure('list build', n, n, () => makeList(numbers));
  measure('list get', n, n, () => {
    for (let i = 0, at = 0; i < n; i++, at = (at + 7919) % n) sink += list.get(at);
  });
  const changes = way === 'core' || way === 'immutable' || n <= 1000 ? 100 : 3;
  measure('list set', n, changes, () => {
    let l = list;
    for (let i = 0; i < changes; i++) l = l.set(i * 7919 % n, -i);
  });
  measure('list push', n, changes, () => {
    let l = list;
    for (let i = 0; i < changes; i++) l = l.push(i);
  });
  measure('list concat', n, n, () => list.concat(other));
  measure('list iterate', n, n, () => list.forEach((v) => {
    sink += v;
  }));
  measure('list equal', n, n, () => equal(list, other));
  if (makeMap === undefined) continue;
  const entries = numbers.map((i) => [`key${i}`, i]);
  const map = makeMap(entries);
  measure('map build', n, n, () => makeMap(entries));
  measure('map get', n, 100, () => {
    for (let i = 0; i < 100; i++) sink += map.get(entries[i * 7919 % n][0]);
  });
  measure('map set', n, 100, () => {
    let m = map;
    for (let i = 0; i < 100; i++) m = m.set(entries[i * 7919 % n][0], -i);
  });
  const otherMap = makeMap(entries);
  measure('map equal', n, n, () => equal(map, otherMap));
}
