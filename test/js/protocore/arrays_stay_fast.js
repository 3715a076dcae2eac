// SPDX-License-Identifier: MIT
// Using shared values does not change how the engine keeps the arrays of a program: an array of records is read in place, which needs them kept the usual way.
'use strict';
const assert = require('node:assert');
const core = require('protojs:core');

// How long it takes to fill and read arrays; the least of some.
function fill() {
  let least = Infinity;
  for (let round = 0; round < 20; round++) {
    const start = process.hrtime.bigint();
    const array = [];
    for (let i = 0; i < 20000; i++) array.push(i);
    let sum = 0;
    for (let i = 0; i < array.length; i++) sum += array[i];
    assert.strictEqual(sum, 199990000);
    least = Math.min(least, Number(process.hrtime.bigint() - start));
  }
  return least;
}

const other = require('node:vm').runInNewContext(`${fill}; fill`, { process, assert, BigInt, Infinity, Math, Number });
other();
core.share([new core.List([1]), new core.Ref(1), new core.Map([[1, 2]])]);
assert.strictEqual(new core.List([1, 2])[1], 2);
fill();
const here = fill();
const fresh = other();
assert.ok(here < fresh * 2.5 + 1e6, `${here} ns here, ${fresh} ns in a context without shared values`);
