// SPDX-License-Identifier: MIT
// ByteLengthQueuingStrategy and CountQueuingStrategy.

const { codes: { ERR_INVALID_THIS, ERR_MISSING_OPTION } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { finishClass } = require('internal/webstreams/util');

// One function each for all instances of a realm.
const byteSize = Object.defineProperty(
  (chunk) => chunk.byteLength, 'name', { __proto__: null, value: 'size' });
const countSize = Object.defineProperty(() => 1, 'name', { __proto__: null, value: 'size' });

function checkedMark(init) {
  validateObject(init, 'init');
  if (init.highWaterMark === undefined) throw new ERR_MISSING_OPTION('options.highWaterMark');
  return +init.highWaterMark; // as is: streams check it
}

class ByteLengthQueuingStrategy {
  #highWaterMark;

  constructor(init) {
    this.#highWaterMark = checkedMark(init);
  }

  get highWaterMark() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('ByteLengthQueuingStrategy');
    return this.#highWaterMark;
  }

  get size() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('ByteLengthQueuingStrategy');
    return byteSize;
  }
}

class CountQueuingStrategy {
  #highWaterMark;

  constructor(init) {
    this.#highWaterMark = checkedMark(init);
  }

  get highWaterMark() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('CountQueuingStrategy');
    return this.#highWaterMark;
  }

  get size() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('CountQueuingStrategy');
    return countSize;
  }
}

const fields = (strategy) => ({ highWaterMark: strategy.highWaterMark });
finishClass(ByteLengthQueuingStrategy, 'ByteLengthQueuingStrategy',
  ['highWaterMark', 'size'], fields);
finishClass(CountQueuingStrategy, 'CountQueuingStrategy', ['highWaterMark', 'size'], fields);

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
