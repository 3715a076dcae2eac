// SPDX-License-Identifier: MIT
// EventTarget: order, uniqueness, once, handleEvent, signal, prevented default.
'use strict';
const assert = require('node:assert');
const target = new EventTarget();
const seen = [];
const f = () => seen.push('f');
target.addEventListener('x', f);
target.addEventListener('x', f);
target.addEventListener('x', f, true);
target.addEventListener('x', { handleEvent(event) {
  assert.strictEqual(event.eventPhase, Event.AT_TARGET);
  event.preventDefault();
  seen.push('object');
} }, { once: true });
const controller = new AbortController();
target.addEventListener('x', () => seen.push('signal'), { signal: controller.signal });
assert.strictEqual(target.dispatchEvent(new Event('x', { cancelable: true })), false);
assert.deepStrictEqual(seen, ['f', 'f', 'object', 'signal']);
controller.abort();
seen.length = 0;
target.dispatchEvent(new CustomEvent('x', { detail: 1 }));
assert.deepStrictEqual(seen, ['f', 'f']);
assert.throws(() => target.dispatchEvent({}), { code: 'ERR_INVALID_ARG_TYPE' });
