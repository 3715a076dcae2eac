// SPDX-License-Identifier: MIT
//
// The asynchronous context of the code that runs: whoever queues a callback keeps `frame` and puts it back around the call. An immutable
// value of AsyncLocalStorage's making, undefined at the top.
'use strict';

exports.frame = undefined;

// The same slot under the name that rewritten source text uses.
Object.defineProperty(exports, 'c', {
  __proto__: null,
  get() { return exports.frame; },
  set(frame) { exports.frame = frame; },
});

// null, or what async_hooks wants to know about ticks, timers and promises: { init(type, object, [id]) -> record, before(record),
// after(record), destroy(record) } (internal/async_hooks). Whoever queues a callback asks for a record and passes it on around the call.
exports.track = null;

// Ids of asynchronous resources count on from here; the main script is 1.
exports.lastAsyncId = 1;

// { error, frame } of the last error that left a frame on its way out: the domain module asks in which frame an uncaught error was thrown.
exports.thrown = null;
