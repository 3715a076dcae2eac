// SPDX-License-Identifier: MIT
// Carries the async context through Promise.prototype.then (and so through catch and finally). Installed when the first context is
// set: programs without AsyncLocalStorage keep the engine's own `then`.

const current = require('internal/process/async_context');

const { apply } = Reflect;
const nativeThen = Promise.prototype.then;

let installed = false;

// Also for an undefined frame: what ran before in this drain may have left another one.
function inFrame(callback, frame) {
  if (typeof callback !== 'function') return callback;
  return (value) => {
    const previous = current.frame;
    current.frame = frame;
    try {
      return callback(value);
    } finally {
      current.frame = previous;
    }
  };
}

function install() {
  if (installed) return;
  installed = true;
  const { then } = {
    then(onFulfilled, onRejected) {
      const { frame } = current;
      return apply(nativeThen, this, [inFrame(onFulfilled, frame), inFrame(onRejected, frame)]);
    },
  };
  Object.defineProperty(Promise.prototype, 'then', {
    __proto__: null, value: then, writable: true, enumerable: false, configurable: true,
  });
}

module.exports = { install };
