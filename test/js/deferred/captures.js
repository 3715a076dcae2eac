// SPDX-License-Identifier: MIT
// A deferred function takes along what it captures: values as snapshots, functions and classes with what they capture, modules by name.
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { basename, join: glue } = require('node:path');

const number = 5;
const nested = { list: [1, { deep: 2 }], map: new Map([[1, 2]]) };
let changing = 'before';
const base = 3;
function power(x) { return x <= 0 ? 1 : base * power(x - 1); }
const twice = (x) => power(x) * 2;
class Point {
  constructor(x) { this.x = x + number; }
  get double() { return twice(this.x - number); }
}

(async () => {
  assert.strictEqual(await new Deferred((resolve) => resolve(number + nested.list[1].deep)), 7);
  const first = Deferred.run(() => changing);
  changing = 'after';
  assert.strictEqual(await first, 'before');
  assert.strictEqual(await Deferred.run(() => changing), 'after');
  assert.strictEqual(await Deferred.run((n) => twice(n), 4), 162);
  assert.strictEqual(await Deferred.run(twice, 1), 6);
  assert.strictEqual(await Deferred.run(() => new Point(2).double), 18);
  assert.strictEqual(await Deferred.run(() => path.basename('/a/b') + basename('/c/d') + glue('e', 'f')), 'bde/f');
  assert.strictEqual(await Deferred.run(() => require('node:path').basename(__filename)), 'captures.js');
  assert.strictEqual(await Deferred.run(async (x) => { const m = await import('node:path'); return m.basename(x); }, '/x/y'), 'y');
  assert.deepStrictEqual(await Deferred.run(() => nested), nested);
  assert.notStrictEqual(await Deferred.run(() => nested), nested);
  const parameter = { a: 1 };
  assert.strictEqual(await Deferred.run((p) => { p.a++; return p.a; }, parameter), 2);
  assert.strictEqual(parameter.a, 1);
  await assert.rejects(Deferred.run(() => { nested.list.push(1); }), TypeError); // a snapshot is frozen
  const callback = [1].map.bind([1]);
  await assert.rejects(Deferred.run(() => callback), /'callback' holds a function/);
  for (let i = 0; i < 3; i++) assert.strictEqual(await Deferred.run(() => i * 10), i * 10);
  process.exitCode = 0;
})();
process.exitCode = 1;
