// SPDX-License-Identifier: MIT
// protojs --test [PATTERN ...]

const { commandLine } = require('internal/options');

exports.run = () => require('internal/test_runner/run').runFromCommandLine(commandLine().rest);
