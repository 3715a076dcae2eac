// SPDX-License-Identifier: MIT
// debuglog writes where NODE_DEBUG names the section.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');


const code = "const log = require('util').debuglog('area'); log('n=%d', 1); console.log(log.enabled);";
const run = (value) => spawnSync(process.execPath, ['-e', code], { env: { NODE_DEBUG: value }, encoding: 'utf8' });
const on = run('other,AR*');
assert.match(on.stderr, /^AREA \d+: n=1\n$/);
assert.strictEqual(on.stdout, 'true\n');
const off = run('other');
assert.strictEqual(off.stderr, '');
assert.strictEqual(off.stdout, 'false\n');
