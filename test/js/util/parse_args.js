// SPDX-License-Identifier: MIT
// parseArgs: short groups, values, negatives, tokens and its errors.
'use strict';
const assert = require('node:assert');
const { parseArgs } = require('node:util');


const options = {
  verbose: { type: 'boolean', short: 'v' },
  file: { type: 'string', short: 'f' },
  tag: { type: 'string', multiple: true },
  level: { type: 'string', default: 'low' },
};
const result = parseArgs({
  args: ['-vf', 'a.txt', '--tag=x', '--tag', 'y', 'rest', '--', '--file'], options, allowPositionals: true, tokens: true,
});
assert.deepStrictEqual({ ...result.values }, { verbose: true, file: 'a.txt', tag: ['x', 'y'], level: 'low' });
assert.deepStrictEqual(result.positionals, ['rest', '--file']);
assert.deepStrictEqual(result.tokens.map((token) => token.kind),
  ['option', 'option', 'option', 'option', 'positional', 'option-terminator', 'positional']);
assert.deepStrictEqual({ ...parseArgs({ args: ['--no-verbose'], options, allowNegative: true }).values },
  { verbose: false, level: 'low' });
assert.throws(() => parseArgs({ args: ['--nope'], options }), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
assert.throws(() => parseArgs({ args: ['x'], options }), { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' });
assert.throws(() => parseArgs({ args: ['--file'], options }), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' });
assert.throws(() => parseArgs({ args: ['--file', '-v'], options }), /ambiguous/);
assert.throws(() => parseArgs({ args: ['--verbose=1'], options }), /does not take an argument/);
