// SPDX-License-Identifier: MIT
// Decides what the command line asks for and runs it.

const fs = binding('host');

exports.run = (argv) => {
  const file = argv[1];
  if (file === undefined) throw new Error('a file name is needed');
  require('internal/modules/run_main')(file);
};
