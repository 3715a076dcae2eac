// SPDX-License-Identifier: MIT
// Warnings arrive as events with name, code and detail; deprecations can be made to throw.
'use strict';

const assert = require('node:assert');
const seen = [];
process.on('warning', (warning) => seen.push([warning.name, warning.message, warning.code, warning.detail]));
process.emitWarning('plain');
process.emitWarning('typed', 'Special', 'CODE1');
process.emitWarning('with options', { type: 'Special', code: 'CODE2', detail: 'more' });
process.emitWarning(new TypeError('object'));
assert.throws(() => process.emitWarning(1), { code: 'ERR_INVALID_ARG_TYPE' });
process.on('exit', () => assert.deepStrictEqual(seen, [
  ['Warning', 'plain', undefined, undefined],
  ['Special', 'typed', 'CODE1', undefined],
  ['Special', 'with options', 'CODE2', 'more'],
  ['TypeError', 'object', undefined, undefined],
]));
