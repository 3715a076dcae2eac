// SPDX-License-Identifier: MIT
// The current async context: one slot that every way of running code later captures and restores.
//
// `slot.current` is a frame (a persistent association list of AsyncLocalStorage instances and values) or undefined. Frames are
// immutable: capturing is reading the slot, restoring is writing it.

const slot = { current: undefined };

// `fn` as it is where no context is set: the common case costs nothing.
function bindToContext(fn) {
  const captured = slot.current;
  if (captured === undefined) return fn;
  return function(...args) {
    const previous = slot.current;
    slot.current = captured;
    try {
      return Reflect.apply(fn, this, args);
    } finally {
      slot.current = previous;
    }
  };
}

// Runs `fn` in a captured context.
function runInContext(context, fn, self, args) {
  const previous = slot.current;
  slot.current = context;
  try {
    return Reflect.apply(fn, self, args);
  } finally {
    slot.current = previous;
  }
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

module.exports = { slot, bindToContext, runInContext, frameGet, frameWith, frameWithout };
