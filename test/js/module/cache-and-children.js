// SPDX-License-Identifier: MIT
// require.cache, module.children, loaded, parent and paths.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const file = path.join(process.cwd(), 'child.js');
fs.writeFileSync(file, 'exports.wasLoaded = module.loaded; exports.parent = module.parent;');
const child = require(file);
assert.strictEqual(child.wasLoaded, false);
assert.strictEqual(child.parent, module);
assert.strictEqual(require.cache[file].loaded, true);
assert.ok(module.children.includes(require.cache[file]));
assert.strictEqual(require.main, module);
assert.strictEqual(module.paths[0], path.join(__dirname, 'node_modules'));
delete require.cache[file];
assert.notStrictEqual(require(file), child);
assert.throws(() => require('./absent'), { code: 'MODULE_NOT_FOUND' });
