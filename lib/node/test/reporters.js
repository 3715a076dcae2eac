// SPDX-License-Identifier: MIT
// node:test/reporters

for (const name of ['dot', 'junit', 'lcov', 'spec', 'tap']) {
  let value;
  Object.defineProperty(exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      if (value === undefined) {
        const reporter = require(`internal/test_runner/reporters/${name}`);
        // spec is a class that programs may call without `new`.
        value = name !== 'spec' ? reporter : Object.assign(function spec(...args) { return Reflect.construct(reporter, args); }, { prototype: reporter.prototype });
      }
      return value;
    },
  });
}
