// SPDX-License-Identifier: MIT
// Atomics.waitAsync(): over fixed and growable memory, woken by this thread and others, in the order of coming, with times, with threads that end while they wait.
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');

if (!isMainThread) {
  const { array, mode } = workerData;
  if (mode === 'leave') {
    Atomics.waitAsync(array, 2, 0);
    Atomics.waitAsync(array, 2, 0, 1e9);
    process.exit(0);
  }
  if (mode === 'end') Atomics.waitAsync(array, 2, 0); // nothing keeps the thread
  else {
    if (mode === 'block') {
      parentPort.postMessage('waits');
      parentPort.postMessage(Atomics.wait(array, 1, 0));
      parentPort.on('message', () => parentPort.close());
      return;
    }
    Atomics.waitAsync(array, 1, 0).value.then((how) => parentPort.postMessage(how));
    parentPort.postMessage('waits');
    setTimeout(() => {}, 1e6).unref();
    parentPort.on('message', () => parentPort.close());
  }
  return;
}

async function check(array, zero) {
  // What does not wait.
  assert.deepStrictEqual(Atomics.waitAsync(array, 0, zero + (typeof zero === 'bigint' ? 1n : 1)), { async: false, value: 'not-equal' });
  assert.deepStrictEqual(Atomics.waitAsync(array, 0, zero, 0), { async: false, value: 'timed-out' });
  assert.deepStrictEqual(Atomics.waitAsync(array, 0, zero, -5), { async: false, value: 'timed-out' });
  assert.throws(() => Atomics.waitAsync(array, array.length, zero), RangeError);
  assert.throws(() => Atomics.waitAsync(array, -1, zero), RangeError);
  assert.throws(() => Atomics.waitAsync(array, 0, Symbol()), TypeError);
  assert.throws(() => Atomics.waitAsync(array, 0, zero, 1n), TypeError);

  // In the order of coming, and those of one place only.
  const order = [];
  const all = [1, 2, 3].map((n) => Atomics.waitAsync(array, 0, zero).value.then((how) => order.push(n, how)));
  const other = Atomics.waitAsync(array, 1, zero);
  assert.strictEqual(Atomics.notify(array, 0, 2), 2);
  assert.strictEqual(Atomics.notify(array, 0), 1);
  assert.strictEqual(Atomics.notify(array, 0), 0);
  await Promise.all(all);
  assert.deepStrictEqual(order, [1, 'ok', 2, 'ok', 3, 'ok']);
  assert.strictEqual(Atomics.notify(array, 1, 1), 1);
  assert.strictEqual(await other.value, 'ok');

  // Time, which a longer one does not wait for.
  const start = performance.now();
  const long = Atomics.waitAsync(array, 0, zero, 1e12);
  assert.strictEqual(await Atomics.waitAsync(array, 0, zero, 20).value, 'timed-out');
  assert.ok(performance.now() - start >= 19);
  assert.strictEqual(Atomics.notify(array, 0), 1);
  assert.strictEqual(await long.value, 'ok');
}

async function fromThreads(array) {
  const waiting = [1, 2].map(() => new Worker(__filename, { workerData: { array } }));
  const messages = (worker) => new Promise((resolve) => { worker.once('message', resolve); });
  await Promise.all(waiting.map(messages));
  const answers = waiting.map(messages);
  assert.strictEqual(Atomics.notify(array, 1), 2);
  assert.deepStrictEqual(await Promise.all(answers), ['ok', 'ok']);
  waiting.forEach((worker) => worker.postMessage('end'));

  // Both who blocks and who does not.
  const mixed = ['block', undefined].map((mode) => new Worker(__filename, { workerData: { array, mode } }));
  await Promise.all(mixed.map(messages));
  const all = mixed.map(messages);
  let woken = 0;
  while (woken < 2) woken += Atomics.notify(array, 1); // the one says that it waits just before it does
  assert.strictEqual(woken, 2);
  assert.deepStrictEqual(await Promise.all(all), ['ok', 'ok']);
  mixed.forEach((worker) => worker.postMessage('end'));

  for (const mode of ['leave', 'end']) {
    const gone = new Worker(__filename, { workerData: { array, mode } });
    await new Promise((resolve) => { gone.once('exit', resolve); });
    assert.strictEqual(Atomics.notify(array, 2), 0, mode);
  }
}

(async () => {
  for (const options of [undefined, { maxByteLength: 1024 }]) {
    const buffer = new SharedArrayBuffer(64, options);
    await check(new Int32Array(buffer), 0);
    await check(new BigInt64Array(buffer, 8), 0n);
    await fromThreads(new Int32Array(buffer));
  }
  for (const bad of [null, [], {}, new Int32Array(4), new Uint32Array(new SharedArrayBuffer(8)), new Float64Array(new SharedArrayBuffer(8)), 1]) {
    assert.throws(() => Atomics.waitAsync(bad, 0, 0), TypeError);
  }
  const growing = new SharedArrayBuffer(4, { maxByteLength: 8 });
  const array = new Int32Array(growing);
  assert.throws(() => Atomics.waitAsync(array, 1, 0), RangeError);
  growing.grow(8);
  const { value } = Atomics.waitAsync(array, 1, 0);
  Atomics.notify(array, 1);
  assert.strictEqual(await value, 'ok');
})();
