// SPDX-License-Identifier: MIT
// The deprecation warnings of url.parse() and punycode: once each, and only where the caller is not a dependency.
'use strict';

const { isInsideNodeModules } = require('internal/util');

let warnedParse = false;

function warnUrlParse() {
  if (warnedParse || isInsideNodeModules()) return;
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
