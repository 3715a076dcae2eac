// SPDX-License-Identifier: MIT
// Colours by style; regular expressions by their parts.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


assert.strictEqual(inspect({ a: 1, b: 'x' }, { colors: true }),
  "{ a: \u001b[33m1\u001b[39m, b: \u001b[32m'x'\u001b[39m }");
const colored = inspect(/a(?<n>b|c)+[x-z]{1,2}\d/gi, { colors: true });
assert.strictEqual(util.stripVTControlCharacters(colored), '/a(?<n>b|c)+[x-z]{1,2}\\d/gi');
assert.notStrictEqual(colored, '/a(?<n>b|c)+[x-z]{1,2}\\d/gi');
assert.strictEqual(inspect.colors.grey, inspect.colors.gray);
