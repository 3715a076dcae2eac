// SPDX-License-Identifier: MIT
// protojs without a program, at a terminal.

module.exports = () => require('internal/repl').start();
