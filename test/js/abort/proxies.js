// SPDX-License-Identifier: MIT
// What stands for a signal answers like one: proxies, and objects that inherit from it.
const assert = require('node:assert');
const fs = require('node:fs');

const controller = new AbortController();
const proxy = new Proxy(controller.signal, { get: (target, name, receiver) => Reflect.get(target, name, receiver) });
const heir = Object.create(controller.signal);
const both = AbortSignal.any([proxy]);
let heard = 0;
proxy.addEventListener('abort', () => heard++);
both.addEventListener('abort', () => heard++);
for (const each of [proxy, heir]) {
  assert.strictEqual(each.aborted, false);
  assert.strictEqual(each.reason, undefined);
  each.throwIfAborted();
}
controller.abort('over');
for (const each of [proxy, heir, both]) {
  assert.strictEqual(each.aborted, true);
  assert.strictEqual(each.reason, 'over');
  assert.throws(() => each.throwIfAborted(), (reason) => reason === 'over');
}
assert.strictEqual(heard, 2);
assert.strictEqual(AbortSignal.any([proxy]).aborted, true);
assert.throws(() => AbortSignal.any([{ aborted: true }]), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => AbortSignal.prototype.aborted, { code: 'ERR_INVALID_THIS' });
assert.deepStrictEqual(new AbortController().signal, new AbortController().signal);

const later = new AbortController();
const reading = fs.promises.readFile(__filename, { signal: new Proxy(later.signal, {}) });
later.abort();
assert.rejects(reading, { name: 'AbortError' }).then(() => {
  assert.rejects(fs.promises.readFile(__filename, { signal: proxy }), { name: 'AbortError', cause: 'over' });
});
