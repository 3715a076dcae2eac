// SPDX-License-Identifier: MIT
// What programs ask of the process object.
'use strict';

const assert = require('node:assert');
assert.strictEqual(Object.prototype.toString.call(process), '[object process]');
assert.ok(process instanceof require('node:events'));
assert.strictEqual(require('node:process'), process);
assert.strictEqual(process.version, `v${process.versions.node}`);
assert.strictEqual(process.platform, 'linux');
assert.strictEqual(process.release.name, 'node');
assert.ok(Number.isInteger(process.pid) && process.pid > 0);
assert.ok(process.ppid > 0);
assert.strictEqual(process.argv[0], process.execPath);
assert.strictEqual(process.argv[1], __filename);
assert.strictEqual(typeof process.config.variables, 'object');
assert.ok(process.allowedNodeEnvironmentFlags.has('--require'));
assert.throws(() => {
  process.config.variables = 1;
}, TypeError);
