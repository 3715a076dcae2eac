// SPDX-License-Identifier: MIT
// Some thousand requests of the long test: every byte of every answer, with clients that vanish, reset, fall silent and talk nonsense.
const assert = require('node:assert');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const file = path.join(__dirname, '../../soak/http.js');
const { status, stdout, stderr } = spawnSync(process.execPath, [file], { env: { ...process.env, PROTOJS_SOAK_REQUESTS: '4000' }, encoding: 'utf8' });
assert.strictEqual(status, 0, stderr);
assert.match(stdout, /^\d{4} requests answered to the byte/);
