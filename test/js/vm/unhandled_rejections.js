// SPDX-License-Identifier: MIT
// Rejections in another context that nobody handles are reported as those of the main one.
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');

const seen = [];
process.on('unhandledRejection', (reason) => seen.push(reason.message));
vm.runInNewContext('Promise.reject(new Error("one"))');
vm.runInNewContext('(async () => { throw new Error("two"); })()');
vm.runInNewContext('Promise.reject(new Error("three"))').catch(() => {});
process.on('exit', () => assert.deepStrictEqual(seen, ['one', 'two']));
