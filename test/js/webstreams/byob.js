// SPDX-License-Identifier: MIT
// A byte stream fills the reader's own buffer, over chunk borders and with a minimum.
'use strict';
const assert = require('node:assert');
(async () => {
  let n = 0;
  const stream = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const { byobRequest } = controller;
      byobRequest.view[0] = ++n;
      byobRequest.respond(1);
      if (n === 6) controller.close();
    },
  });
  const reader = stream.getReader({ mode: 'byob' });
  const first = await reader.read(new Uint8Array(4));
  assert.deepStrictEqual([...first.value], [1]);
  const more = await reader.read(new Uint8Array(4), { min: 3 });
  assert.deepStrictEqual([...more.value], [2, 3, 4]);
  const words = await reader.read(new Uint16Array(1));
  assert.strictEqual(words.value.length, 1);
  assert.strictEqual(words.value.constructor, Uint16Array);
})();
