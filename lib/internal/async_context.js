// SPDX-License-Identifier: MIT
// What is done with the current async context (internal/process/async_context): capture, restore, and the frames it holds.
//
// A frame is an immutable association list of AsyncLocalStorage instances and values: capturing is reading the slot, restoring
// is writing it.

const current = require('internal/process/async_context');

const { apply } = Reflect;

// `fn` as it is where no context is set: the common case costs nothing.
function bindToContext(fn) {
  const captured = current.frame;
  if (captured === undefined) return fn;
  return function(...args) {
    return runInContext(captured, fn, this, args);
  };
}

// Runs `fn` in a captured context.
function runInContext(frame, fn, self, args) {
  const previous = current.frame;
  current.frame = frame;
  try {
    return apply(fn, self, args);
  } catch (error) {
    current.thrown = { error, frame: current.frame };
    throw error;
  } finally {
    current.frame = previous;
  }
}

// `await x` becomes `$pj_await($pj_context.c, await x)`: the first argument is read before the wait, so the frame is there again after it.
function awaited(frame, value) {
  current.frame = frame;
  return value;
}

// ---- frames ---------------------------------------------------------------------------------------------------------

class Frame {
  constructor(key, value, next) {
    this.key = key;
    this.value = value;
    this.next = next;
  }
}

function frameGet(frame, key) {
  for (let at = frame; at !== undefined; at = at.next) {
    if (at.key === key) return at;
  }
  return undefined;
}

function frameWithout(frame, key) {
  if (frameGet(frame, key) === undefined) return frame;
  if (frame.key === key) return frame.next;
  return new Frame(frame.key, frame.value, frameWithout(frame.next, key));
}

function frameWith(frame, key, value) {
  return new Frame(key, value, frameWithout(frame, key));
}

module.exports = {
  awaited,
  current,
  bindToContext,
  runInContext,
  frameGet,
  frameWith,
  frameWithout,
};
