// SPDX-License-Identifier: MIT
// util.inspect and util.format on usual values. Inputs vary, so that no engine folds a call away.
'use strict';
const assert = require('node:assert');
const { inspect, format } = require('node:util');

class Point { constructor(x, y) { this.x = x; this.y = y; } }
const flat = Array.from({ length: 64 }, (_, i) => ({ id: i, name: `user${i}`, active: i % 2 === 0, score: i * 1.5 }));
const nested = Array.from({ length: 64 }, (_, i) => ({ user: { name: `u${i}`, tags: ['a', 'b', `t${i}`] }, at: new Date(i) }));
const lists = Array.from({ length: 64 }, (_, i) => Array.from({ length: 50 }, (_, j) => i + j));
const maps = Array.from({ length: 64 }, (_, i) => new Map([[i, { v: i }], ['k', new Set([i])]]));
const points = Array.from({ length: 64 }, (_, i) => new Point(i, -i));
const errors = Array.from({ length: 64 }, (_, i) => Object.assign(new Error(`e${i}`), { code: 'E' }));

const cases = {
  'util.inspect flat object': [(i) => inspect(flat[i & 63]), "{ id: 0, name: 'user0', active: true, score: 0 }"],
  'util.inspect nested object': [(i) => inspect(nested[i & 63]),
    "{\n  user: { name: 'u0', tags: [ 'a', 'b', 't0' ] },\n  at: 1970-01-01T00:00:00.000Z\n}"],
  'util.inspect array of 50 numbers': [(i) => inspect(lists[i & 63]).slice(0, 1), '['],
  'util.inspect map and set': [(i) => inspect(maps[i & 63]), "Map(2) { 0 => { v: 0 }, 'k' => Set(1) { 0 } }"],
  'util.inspect class instance': [(i) => inspect(points[i & 63]), 'Point { x: 0, y: 0 }'.replace('y: 0', 'y: -0')],
  'util.inspect error': [(i) => inspect(errors[i & 63]).slice(0, 9), 'Error: e0'],
  'util.inspect string': [(i) => inspect(`text ${i & 63}`), "'text 0'"],
  'util.format strings': [(i) => format('%s is %s', `a${i & 63}`, 'b'), 'a0 is b'],
  'util.format numbers': [(i) => format('%d of %i', i & 63, 7.5), '0 of 7'],
  'util.format object': [(i) => format('got', flat[i & 63]), "got { id: 0, name: 'user0', active: true, score: 0 }"],
};

for (const [name, [run, expected]] of Object.entries(cases)) {
  assert.strictEqual(run(0), expected, name);
  let ops = 0;
  for (let n = 1000; ; n *= 2) {
    const started = performance.now();
    let sum = 0;
    for (let i = 0; i < n; i++) sum += run(i).length;
    const elapsed = performance.now() - started;
    assert.ok(sum > 0);
    ops = n / elapsed * 1000;
    if (elapsed > 120) break;
  }
  console.log(JSON.stringify({ name, ops: Math.round(ops) }));
}
