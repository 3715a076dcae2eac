// SPDX-License-Identifier: MIT
// Chains of 100,000 levels: shared, read, compared, hashed, copied back, inspected, sent; with cycles and what cannot be shared at the far end.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');
const { Worker } = require('node:worker_threads');
const { is, share, thaw } = require('protojs:core');

const N = 100000;
const key = Symbol('key');
const kinds = {
  object: [(next, i) => ({ i, next }), ({ next }) => next],
  array: [(next) => [next], ([next]) => next],
  symbols: [(next) => ({ [key]: next }), ({ [key]: next }) => next],
  large: [(next, i) => (i % 500 === 0 ? Object.fromEntries(Array.from({ length: 130 }, (_, k) => [`k${k}`, k === 7 ? next : k])) : { k7: next }), ({ k7 }) => k7],
  values: [(next, i) => new Map([['k', next], [i, i]]), (map) => map.get('k')],
  keys: [(next) => new Map([[next, 1]]), (map) => map.keys().next().value],
  sets: [(next) => new Set([1, next]), (set) => [...set][1]],
  mixed: [(next, i) => [[next], { next }, new Map([[{}, next]]), new Set([next])][i % 4], (v) => {
    if (Array.isArray(v)) return v[0];
    return v instanceof Map ? [...v.values()][0] : v instanceof Set ? [...v][0] : v.next;
  }],
};

function chain(make, last, length = 20000) {
  let value = last;
  for (let i = 0; i < length; i++) value = make(value, i);
  return value;
}

for (const [name, [make, next]] of Object.entries(kinds)) {
  const shared = share(chain(make, 'end'));
  const again = share(chain(make, 'end'));
  assert.ok(is(shared, again), name);
  assert.ok(!is(shared, share(chain(make, 'other'))), name);
  assert.strictEqual(shared.hashCode(), again.hashCode(), name);
  assert.ok(is(shared, again), name);
  let plain = thaw(shared);
  assert.ok(is(share(plain), shared), name);
  for (let i = 0; i < 20000; i++) plain = next(plain);
  assert.strictEqual(plain, 'end', name);
  assert.throws(() => share(chain(make, Math.max, 1000)), { name: 'DataCloneError', message: /^The native function max could not be shared \(at value.* more .*\)$/ });
}

// Read one by one.
const list = share(chain(kinds.object[0], null, N));
let length = 0;
for (let at = list; at.next !== null; at = at.next) length++;
assert.strictEqual(length, N - 1);
assert.ok(inspect(list, { depth: 5 }).includes('[ImmutableObject]'));
assert.ok(inspect(list, { depth: Infinity }).length > 1000);
assert.strictEqual(structuredClone(list), list);

// Cycles, short ones and long ones.
for (const size of [1, 10, 63, 64, 65, 255, 256, 257, 1000, 20000]) {
  const loop = {};
  loop.next = chain((next) => ({ next }), loop, size - 1);
  const outer = chain((value) => [value], loop, 300);
  for (const value of [loop, outer]) {
    assert.throws(() => share(value), { name: 'DataCloneError', message: /^An object that contains itself could not be shared \(at value/ }, String(size));
  }
}
const both = { x: 1 };
const twice = share(chain((next) => ({ next, both }), null, 1000));
assert.strictEqual(twice.both.x, 1);
const thawed = thaw(twice);
assert.strictEqual(thawed.next.next.both.x, 1);

// A chain under a chain that runs code: what it throws comes through, from any depth.
assert.throws(() => share(chain((next) => ({ next }), { get x() {
  throw new RangeError('from below');
} }, 5000)), { message: 'from below' });
const proxied = share(chain((next) => new Proxy({ next }, {}), 1, 5000));
assert.strictEqual(proxied.next.next.next !== undefined, true);
const dates = thaw(share(chain((next, i) => ({ next, at: new Date(i), text: 'some text', n: [1, 2, 3, 4], hole: [, i] }), null, 3000)));
assert.strictEqual(+dates.at, 2999);
assert.deepStrictEqual(dates.next.next.hole, [, 2997]);
assert.deepStrictEqual(dates.next.n, [1, 2, 3, 4]);

const worker = new Worker(`
  const { parentPort, workerData } = require('node:worker_threads');
  let n = 0;
  for (let at = workerData; at !== null; at = at.next) n++;
  parentPort.postMessage([n, protoCore.share({ next: workerData })]);
`, { eval: true, workerData: list });
worker.on('message', ([n, longer]) => {
  assert.strictEqual(n, N);
  assert.ok(is(longer.next, list));
  worker.terminate();
});
