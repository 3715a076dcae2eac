// SPDX-License-Identifier: MIT
// What `using` and `await using` become: the scope of a block, which disposes of its resources at the end (Explicit Resource Management).

const { apply } = Reflect;

const { defineProperty } = Object;

// An error while another one was on its way.
function SuppressedError(error, suppressed, message) {
  const self = new Error(message);
  Object.setPrototypeOf(self, new.target === undefined ? SuppressedError.prototype : new.target.prototype);
  for (const [name, value] of [['error', error], ['suppressed', suppressed]]) {
    defineProperty(self, name, {
      __proto__: null, value, writable: true, configurable: true, enumerable: false,
    });
  }
  Error.captureStackTrace(self, SuppressedError);
  return self;
}
Object.setPrototypeOf(SuppressedError, Error);
SuppressedError.prototype = Object.create(Error.prototype, {
  constructor: { __proto__: null, value: SuppressedError, writable: true, configurable: true },
  name: { __proto__: null, value: 'SuppressedError', writable: true, configurable: true },
  message: { __proto__: null, value: '', writable: true, configurable: true },
});
defineProperty(SuppressedError, 'prototype', { __proto__: null, writable: false });

function disposerOf(value, isAsync) {
  if (typeof value !== 'object' && typeof value !== 'function') {
    throw new TypeError('The value of a using declaration must be an object, null or undefined');
  }
  let method = isAsync ? value[Symbol.asyncDispose] : undefined;
  let waits = method != null;
  if (method == null) {
    method = value[Symbol.dispose];
    waits = false;
  }
  if (typeof method !== 'function') {
    throw new TypeError(`${isAsync ? 'Symbol.asyncDispose' : 'Symbol.dispose'} is not a function`);
  }
  return { value, method, waits };
}

class Scope {
  resources = [];
  failed = false;
  error = undefined;

  use(value) {
    if (value !== null && value !== undefined) this.resources.push(disposerOf(value, false));
    return value;
  }

  fail(error) {
    this.error = this.failed ? new SuppressedError(error, this.error) : error;
    this.failed = true;
  }

  end() {
    while (this.resources.length > 0) {
      const { value, method } = this.resources.pop();
      try {
        apply(method, value, []);
      } catch (error) {
        this.fail(error);
      }
    }
    if (this.failed) throw this.error;
  }
}

class AsyncScope extends Scope {
  needsTurn = false; // `await using x = null` waits a turn, too

  use(value) {
    if (value === null || value === undefined) this.needsTurn = true;
    else this.resources.push(disposerOf(value, true));
    return value;
  }

  async end() {
    while (this.resources.length > 0) {
      const { value, method, waits } = this.resources.pop();
      try {
        const result = apply(method, value, []);
        await (waits ? result : undefined);
      } catch (error) {
        this.fail(error);
      }
    }
    if (this.needsTurn) await undefined;
    if (this.failed) throw this.error;
  }
}

// ---- stacks of resources --------------------------------------------------------------------------------------------

function checkFree(state) {
  if (state.disposed) throw new ReferenceError('The stack was disposed of already');
}

function checkCallable(fn) {
  if (typeof fn !== 'function') throw new TypeError(`${String(fn)} is not a function`);
}

// The class of stacks whose scopes `ScopeClass` makes, without the method that ends them.
function stackClass(name, ScopeClass) {
  let end; // ends the scope of a stack, the first time; what that returns is returned
  const Stack = class {
    #state = { disposed: false, scope: new ScopeClass() };

    static {
      end = (stack) => {
        const state = stack.#state;
        if (state.disposed) return undefined;
        state.disposed = true;
        return state.scope.end();
      };
    }

    get disposed() {
      return this.#state.disposed;
    }

    use(value) {
      checkFree(this.#state);
      return this.#state.scope.use(value);
    }

    adopt(value, onDispose) {
      checkFree(this.#state);
      checkCallable(onDispose);
      this.#state.scope.resources.push({ value: undefined, method: () => onDispose(value), waits: true });
      return value;
    }

    defer(onDispose) {
      checkFree(this.#state);
      checkCallable(onDispose);
      this.#state.scope.resources.push({ value: undefined, method: onDispose, waits: true });
    }

    move() {
      checkFree(this.#state);
      const moved = new Stack();
      moved.#state = this.#state;
      this.#state = { disposed: true, scope: new ScopeClass() };
      return moved;
    }
  };
  defineProperty(Stack, 'name', { __proto__: null, value: name, configurable: true });
  defineProperty(Stack.prototype, Symbol.toStringTag, { __proto__: null, value: name, configurable: true });
  return { Stack, end };
}

function defineDisposer(Stack, symbol, method) {
  for (const key of [method.name, symbol]) {
    defineProperty(Stack.prototype, key, { __proto__: null, value: method, writable: true, configurable: true });
  }
}

const { Stack: DisposableStack, end: endStack } = stackClass('DisposableStack', Scope);
defineDisposer(DisposableStack, Symbol.dispose, { dispose() { endStack(this); } }.dispose);

const { Stack: AsyncDisposableStack, end: endAsyncStack } = stackClass('AsyncDisposableStack', AsyncScope);
defineDisposer(AsyncDisposableStack, Symbol.asyncDispose,
               { async disposeAsync() { await endAsyncStack(this); } }.disposeAsync);

exports.SuppressedError = SuppressedError;
exports.DisposableStack = DisposableStack;
exports.AsyncDisposableStack = AsyncDisposableStack;
exports.scope = (isAsync) => (isAsync ? new AsyncScope() : new Scope());
