// SPDX-License-Identifier: MIT
// TransformStream: transform, flush, errors reach both sides.
'use strict';
const assert = require('node:assert');
(async () => {
  const upper = new TransformStream({
    transform(chunk, controller) { controller.enqueue(chunk.toUpperCase()); },
    flush(controller) { controller.enqueue('!'); },
  });
  const seen = [];
  for await (const chunk of ReadableStream.from(['a', 'b']).pipeThrough(upper)) seen.push(chunk);
  assert.deepStrictEqual(seen, ['A', 'B', '!']);

  const failing = new TransformStream({ transform() { throw new Error('boom'); } });
  const writer = failing.writable.getWriter();
  const reader = failing.readable.getReader();
  writer.closed.catch(() => {});
  const read = assert.rejects(reader.read(), { message: 'boom' });
  await assert.rejects(writer.write('x'), { message: 'boom' });
  await read;
})();
