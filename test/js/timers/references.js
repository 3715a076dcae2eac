// SPDX-License-Identifier: MIT
// An unreferenced timer does not keep the process alive; ref() makes it do so again.
'use strict';

const assert = require('node:assert');
setTimeout(() => assert.fail('unreferenced'), 100000).unref();
setInterval(() => assert.fail('unreferenced'), 100000).unref();
const back = setTimeout(() => {
  fired = true;
}, 5).unref().ref();
let fired = false;
assert.strictEqual(back.hasRef(), true);
process.on('exit', () => assert.strictEqual(fired, true));
