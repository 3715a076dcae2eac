// SPDX-License-Identifier: MIT
// The program's own exports stay what they are when it loads its first module.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

exports.early = 1;
fs.writeFileSync('reader.js', 'module.exports = require.main.exports;');
assert.strictEqual(this, module.exports);
assert.strictEqual(module.exports, exports);
assert.strictEqual(require(path.resolve('reader.js')), exports);
assert.strictEqual(require(__filename), exports);
// Half-made exports have a prototype that warns; it goes when the module is complete.
setImmediate(() => assert.deepStrictEqual(require(__filename), { early: 1 }));
