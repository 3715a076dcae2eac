// SPDX-License-Identifier: MIT
// The program comes from standard input.

const { getOptionValue } = require('internal/options');

module.exports = () => {
  require('internal/process/read_stdin').readStdin((text) => {
    require('internal/process/evaluate').evaluateScript('[stdin]', text, getOptionValue('--print'));
  });
};
