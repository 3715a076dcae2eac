// SPDX-License-Identifier: MIT
// Decides what the command line asks for and runs it.

const fs = binding('host');

exports.run = () => {
  const file = require('internal/options').commandLine().rest[0];
  if (file === undefined) throw new Error('a file name is needed');
  require('internal/modules/run_main')(file);
};
