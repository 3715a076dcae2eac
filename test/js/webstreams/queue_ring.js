// SPDX-License-Identifier: MIT
// Queues that grow while their items wrap around keep order and sizes; what is undefined is a chunk, too.
const assert = require('node:assert');

(async () => {
  let controller;
  const stream = new ReadableStream({ start(c) { controller = c; } }, {
    highWaterMark: 100,
    size: (chunk) => (chunk === undefined ? 0.5 : chunk % 3),
  });
  const reader = stream.getReader();
  let sent = 0;
  let got = 0;
  let waiting = 0;
  for (const [add, take] of [[3, 2], [5, 1], [9, 12], [30, 0], [1, 33]]) {
    for (let i = 0; i < add; i++, sent++) {
      controller.enqueue(sent);
      waiting += sent % 3;
    }
    for (let i = 0; i < take; i++, got++) {
      assert.deepStrictEqual(await reader.read(), { value: got, done: false });
      waiting -= got % 3;
    }
    assert.strictEqual(controller.desiredSize, 100 - waiting);
  }
  assert.strictEqual(sent, got);
  controller.enqueue(undefined);
  assert.strictEqual(controller.desiredSize, 99.5);
  assert.deepStrictEqual(await reader.read(), { value: undefined, done: false });
  assert.throws(() => controller.enqueue(-1), { name: 'RangeError' });
  await assert.rejects(reader.read(), { name: 'RangeError' });

  // Requests that wait are a queue as well.
  const late = new ReadableStream({ start(c) { controller = c; } }).getReader();
  const reads = Array.from({ length: 40 }, () => late.read());
  for (let i = 0; i < 39; i++) controller.enqueue(i);
  controller.close();
  const results = await Promise.all(reads);
  assert.deepStrictEqual(results.map(({ value }) => value), [...Array(39).keys(), undefined]);
  assert.strictEqual(results[39].done, true);
})();
