// SPDX-License-Identifier: MIT
// What programs replace of the loader is what runs.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const Module = require('node:module');

const file = path.join(process.cwd(), 'patched.js');
fs.writeFileSync(file, 'module.exports = 1;');
const seen = [];
const { _load, _resolveFilename } = Module;
const { _compile } = Module.prototype;
const js = Module._extensions['.js'];
Module._load = function(...args) { seen.push('load'); return _load.apply(this, args); };
Module._resolveFilename = function(...args) { seen.push('resolve'); return _resolveFilename.apply(this, args); };
Module._extensions['.js'] = function(...args) { seen.push('extension'); return js.apply(this, args); };
Module.prototype._compile = function(text, name) { seen.push('compile'); return _compile.call(this, text.replace('1', '2'), name); };
assert.strictEqual(require(file), 2);
assert.deepStrictEqual(seen, ['load', 'resolve', 'extension', 'compile']);
Module._extensions['.txt'] = (module, name) => { module.exports = fs.readFileSync(name, 'utf8'); };
fs.writeFileSync('note.txt', 'text');
assert.strictEqual(require(path.resolve('note')), 'text');
