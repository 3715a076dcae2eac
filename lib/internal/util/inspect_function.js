// SPDX-License-Identifier: MIT
//
// util.inspect as programs hold it: small, so that loading node:util does not load what inspects. The rest comes with the first call.

const { apply } = Reflect;
const { defineProperty } = Object;

let run;

function inspect(value, opts) {
  run ??= require('internal/util/inspect/core').inspectArguments;
  return arguments.length === 1 ? run(value) : apply(run, undefined, arguments);
}

inspect.custom = Symbol.for('nodejs.util.inspect.custom');

const options = () => require('internal/util/inspect/options');

defineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() { return options().defaults; },
  set(value) {
    require('internal/validators').validateObject(value, 'options');
    Object.assign(options().defaults, value);
  },
  enumerable: false,
  configurable: false,
});

// Data properties once somebody has looked, or inspected anything.
function settle(key, value) {
  defineProperty(inspect, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  return value;
}
for (const key of ['colors', 'styles']) {
  defineProperty(inspect, key, {
    __proto__: null,
    get() { return settle(key, options()[key]); },
    set(value) { settle(key, value); },
    enumerable: true,
    configurable: true,
  });
}

module.exports = { inspect };
