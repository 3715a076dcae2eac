// SPDX-License-Identifier: MIT
// getCallSites tells where the program is.
'use strict';
const assert = require('node:assert');
const { getCallSites } = require('node:util');


function here() { return getCallSites(); }
const sites = here();
assert.strictEqual(sites[0].functionName, 'here');
assert.strictEqual(sites[0].scriptName, __filename);
assert.strictEqual(typeof sites[0].lineNumber, 'number');
assert.strictEqual(sites[0].column, sites[0].columnNumber);
assert.strictEqual(getCallSites(1).length, 1);
assert.throws(() => getCallSites(201), { code: 'ERR_OUT_OF_RANGE' });
