// SPDX-License-Identifier: MIT
// A buffer that a byte stream has shown to its source is taken from it before the reader gets it, whichever way it is answered.
const assert = require('node:assert');

(async () => {
  const shown = [];
  let answer;
  const reader = new ReadableStream({
    type: 'bytes',
    pull(controller) { answer(controller); },
  }).getReader({ mode: 'byob' });
  const read = async (how, view = new Uint8Array(8)) => {
    answer = how;
    const { buffer } = view;
    const promise = reader.read(view);
    assert.strictEqual(buffer.detached, true);
    return (await promise).value;
  };

  const responded = await read(({ byobRequest }) => {
    shown.push(byobRequest.view);
    byobRequest.view.fill(7, 0, 3);
    byobRequest.respond(3);
  });
  assert.deepStrictEqual([...responded], [7, 7, 7]);
  const replaced = await read(({ byobRequest }) => {
    const { view } = byobRequest;
    const moved = new Uint8Array(view.buffer.transfer(), 0, 2);
    shown.push(view, moved);
    moved.fill(9);
    byobRequest.respondWithNewView(moved);
  });
  assert.deepStrictEqual([...replaced], [9, 9]);
  // Enqueued beside a request that was looked at, and beside one that was not.
  const beside = await read((controller) => {
    shown.push(controller.byobRequest.view);
    controller.enqueue(Uint8Array.of(1, 2));
  });
  assert.deepStrictEqual([...beside], [1, 2]);
  assert.deepStrictEqual([...await read((controller) => controller.enqueue(Uint8Array.of(3)))], [3]);
  for (const view of shown) {
    assert.strictEqual(view.byteLength, 0);
    assert.strictEqual(view.buffer.detached, true);
  }

  // The reader's kind of view comes back.
  const fill = ({ byobRequest }) => {
    byobRequest.view.fill(1, 0, 4);
    byobRequest.respond(4);
  };
  for (const View of [Uint8Array, Uint16Array, Float32Array, Int8Array]) {
    const value = await read(fill, new View(new ArrayBuffer(16)));
    assert.strictEqual(value.constructor, View);
    assert.strictEqual(value.byteLength, 4);
    assert.strictEqual(value.buffer.byteLength, 16);
  }
  assert.ok(await read(fill, new DataView(new ArrayBuffer(16))) instanceof DataView);
  assert.ok(Buffer.isBuffer(await read(fill, Buffer.from(new ArrayBuffer(16)))));
  await assert.rejects(reader.read(new Uint8Array(0)), { name: 'TypeError' });
  await assert.rejects(reader.read('x'), { code: 'ERR_INVALID_ARG_TYPE' });
})();
