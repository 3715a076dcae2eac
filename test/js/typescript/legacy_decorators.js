// SPDX-License-Identifier: MIT
// "experimentalDecorators" in tsconfig.json: members, parameters, classes that are replaced; compared with TypeScript's own output.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, 'fixtures/legacy');
const out = execFileSync(process.execPath, [path.join(folder, 'main.ts')], { encoding: 'utf8' });
assert.strictEqual(out, readFileSync(path.join(folder, 'expected.txt'), 'utf8'));
