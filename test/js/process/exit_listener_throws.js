// SPDX-License-Identifier: MIT
// An error in an 'exit' listener that 'uncaughtException' handles leaves the exit code as it was set.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const codeOf = (text) => spawnSync(process.execPath, ['-e', text]).status;
assert.strictEqual(codeOf('process.exitCode = 3; process.on("uncaughtException", () => {}); process.on("exit", () => { throw 1; });'), 3);
assert.strictEqual(codeOf('process.on("uncaughtException", () => {}); process.on("exit", () => { throw 1; });'), 0);
assert.strictEqual(codeOf('process.on("exit", () => { throw new Error("x"); });'), 1);
