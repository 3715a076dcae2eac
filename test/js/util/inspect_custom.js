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

// A text of several lines is indented as it stands in its place; what an object gives is so already.
{
  const shown = { x: 'y'.repeat(40), z: 'w'.repeat(50) };
  const custom = (result) => ({ a: { b: { [inspect.custom]: () => result } } });
  assert.strictEqual(inspect(custom(shown)), inspect({ a: { b: shown } }));
  assert.strictEqual(inspect(custom('one\ntwo')), '{\n  a: {\n    b: one\n    two\n  }\n}');
}
