// SPDX-License-Identifier: MIT
// Exit: 4
// TracingChannel follows functions, promises and callbacks.
'use strict';
const assert = require('node:assert');
const dc = require('node:diagnostics_channel');


const tracing = dc.tracingChannel('op');
const events = [];
const handlers = {};
for (const name of ['start', 'end', 'asyncStart', 'asyncEnd', 'error']) {
  handlers[name] = (context) => events.push(`${name}:${context.result ?? context.error?.message ?? ''}`);
}
tracing.subscribe(handlers);
assert.strictEqual(tracing.hasSubscribers, true);
const take = () => events.splice(0).join(' ');

assert.strictEqual(tracing.traceSync((a) => a + 1, {}, null, 1), 2);
assert.strictEqual(take(), 'start: end:2');
assert.throws(() => tracing.traceSync(() => { throw new Error('no'); }), /no/);
assert.strictEqual(take(), 'start: error:no end:no');
tracing.traceCallback((callback) => callback(null, 'r'), 0, {}, null, () => {});
assert.strictEqual(take(), 'start: asyncStart:r asyncEnd:r end:r');
tracing.tracePromise(async () => 'p', {}).then((value) => {
  assert.strictEqual(value, 'p');
  assert.strictEqual(take(), 'start: end: asyncStart:p asyncEnd:p');
  assert.strictEqual(tracing.unsubscribe(handlers), true);
  assert.strictEqual(tracing.hasSubscribers, false);
  process.exitCode = 4;
});
