// SPDX-License-Identifier: MIT
// Web streams: chunks a second by reading, piping, through a transform, and by the bytes of a reader's own buffer.
'use strict';

async function measure(name, count, run) {
  await run(Math.ceil(count / 20));
  const started = process.hrtime.bigint();
  const got = await run(count);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (got !== count) throw new Error(`${name}: ${got} instead of ${count}`);
  console.log(JSON.stringify({ name, ops: Math.round(count / seconds) }));
}

function source(count) {
  let i = 0;
  return new ReadableStream({
    pull(controller) {
      if (i < count) controller.enqueue(++i);
      else controller.close();
    },
  });
}

async function read(count) {
  const reader = source(count).getReader();
  let seen = 0;
  while (!(await reader.read()).done) seen++;
  return seen;
}

async function pipeTo(count) {
  let seen = 0;
  await source(count).pipeTo(new WritableStream({ write() { seen++; } }));
  return seen;
}

async function pipeThrough(count) {
  let seen = 0;
  await source(count).pipeThrough(new TransformStream())
    .pipeTo(new WritableStream({ write() { seen++; } }));
  return seen;
}

async function readBytes(count) {
  let sent = 0;
  const reader = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const { view } = controller.byobRequest;
      view[0] = 1;
      controller.byobRequest.respond(view.byteLength);
      if (++sent === count) controller.close();
    },
  }).getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(1024);
  let seen = 0;
  while (seen < count) {
    const { value } = await reader.read(new Uint8Array(buffer));
    buffer = value.buffer;
    seen += value[0];
  }
  return seen;
}

(async () => {
  await measure('read from a ReadableStream', 1e5, read);
  await measure('pipeTo', 1e5, pipeTo);
  await measure('pipeThrough', 5e4, pipeThrough);
  await measure('byob reads of 1 KiB', 5e4, readBytes);
})();
