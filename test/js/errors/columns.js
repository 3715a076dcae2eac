// SPDX-License-Identifier: MIT
// Positions in stacks are where a person sees them: the called name, the property, the `new`.
'use strict';
const assert = require('node:assert');

const positionOf = (run) => {
  try {
    run();
  } catch (error) {
    return /:(\d+:\d+)\)?$/.exec(error.stack.split('\n')[1])[1];
  }
  return undefined;
};
const fails = () => { throw new TypeError('x'); };
assert.strictEqual(positionOf(fails), '14:29');
assert.strictEqual(positionOf(() => null.property), '16:42');
assert.strictEqual(positionOf(() => unknownName), '17:37');
assert.strictEqual(positionOf(() => ({}).missing()), '18:42');

// A caller's frame.
const caller = () => new Error('x').stack.split('\n')[2];
const holder = { caller };
function Construct() { this.where = caller(); }
assert.match(caller(), /columns\.js:24:14\)?$/);
assert.match(holder.caller(), /columns\.js:25:21\)?$/);
assert.match(new Construct().where, /columns\.js:23:37\)?$/);
