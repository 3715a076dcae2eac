// SPDX-License-Identifier: MIT
// What cannot be shared throws a DataCloneError that names the path.
'use strict';
const assert = require('node:assert');
const { share } = require('protojs:core');

function refused(value, path) {
  assert.throws(() => share(value), (error) => {
    assert.strictEqual(error.name, 'DataCloneError');
    assert.ok(error.message.includes(`(at ${path})`), error.message);
    return true;
  });
}
class Own {}
refused(new WeakMap(), 'value');
refused({ a: [1, { b: new WeakSet() }] }, 'value.a[1].b');
refused({ 'odd name': new Own() }, 'value["odd name"]');
refused([Math.max], 'value[0]');
const cycle = { x: { y: [1] } };
cycle.x.y.push({ back: cycle });
refused(cycle, 'value.x.y[1].back');
const records = Array.from({ length: 40 }, (_, i) => ({ id: i, bad: null }));
records[33].bad = new Own();
refused({ records }, 'value.records[33].bad');
refused(new Map([[1, new Own()]]), 'value[1]');
