// SPDX-License-Identifier: MIT
// The deprecation warnings of url.parse() and punycode: once each, and only where the caller is not a dependency.
'use strict';

const { isInsideNodeModules } = require('internal/util');

const FRAMES = 8; // enough to pass our own
const CHECKS_MAX = 100; // looking at the stack is dear: dependencies that parse a lot pay for it no longer

let warnedParse = false;
let checks = 0;

function warnUrlParse() {
  if (warnedParse || checks++ >= CHECKS_MAX || isInsideNodeModules(FRAMES)) return;
  warnedParse = true;
  process.emitWarning(
    '`url.parse()` behavior is not standardized and prone to errors that have security implications. Use the ' +
    'WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.',
    'DeprecationWarning', 'DEP0169');
}

function warnPunycode() {
  if (isInsideNodeModules()) return;
  process.emitWarning(
    'The `punycode` module is deprecated. Please use a userland alternative instead.',
    'DeprecationWarning', 'DEP0040');
}

module.exports = { warnUrlParse, warnPunycode };
