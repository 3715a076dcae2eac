// SPDX-License-Identifier: MIT
// The Windows flavour.
'use strict';
const assert = require('node:assert');
const { win32 } = require('node:path');

assert.strictEqual(require('node:path/win32'), win32);
assert.strictEqual(win32.join('C:\\a', '..', 'b'), 'C:\\b');
assert.strictEqual(win32.normalize('//server/share/../x'), '\\\\server\\share\\x');
assert.strictEqual(win32.relative('C:\\a\\B', 'c:\\A\\c'), '..\\c');
assert.strictEqual(win32.normalize('a\\..\\C:x'), '.\\C:x');
assert.strictEqual(win32.parse('\\\\s\\t\\f.x').root, '\\\\s\\t\\');
