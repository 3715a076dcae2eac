// SPDX-License-Identifier: MIT
// Evaluation under a time limit or until SIGINT. The engine asks C now and then; when the limit has passed, C makes the running code throw
// through a trap of this proxy.

const native = binding('contextify');
const { codes: { ERR_SCRIPT_EXECUTION_TIMEOUT, ERR_SCRIPT_EXECUTION_INTERRUPTED } } = require('internal/errors');

function makeThrower(timeout, breakOnSigint) {
  return new Proxy({}, {
    __proto__: null,
    has() {
      if (breakOnSigint && native.sawInterrupt()) throw new ERR_SCRIPT_EXECUTION_INTERRUPTED();
      throw new ERR_SCRIPT_EXECUTION_TIMEOUT(timeout);
    },
  });
}

exports.evaluate = function evaluate(source, url, line, global, self, timeout, breakOnSigint) {
  if (timeout === undefined && !breakOnSigint) return native.evaluate(source, url, line, global, self);
  return native.evaluate(source, url, line, global, self, timeout, breakOnSigint, makeThrower(timeout, breakOnSigint));
};
