// SPDX-License-Identifier: MIT
// Flags: --expose-gc
// Built-in modules that are first asked for when the program has been collected a few times are whole.
const assert = require('node:assert');

for (let i = 0; i < 5; i++) gc();
const { builtinModules } = require('node:module');
for (const name of builtinModules) {
  if (!name.startsWith('_') && name !== 'sys' && name !== 'punycode') assert.ok(require(name), name);
}
gc();
assert.strictEqual(require('node:path').win32.join('a', '..', 'b'), 'b');
assert.strictEqual(require('node:querystring').stringify({ a: [1, 2] }), 'a=1&a=2');
assert.strictEqual(require('node:util').format('%s:%j', 'x', { y: 1 }), 'x:{"y":1}');
assert.deepStrictEqual(require('node:zlib').gunzipSync(require('node:zlib').gzipSync('text')).toString(), 'text');
