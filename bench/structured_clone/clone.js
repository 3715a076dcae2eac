// SPDX-License-Identifier: MIT
// structuredClone and v8.serialize of usual values.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

const small = { id: 1, name: 'item', tags: ['a', 'b'], at: new Date(5), nested: { x: 1.5, ok: true } };
const records = Array.from({ length: 200 }, (_, i) => ({ id: i, name: `item ${i}`, price: i / 3, tags: ['x', 'y'] }));
const bytes = new Uint8Array(65536).fill(7);

const cases = {
  'structuredClone small object': () => assertEqual(structuredClone(small).nested.x, 1.5),
  'structuredClone 200 records': () => assertEqual(structuredClone(records)[199].id, 199),
  'structuredClone 64 KiB': () => assertEqual(structuredClone(bytes)[65535], 7),
  'v8.serialize 200 records': () => assertEqual(v8.serialize(records).length > 5000, true),
  'v8 round trip small object': () => assertEqual(v8.deserialize(v8.serialize(small)).tags[1], 'b'),
};

function assertEqual(actual, expected) {
  if (actual !== expected) assert.strictEqual(actual, expected);
}

for (const [name, run] of Object.entries(cases)) {
  let ops = 0;
  for (let n = 50; ; n *= 2) {
    const started = performance.now();
    for (let i = 0; i < n; i++) run();
    const elapsed = performance.now() - started;
    ops = n / elapsed * 1000;
    if (elapsed > 120) break;
  }
  console.log(JSON.stringify({ name, ops: Math.round(ops) }));
}
