// SPDX-License-Identifier: MIT
// What an object of node:sqlite keeps to itself. The constructors are functions that can be called, as Node's, and so have no private fields of
// their own: an object gets them from another class's construction.

class Given {
  constructor(object) { return object; }
}

// A class whose objects carry a state: attach(object, state), of(object), which throws where there is none.
function stateClass() {
  return class State extends Given {
    #state;

    constructor(object, state) {
      super(object);
      this.#state = state;
    }

    static attach(object, state) {
      new State(object, state); // eslint-disable-line no-new
      return object;
    }

    static of(object) {
      if (typeof object !== 'object' || object === null || !(#state in object)) throw new TypeError('Illegal invocation');
      return object.#state;
    }
  };
}

// Gives a prototype methods as Node's native classes have them: enumerable, without parameters.
function methods(prototype, table) {
  for (const name of Reflect.ownKeys(table)) {
    const value = table[name];
    Object.defineProperty(value, 'length', { __proto__: null, value: 0, configurable: true });
    if (typeof name === 'symbol') Object.defineProperty(value, 'name', { __proto__: null, value: '', configurable: true });
    Object.defineProperty(prototype, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }
}

function getter(get) {
  Object.defineProperty(get, 'name', { __proto__: null, value: '', configurable: true });
  return { __proto__: null, get, enumerable: true, configurable: false };
}

module.exports = { getter, methods, stateClass };
