// SPDX-License-Identifier: MIT
// An immediate queued by an immediate runs in the next turn of the loop; one cleared by its predecessor does not run.
'use strict';

const assert = require('node:assert');
const order = [];
setImmediate(() => {
  order.push('a');
  setImmediate(() => order.push('c'));
  clearImmediate(victim);
});
const victim = setImmediate(() => order.push('victim'));
setImmediate(() => order.push('b'));
process.on('exit', () => assert.deepStrictEqual(order, ['a', 'b', 'c']));
