// SPDX-License-Identifier: MIT
// Values that look plain and are not, repeated mentions, odd keys and numbers arrive in another thread as clones.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

if (isMainThread) {
  const twice = { a: 1 };
  const extra = Object.assign([1, 2], { note: 'x' });
  const values = [
    { '': 1 }, { a: { '': [1] } }, [4, 'a'], [3, 'k', 1], { x: [twice, twice] }, [extra], [1, , 3], { u: undefined }, [-0, NaN, Infinity],
    { ['__proto__']: 5, ok: { ['__proto__']: null } }, 'text', '', 7, null, true, undefined, 10n, { deep: JSON.parse('[' .repeat(300) + ']'.repeat(300)) },
    Object.create(null, { x: { value: 1, enumerable: true } }), [new Date(3), /x/g, new Map([[twice, twice]])], ['\ud800', '\u{1f600}', 'x'.repeat(1e5)],
    { getter: null }, Array.from({ length: 300 }, (_, i) => ({ i })),
  ];
  Object.defineProperty(values[21], 'getter', { enumerable: true, get: () => [1, 2] });
  const worker = new Worker(__filename);
  let at = 0;
  worker.on('message', (message) => {
    const expected = structuredClone(values[at]);
    assert.deepStrictEqual(message.value, expected);
    if (at === 4) assert.strictEqual(message.value.x[0], message.value.x[1]);
    if (at === 8) assert.ok(Object.is(message.value[0], -0));
    if (++at === values.length) return worker.postMessage('end');
    worker.postMessage({ value: values[at] });
  });
  worker.postMessage({ value: values[0] });
  assert.throws(() => worker.postMessage(new Proxy({}, {})), { name: 'DataCloneError' });
  assert.throws(() => worker.postMessage({ a: [() => {}] }), { name: 'DataCloneError' });
  process.on('exit', () => assert.strictEqual(at, values.length));
} else {
  parentPort.on('message', (message) => {
    if (message === 'end') parentPort.close();
    else parentPort.postMessage(message);
  });
}
