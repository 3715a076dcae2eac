// SPDX-License-Identifier: MIT
// A package whose "main" leaves its extension out can be imported.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'main-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const pkg = path.join(folder, 'node_modules', 'pkg');
fs.mkdirSync(pkg, { recursive: true });
fs.writeFileSync(path.join(pkg, 'package.json'), '{"name":"pkg","main":"index"}');
fs.writeFileSync(path.join(pkg, 'index.js'), 'exports.answer = 42;');
fs.writeFileSync(path.join(folder, 'main.mjs'), "import { answer } from 'pkg'; export default answer;");

let done = false;
import(pathToFileURL(path.join(folder, 'main.mjs')).href).then((namespace) => {
  assert.strictEqual(namespace.default, 42);
  done = true;
});
process.on('exit', () => assert.ok(done));
