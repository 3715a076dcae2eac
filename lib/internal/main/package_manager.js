// SPDX-License-Identifier: MIT
// protojs install, run, ...: the package manager.

module.exports = () => {
  const [command, ...rest] = require('internal/options').commandLine().rest;
  return require('internal/npm/main').main(command, rest);
};
