// SPDX-License-Identifier: MIT
//
// util.diff

const { validateStringArray, validateString } = require('internal/validators');
const { myersDiff } = require('internal/assert/myers_diff');

function checkInput(value, name) {
  if (Array.isArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

// [operation, value] from start to end: -1 only in `expected`, 0 in both, 1 only in `actual`.
function diff(actual, expected) {
  if (actual === expected) return [];
  checkInput(actual, 'actual');
  checkInput(expected, 'expected');
  return myersDiff(actual, expected).reverse();
}

module.exports = { diff };
