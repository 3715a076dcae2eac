// SPDX-License-Identifier: MIT
// What happens to an error that nobody caught.

const { fixEngineError } = require('internal/error_stack');

function onUncaught(error, fromPromise) {
  const host = binding('host');
  fixEngineError(error);
  host.printError(`Uncaught:\n${error?.stack ?? error}\n\nNode.js v25.8.1`);
  host.exit(1);
}

module.exports = { onUncaught };
