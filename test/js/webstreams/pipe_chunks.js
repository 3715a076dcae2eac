// SPDX-License-Identifier: MIT
// pipeTo() moves chunks in order past back pressure, slow sinks and failures at either end, with and without a transform between.
const assert = require('node:assert');

const counter = (count, options = {}) => {
  let i = 0;
  return new ReadableStream({
    ...options,
    pull(controller) {
      if (i === count) controller.close();
      else controller.enqueue(i++);
    },
  });
};
const upTo = (count) => [...Array(count).keys()];
const collect = (into, wait = () => undefined) => new WritableStream({ write(chunk) { into.push(chunk); return wait(chunk); } });

(async () => {
  for (const highWaterMark of [1, 3, 50]) {
    for (const wait of [() => undefined, () => null, async () => {}, (n) => (n % 7 ? undefined : new Promise(setImmediate))]) {
      const got = [];
      await counter(40).pipeTo(new WritableStream({
        write(chunk) { got.push(chunk); return wait(chunk); },
      }, { highWaterMark }));
      assert.deepStrictEqual(got, upTo(40));
    }
  }

  // Only one write at a time, and no more are read than fit.
  let pulls = 0;
  let release;
  const source = new ReadableStream({ pull(controller) { controller.enqueue(pulls++); } }, { highWaterMark: 0 });
  const pipe = source.pipeTo(new WritableStream({ write: () => new Promise((resolve) => { release = resolve; }) }));
  pipe.catch(() => {});
  for (let i = 1; i < 5; i++) {
    await new Promise(setImmediate);
    assert.strictEqual(pulls, i);
    release();
  }

  // A source goes on to its mark while the sink is busy, and after it was released from a pipe.
  for (const wait of [() => undefined, () => new Promise(() => {})]) {
    let made = 0;
    const busy = new ReadableStream({ pull(controller) { controller.enqueue(made++); } }, { highWaterMark: 4 });
    await new Promise(setImmediate);
    assert.strictEqual(made, 4);
    const stop = new AbortController();
    const got = [];
    const into = new WritableStream({
      write(chunk) {
        got.push(chunk);
        if (chunk === 5) stop.abort();
        return wait();
      },
    });
    const piping = busy.pipeTo(into, { signal: stop.signal, preventCancel: true, preventAbort: true });
    if (wait() !== undefined) {
      await new Promise(setImmediate);
      assert.deepStrictEqual([made, got], [5, [0]]);
      continue;
    }
    await assert.rejects(piping, { name: 'AbortError' });
    await new Promise(setImmediate);
    assert.deepStrictEqual(got, upTo(6));
    const rest = busy.getReader();
    for (let i = 6; i < 20; i++) assert.strictEqual((await rest.read()).value, i);
  }

  // A sink that fails, at once and later; the chunks before it have arrived.
  for (const fail of [() => { throw new Error('sink'); }, async () => { throw new Error('sink'); }]) {
    const got = [];
    let cancelled;
    await assert.rejects(counter(10, { cancel(reason) { cancelled = reason; } })
      .pipeTo(collect(got, (n) => (n === 4 ? fail() : undefined))), { message: 'sink' });
    assert.deepStrictEqual(got, upTo(5));
    assert.strictEqual(cancelled.message, 'sink');
  }

  // A source that fails: what was written before is not lost.
  const before = [];
  let n = 0;
  await assert.rejects(new ReadableStream({
    pull(controller) {
      if (n === 5) throw new Error('source');
      controller.enqueue(n++);
    },
  }).pipeTo(collect(before)), { message: 'source' });
  assert.deepStrictEqual(before, upTo(5).slice(0, before.length));

  // Transforms: none, one that drops and doubles, one that is slow, one that fails.
  const through = async (transformer, into = []) => {
    await counter(6).pipeThrough(new TransformStream(transformer)).pipeTo(collect(into));
    return into;
  };
  assert.deepStrictEqual(await through(undefined), upTo(6));
  assert.deepStrictEqual(await through({
    transform(chunk, controller) {
      if (chunk % 2) return;
      controller.enqueue(chunk);
      controller.enqueue(-chunk);
    },
    flush(controller) { controller.enqueue('end'); },
  }), [0, -0, 2, -2, 4, -4, 'end']);
  assert.deepStrictEqual(await through({
    async transform(chunk, controller) {
      await new Promise(setImmediate);
      controller.enqueue(chunk * 2);
    },
  }), [0, 2, 4, 6, 8, 10]);
  const partial = [];
  await assert.rejects(through({
    transform(chunk, controller) {
      if (chunk === 3) throw new Error('transform');
      controller.enqueue(chunk);
    },
  }, partial), { message: 'transform' });

  // A write that waits for room is failed when the stream errors meanwhile.
  let control;
  const stuck = new TransformStream({ start(c) { control = c; } });
  const writer = stuck.writable.getWriter();
  const written = writer.write('a');
  await new Promise(setImmediate);
  control.error(new Error('meanwhile'));
  await assert.rejects(written, { message: 'meanwhile' });
  await assert.rejects(writer.closed, { message: 'meanwhile' });
  await assert.rejects(stuck.readable.getReader().read(), { message: 'meanwhile' });
})();
