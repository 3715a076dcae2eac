// SPDX-License-Identifier: MIT
// The assertions of `t.assert`: those of node:assert, snapshots, and what the program registers.

const { validateFunction, validateString } = require('internal/validators');

// What of node:assert is no assertion.
const others = new Set(['AssertionError', 'strict', 'Assert', 'options', 'CallTracker']);
let known;

function assertions() {
  if (known === undefined) {
    const assert = require('assert');
    known = new Map();
    for (const name of Object.keys(assert)) if (!others.has(name)) known.set(name, assert[name]);
    const { fileSnapshot, snapshot } = require('internal/test_runner/snapshot');
    known.set('snapshot', function(value, options) { return snapshot(this, value, options); });
    known.set('fileSnapshot', function(value, path, options) { return fileSnapshot(this, value, path, options); });
  }
  return known;
}

function register(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  assertions().set(name, fn);
}

module.exports = { assertions, register };
