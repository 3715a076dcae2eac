// SPDX-License-Identifier: MIT
// Custom inspect functions get depth, options and inspect.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { inspect } = util;


const seen = [];
const object = {
  [inspect.custom](depth, options, inspectAgain) {
    seen.push(depth, options.colors, inspectAgain === inspect, options.stylize('x', 'special'));
    return { shown: true };
  },
};
assert.strictEqual(inspect({ object }, { depth: 5 }), '{ object: { shown: true } }');
assert.deepStrictEqual(seen, [4, false, true, 'x']);
assert.strictEqual(inspect(object, { customInspect: false }),
  '{\n  Symbol(nodejs.util.inspect.custom): [Function: [nodejs.util.inspect.custom]]\n}');
