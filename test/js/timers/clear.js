// SPDX-License-Identifier: MIT
// A timer is cleared by its object, its number or the number as a string; others are left alone.
'use strict';

const assert = require('node:assert');
const fail = () => assert.fail('cleared');
clearTimeout(setTimeout(fail, 1));
clearInterval(setInterval(fail, 1));
clearImmediate(setImmediate(fail));
clearTimeout(+setTimeout(fail, 1));
clearTimeout(`${+setTimeout(fail, 1)}`);
setTimeout(fail, 1).close();
setTimeout(fail, 1)[Symbol.dispose]();
for (const nothing of [undefined, null, NaN, '', 0, {}, [], 'x', 12345]) {
  clearTimeout(nothing);
  clearInterval(nothing);
  clearImmediate(nothing);
}
let ran = 0;
setTimeout(() => ran++, 2);
process.on('exit', () => assert.strictEqual(ran, 1));
