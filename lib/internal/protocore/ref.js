// SPDX-License-Identifier: MIT
// Ref, WeakRef and ByteBuffer: the shared values that change, and bytes.
'use strict';

const { Shared, addressOf, install, kAddress, kHold, kWrap, kinds, native, operand, operations, run } = require('internal/protocore/shared');
const { built, op } = require('internal/protocore/codec');
const { checkFunction } = require('internal/protocore/list');

class Ref extends Shared {
  constructor(value, hold, address) {
    if (value === kWrap) {
      super(hold, address);
      return;
    }
    const raw = built((encoder) => {
      encoder.value(value);
      encoder.one(op.ref);
    }, true);
    super(raw[kHold], raw[kAddress]);
  }

  get() {
    return run(operations.ref_get, this);
  }

  get value() {
    return this.get();
  }

  set value(value) {
    this.set(value);
  }

  set(value) {
    run(operations.ref_set, this, operand(value));
    return value;
  }

  exchange(value) {
    return run(operations.ref_exchange, this, operand(value));
  }

  // Replaces `expected`, if that is what is there: the same primitive, or the same shared value.
  compareAndSet(expected, value) {
    return run(operations.ref_compare_and_set, this, operand(expected), operand(value));
  }

  // Puts what `fn` makes of the value, again and again until no other thread was faster. Returns the new value.
  update(fn) {
    checkFunction(fn, 'updater');
    for (;;) {
      const before = this.get();
      const after = fn(before);
      const shared = operand(after);
      if (run(operations.ref_compare_and_set, this, operand(before), shared)) return after;
    }
  }

  // Calls `fn(value, ref)` in a turn of this thread's loop after any thread has changed the ref, once for all changes until then.
  watch(fn) {
    checkFunction(fn);
    return new RefWatcher(this, fn);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    return require('internal/protocore/object').inspectAs(this, 'Ref', depth, options, inspect, () => ({ value: this.get() }));
  }
}

class RefWatcher {
  #watch;

  constructor(shared, fn) {
    this.#watch = native.watch(shared[kHold], shared[kAddress], () => fn(shared.get(), shared));
  }

  close() {
    native.unwatch(this.#watch);
  }

  [Symbol.dispose]() {
    this.close();
  }

  // Whether the watch keeps the thread alive; it does from the start.
  ref() {
    native.watchRef(this.#watch, true);
    return this;
  }

  unref() {
    native.watchRef(this.#watch, false);
    return this;
  }
}

class SharedWeakRef extends Shared {
  constructor(target, hold, address) {
    if (target === kWrap) {
      super(hold, address);
      return;
    }
    if (addressOf(target) === 0) {
      const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_TYPE('target', 'a shared value', target);
    }
    const raw = built((encoder) => {
      encoder.value(target);
      encoder.one(op.weak);
    }, true);
    super(raw[kHold], raw[kAddress]);
  }

  deref() {
    return run(operations.weak_get, this);
  }
}

class ByteBuffer extends Shared {
  constructor(bytes, hold, address) {
    if (bytes === kWrap) {
      super(hold, address);
      return;
    }
    const view = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
    const raw = built((encoder) => encoder.bytes(view), true);
    super(raw[kHold], raw[kAddress]);
  }

  // A copy of the bytes.
  toUint8Array() {
    return native.bytes(this[kHold], this[kAddress]);
  }

  equals(other) {
    return other === this || (addressOf(other) !== 0 && run(operations.equal, this, other));
  }
}

Object.defineProperty(SharedWeakRef, 'name', { __proto__: null, value: 'WeakRef', configurable: true });

install(kinds.ref, (hold, address) => new Ref(kWrap, hold, address));
install(kinds.weak, (hold, address) => new SharedWeakRef(kWrap, hold, address));
install(kinds.bytes, (hold, address) => new ByteBuffer(kWrap, hold, address));

module.exports = { ByteBuffer, Ref, SharedWeakRef };
