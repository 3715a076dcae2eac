// SPDX-License-Identifier: MIT
// node:test

const { declarer, hook } = require('internal/test_runner/harness');

const test = declarer('test');
const suite = declarer('suite');

Object.assign(test, {
  test,
  it: test,
  describe: suite,
  suite,
  after: hook('after'),
  afterEach: hook('afterEach'),
  before: hook('before'),
  beforeEach: hook('beforeEach'),
  run: (options) => require('internal/test_runner/run').run(options),
});

function lazy(name, get) {
  let value;
  Object.defineProperty(test, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return value ??= get(); },
  });
}

lazy('mock', () => new (require('internal/test_runner/mock').MockTracker)());
lazy('snapshot', () => {
  const { setDefaultSnapshotSerializers, setResolveSnapshotPath } = require('internal/test_runner/snapshot');
  return { __proto__: null, setDefaultSnapshotSerializers, setResolveSnapshotPath };
});
lazy('assert', () => ({ __proto__: null, register: require('internal/test_runner/assertions').register }));

module.exports = test;
