// SPDX-License-Identifier: MIT
// protojs FILE

const { commandLine } = require('internal/options');

module.exports = () => {
  require('internal/modules/cjs/loader').Module.runMain(commandLine().rest[0]);
};
