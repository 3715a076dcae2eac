// SPDX-License-Identifier: MIT
// LazyTransform: a Transform whose states are made when someone first looks at them. For objects that are streams, but are
// mostly used without being read or written as such (hashes, ciphers).

const stream = require('stream');

module.exports = LazyTransform;

function LazyTransform(options) {
  this._options = options;
}
Object.setPrototypeOf(LazyTransform.prototype, stream.Transform.prototype);
Object.setPrototypeOf(LazyTransform, stream.Transform);

function lazyState(name) {
  return {
    __proto__: null,
    get() {
      stream.Transform.call(this, this._options);
      this._writableState.decodeStrings = false;
      return this[name];
    },
    set(value) {
      Object.defineProperty(this, name, {
        __proto__: null, value, enumerable: true, configurable: true, writable: true,
      });
    },
    configurable: true,
    enumerable: true,
  };
}

Object.defineProperties(LazyTransform.prototype, {
  _readableState: lazyState('_readableState'),
  _writableState: lazyState('_writableState'),
});
