// SPDX-License-Identifier: MIT
// A value of each type of JavaScript through the shared heap and back: by itself, inside of an object, and seen from another thread.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const { List, Ref, share, thaw, registerClass } = require('protojs:core');

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }

  get length() {
    return Math.hypot(this.x, this.y);
  }
}
registerClass(Point);

const holes = [1, , 3]; // eslint-disable-line no-sparse-arrays
const error = new RangeError('outer', { cause: new TypeError('inner') });
error.code = 'ERR_X';
const view = new Uint16Array([1, 2, 65535]);

const values = {
  undefined: undefined, null: null, true: true, false: false, zero: 0, minusZero: -0, NaN: NaN, infinity: -Infinity, int: 2 ** 31 - 1, large: 2 ** 53 + 2, fraction: 0.1,
  bigint: 123n, minusBigint: -(2n ** 200n), string: 'text', empty: '', wide: '\u4e16\u754c', lone: 'a\ud800b', symbol: Symbol.for('shared'),
  array: [1, 'two', [3]], holes, object: { a: 1, b: { c: 2 } }, noPrototype: Object.assign(Object.create(null), { a: 1 }), instance: new Point(3, 4),
  map: new Map([['k', { v: 1 }], [2, 'two']]), set: new Set([1, 'x', 2n]), date: new Date(86400000), invalidDate: new Date(NaN), regexp: /a(?<n>b)+/giu, error,
  aggregate: new AggregateError([new Error('one')], 'many'), arrayBuffer: new Uint8Array([1, 2, 3]).buffer, sharedArrayBuffer: new SharedArrayBuffer(8), view,
  float64: new Float64Array([0.5, -0, NaN]), bigints: new BigInt64Array([-1n, 2n ** 62n]), dataView: new DataView(new Uint8Array([5, 6, 7, 8]).buffer, 1, 2),
  buffer: Buffer.from('bytes'), url: new URL('https://example.org/a?b=c#d'), boxed: Object(1), boxedText: Object('x'),
};

function check(name, got, want) {
  switch (name) {
    case 'noPrototype': return assert.deepEqual(got, want);
    case 'sharedArrayBuffer': return assert.ok(got instanceof SharedArrayBuffer && got.byteLength === 8);
    case 'dataView': return assert.ok(got instanceof DataView && got.byteLength === 2 && got.getUint8(0) === 6);
    case 'instance': return assert.ok(got instanceof Point && got.length === 5);
    case 'error':
      assert.ok(got instanceof RangeError && got.cause instanceof TypeError);
      assert.deepStrictEqual([got.message, got.code, got.stack, got.cause.message], ['outer', 'ERR_X', want.stack ?? got.stack, 'inner']);
      return undefined;
    case 'aggregate': return assert.deepStrictEqual([got instanceof AggregateError, got.errors[0].message], [true, 'one']);
    default: return assert.deepStrictEqual(got, want);
  }
}

async function checkOthers({ blob, file, resolves, rejects, fails, fn, method, ref, list }) {
  // Listened to from the start: these may reject before the others are checked.
  const rejected = Promise.all([
    assert.rejects(rejects, { name: 'TypeError', message: 'no' }),
    assert.rejects(fails, { name: 'DataCloneError' }),
  ]);
  assert.ok(blob instanceof Blob && blob.type === 'text/plain' && await blob.text() === 'some text');
  assert.ok(file instanceof File && file.name === 'n.txt' && file.lastModified === 5 && await file.text() === 'f');
  assert.ok(resolves instanceof Promise);
  assert.deepStrictEqual(thaw(await resolves), { a: [1] });
  await rejected;
  assert.strictEqual(fn(2, 3), 5);
  assert.strictEqual(method(4), 8);
  assert.ok(ref instanceof Ref && ref.get() === 7);
  assert.ok(list instanceof List && list[1] === 2);
}

function others() {
  let reject;
  const rejects = new Promise((_, no) => {
    reject = no;
  });
  setTimeout(() => reject(new TypeError('no')), 20);
  return {
    blob: new Blob(['some ', 'text'], { type: 'text/plain' }), file: new File(['f'], 'n.txt', { lastModified: 5 }), resolves: Promise.resolve({ a: [1] }), rejects,
    fails: Promise.resolve(new WeakMap()), fn: (a, b) => a + b, method: { twice(n) {
      return 2 * n;
    } }.twice, ref: new Ref(7), list: new List([1, 2]),
  };
}

if (isMainThread) {
  for (const name of Object.keys(values)) {
    check(name, thaw(share(values[name])), values[name]);
    check(name, thaw(share({ inside: [values[name]] }).inside.get(0)), values[name]);
    check(name, thaw(new List([0, values[name]]).get(1)), values[name]);
    check(name, thaw(new Ref(values[name]).get()), values[name]);
  }
  const bytes = new Uint8Array(values.sharedArrayBuffer);
  const shared = share({ ...values, others: others() });
  checkOthers(shared.others).then(() => {
    const worker = new Worker(__filename, { workerData: shared });
    worker.on('message', (names) => {
      assert.deepStrictEqual(names, Object.keys(values));
      assert.strictEqual(bytes[3], 42); // the memory itself
    });
    worker.on('exit', (code) => assert.strictEqual(code, 0));
  });
} else {
  for (const name of Object.keys(values)) { // workerData is there before the class is registered here
    if (name !== 'instance') check(name, thaw(workerData[name]), name === 'error' ? {} : values[name]);
  }
  new Uint8Array(workerData.sharedArrayBuffer)[3] = 42;
  checkOthers(workerData.others).then(() => parentPort.postMessage(Object.keys(values)));
}
