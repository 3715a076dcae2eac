// SPDX-License-Identifier: MIT
// pipeTo: order, closing, errors both ways, abort.
'use strict';
const assert = require('node:assert');
(async () => {
  const seen = [];
  const sink = () => new WritableStream({
    async write(chunk) { seen.push(chunk); },
    close() { seen.push('close'); },
    abort(reason) { seen.push(`abort ${reason}`); },
  });
  await ReadableStream.from([1, 2, 3]).pipeTo(sink());
  assert.deepStrictEqual(seen.splice(0), [1, 2, 3, 'close']);

  const failing = new ReadableStream({ pull(c) { c.error('boom'); } });
  await assert.rejects(failing.pipeTo(sink()), (reason) => reason === 'boom');
  assert.deepStrictEqual(seen.splice(0), ['abort boom']);

  let cancelled;
  const source = new ReadableStream({ pull(c) { c.enqueue(1); }, cancel(reason) { cancelled = reason; } });
  const broken = new WritableStream({ write() { throw new Error('full'); } });
  await assert.rejects(source.pipeTo(broken), { message: 'full' });
  assert.strictEqual(cancelled.message, 'full');

  const controller = new AbortController();
  const endless = new ReadableStream({ pull() { return new Promise(() => {}); } });
  const piped = endless.pipeTo(sink(), { signal: controller.signal });
  controller.abort('enough');
  await assert.rejects(piped, (reason) => reason === 'enough');
  assert.deepStrictEqual(seen, ['abort enough']);
})();
