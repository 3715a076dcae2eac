// SPDX-License-Identifier: MIT
// tee gives both branches every chunk; byte branches get copies.
'use strict';
const assert = require('node:assert');
(async () => {
  const [a, b] = ReadableStream.from(['x', 'y']).tee();
  const all = async (stream) => {
    const result = [];
    for await (const chunk of stream) result.push(chunk);
    return result;
  };
  assert.deepStrictEqual(await Promise.all([all(a), all(b)]), [['x', 'y'], ['x', 'y']]);

  const bytes = new ReadableStream({
    type: 'bytes',
    start(c) {
      c.enqueue(new Uint8Array([1, 2]));
      c.close();
    },
  });
  const [c, d] = bytes.tee();
  const [first] = await all(c);
  first[0] = 9;
  assert.deepStrictEqual([...(await all(d))[0]], [1, 2]);
})();
