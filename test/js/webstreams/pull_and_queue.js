// SPDX-License-Identifier: MIT
// A ReadableStream pulls up to its mark and reads in order.
'use strict';
const assert = require('node:assert');
(async () => {
  let pulled = 0;
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(++pulled);
      if (pulled === 5) controller.close();
    },
  }, { highWaterMark: 2 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.strictEqual(pulled, 2);
  const reader = stream.getReader();
  const seen = [];
  for (let step; !(step = await reader.read()).done;) seen.push(step.value);
  assert.deepStrictEqual(seen, [1, 2, 3, 4, 5]);
  await reader.closed;
  assert.throws(() => stream.getReader(), TypeError);
})();
