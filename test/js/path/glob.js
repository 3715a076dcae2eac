// SPDX-License-Identifier: MIT
// matchesGlob().
'use strict';
const assert = require('node:assert');
const path = require('node:path');

assert.ok(path.matchesGlob('src/a/b.js', 'src/**/*.js'));
assert.ok(path.matchesGlob('src/b.js', 'src/**/*.{js,ts}'));
assert.ok(!path.matchesGlob('src/.b.js', 'src/*.js'));
assert.ok(path.matchesGlob('a7', 'a[0-9]'));
assert.ok(!path.matchesGlob('a/b', '*'));
