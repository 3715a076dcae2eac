// SPDX-License-Identifier: MIT
// protojs --test

module.exports = () => require('internal/test_runner/command_line').run();
