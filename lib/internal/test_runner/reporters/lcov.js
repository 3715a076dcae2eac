// SPDX-License-Identifier: MIT
// Coverage as LCOV. The engine has no interface for coverage, so there is nothing to report yet.

module.exports = function lcov() {
  throw require('internal/unimplemented').notImplemented('test.reporters.lcov');
};
