// SPDX-License-Identifier: MIT
// In which turns reads of what is there already, pulls and closes are told.
const assert = require('node:assert');

(async () => {
  const log = [];
  const stream = new ReadableStream({
    pull(controller) {
      log.push('pull');
      controller.enqueue(log.length);
      if (log.length > 8) controller.close();
      queueMicrotask(() => log.push('after pull'));
    },
  });
  await new Promise(setImmediate);
  assert.deepStrictEqual(log, ['pull', 'after pull']);
  const reader = stream.getReader();
  log.length = 0;
  const first = reader.read().then(({ value }) => log.push(`read ${value}`));
  log.push('called');
  queueMicrotask(() => log.push('turn'));
  await first;
  await new Promise(setImmediate);
  assert.deepStrictEqual(log, ['pull', 'called', 'after pull', 'read 1', 'turn']);

  // A pull that fails does not take away what is there.
  let calls = 0;
  const failing = new ReadableStream({
    pull(controller) {
      if (++calls === 2) throw new Error('second');
      controller.enqueue('one');
    },
  }).getReader();
  await new Promise(setImmediate);
  assert.deepStrictEqual(await failing.read(), { value: 'one', done: false });
  await assert.rejects(failing.read(), { message: 'second' });

  // The program's own Promise.resolve() and `call` are not used.
  const { resolve } = Promise;
  Promise.resolve = () => { throw new Error('not this one'); };
  const pull = function(controller) { controller.enqueue(this === source); };
  pull.call = () => { throw new Error('nor that'); };
  const source = { pull };
  const patched = new ReadableStream(source).getReader();
  assert.strictEqual((await patched.read()).value, true);
  Promise.resolve = resolve;

  // for await over what waits and what comes.
  let i = 0;
  const seen = [];
  for await (const each of new ReadableStream({
    start(controller) { controller.enqueue('a'); controller.enqueue('b'); },
    async pull(controller) {
      await null;
      if (i++ < 2) controller.enqueue(i);
      else controller.close();
    },
  })) seen.push(each);
  assert.deepStrictEqual(seen, ['a', 'b', 1, 2]);
})();
