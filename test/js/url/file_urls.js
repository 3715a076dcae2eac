// SPDX-License-Identifier: MIT
// Paths and file URLs.
'use strict';
const assert = require('node:assert');
const { fileURLToPath, pathToFileURL } = require('node:url');

assert.strictEqual(fileURLToPath('file:///a%20b/c'), '/a b/c');
assert.strictEqual(pathToFileURL('/a b/#?%').href, 'file:///a%20b/%23%3F%25');
assert.strictEqual(fileURLToPath('file:///C:/x', { windows: true }), 'C:\\x');
assert.throws(() => fileURLToPath('http://x'), { code: 'ERR_INVALID_URL_SCHEME' });
assert.throws(() => fileURLToPath('file://host/x'), { code: 'ERR_INVALID_FILE_URL_HOST' });
assert.throws(() => fileURLToPath('file:///a%2Fb'), { code: 'ERR_INVALID_FILE_URL_PATH' });
