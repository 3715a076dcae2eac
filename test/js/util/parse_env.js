// SPDX-License-Identifier: MIT
// parseEnv reads the .env format.
'use strict';
const assert = require('node:assert');
const { parseEnv } = require('node:util');


const env = parseEnv(`
# comment
A=1
export B = two words # why
C='single # kept'
D="line\\nbreak"
E=\`back 'tick' "quotes"\`
F="over
lines"
G=
`);
assert.deepStrictEqual({ ...env }, {
  A: '1', B: 'two words', C: 'single # kept', D: 'line\nbreak', E: 'back \'tick\' "quotes"', F: 'over\nlines', G: '',
});
assert.throws(() => parseEnv(1), { code: 'ERR_INVALID_ARG_TYPE' });
