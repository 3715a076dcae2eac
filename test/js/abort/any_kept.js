// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// A composite signal that somebody listens to keeps the timeouts that it follows, and goes once its controllers are gone.
const assert = require('node:assert');

let aborted = 0;
AbortSignal.any([AbortSignal.timeout(80), AbortSignal.timeout(100000)])
  .addEventListener('abort', ({ target }) => {
    assert.strictEqual(target.reason.name, 'TimeoutError');
    aborted++;
  });
const collected = new Set();
const registry = new FinalizationRegistry((name) => collected.add(name));
(function forgotten() {
  for (let i = 0; i < 20; i++) {
    const signal = AbortSignal.any([new AbortController().signal, new AbortController().signal]);
    signal.addEventListener('abort', () => assert.fail('nobody can abort it'));
    registry.register(signal, i);
  }
})();

let rounds = 0;
(function collect() {
  globalThis.gc();
  if (rounds++ < 100 && (collected.size < 10 || aborted === 0)) return void setTimeout(collect, 10);
  assert.strictEqual(aborted, 1);
  assert.ok(collected.size >= 10, `${collected.size} collected`);
})();
