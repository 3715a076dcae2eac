// SPDX-License-Identifier: MIT
// Streams and abort signals cross message ports: chunks, ends, errors and aborts travel.
'use strict';
const assert = require('node:assert');
const { transferableAbortController } = require('node:util');

(async () => {
  const source = ReadableStream.from([1, { a: 2 }, 'x']);
  const moved = structuredClone(source, { transfer: [source] });
  assert.strictEqual(source.locked, true);
  const seen = [];
  for await (const chunk of moved) seen.push(chunk);
  assert.deepStrictEqual(seen, [1, { a: 2 }, 'x']);

  const written = [];
  let closed;
  const ended = new Promise((resolve) => { closed = resolve; });
  const sink = new WritableStream({ write(chunk) { written.push(chunk); }, close() { closed(); } });
  const writer = structuredClone(sink, { transfer: [sink] }).getWriter();
  await writer.write('a');
  await writer.write('b');
  await writer.close();
  await ended;
  assert.deepStrictEqual(written, ['a', 'b']);

  const upper = new TransformStream({ transform(chunk, c) { c.enqueue(chunk.toUpperCase()); } });
  const through = structuredClone(upper, { transfer: [upper] });
  assert.ok(through instanceof TransformStream);
  const result = [];
  for await (const chunk of ReadableStream.from(['q']).pipeThrough(through)) result.push(chunk);
  assert.deepStrictEqual(result, ['Q']);

  const controller = transferableAbortController();
  const signal = structuredClone(controller.signal, { transfer: [controller.signal] });
  const aborted = new Promise((resolve) => { signal.onabort = resolve; });
  controller.abort('why');
  const keep = setTimeout(() => {}, 5000);
  await aborted;
  clearTimeout(keep);
  assert.strictEqual(signal.reason, 'why');
})();
