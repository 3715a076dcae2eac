// SPDX-License-Identifier: MIT
// Stacks name the bodies of modules, begin where the caller of a maker of errors stands, and place calls in the text of -e.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const first = (stack) => stack.split('\n')[1].trim();
assert.match(first(new Error('x').stack), /^at Object\.<anonymous> \(.*frames\.js:10:20\)$/);

const file = path.join(process.env.TMPDIR, 'required.js');
fs.writeFileSync(file, 'module.exports = new Error("x").stack; (() => { globalThis.inner = new Error("y").stack; })();');
assert.match(first(require(file)), /^at Object\.<anonymous> \(.*required\.js:1:18\)$/);
assert.match(first(globalThis.inner), /^at .*required\.js:1:\d+$/); // a function without a name is no module

// Errors with codes are made elsewhere, which nobody needs to see.
assert.throws(() => fs.readFileSync(path.join(process.env.TMPDIR, 'missing')), (error) => !error.stack.includes('node:internal/errors'));
const { error } = spawnSync('there is no such program');
assert.deepStrictEqual([error.code, error.syscall, error.stack.includes('node:internal/errors')], ['ENOENT', 'spawnSync there is no such program', false]);

const { stderr } = spawnSync(process.execPath, ['-e', 'const o = { f() { throw new Error("z") } }\no.f()'], { encoding: 'utf8' });
assert.match(stderr, /\n {4}at f \(\[eval\]:1:25\)\n {4}at \[eval\]:2:3\n/);
