// SPDX-License-Identifier: MIT
// A module that reads stacks finds the errors that the engine throws in the common shape and wording, as a CommonJS file does.
import assert from 'node:assert';

try {
  null.x;
} catch (error) {
  assert.strictEqual(error.message, "Cannot read properties of null (reading 'x')");
  assert.match(error.stack, /^TypeError: Cannot read properties of null \(reading 'x'\)\n {4}at (?:\S+ \()?file:.*caught_engine_errors\.mjs:6:\d+/);
}

async function later() {
  await null;
  undeclared();
}
try {
  await later();
} catch ({ stack }) {
  assert.match(stack, /^ReferenceError: undeclared is not defined\n {4}at later \(file:/);
}
