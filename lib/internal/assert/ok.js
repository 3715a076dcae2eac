// SPDX-License-Identifier: MIT
// The check behind assert() and assert.ok(), and behind those that stand for it elsewhere: `fn` is the function that the program called,
// whose call is quoted.

const { isError } = require('internal/util');

function innerOk(fn, argCount, value, message) {
  if (value) return;
  let generatedMessage = false;
  if (argCount === 0) {
    generatedMessage = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message == null) {
    generatedMessage = true;
    const source = require('internal/assert/expression').getCallExpression();
    if (source !== undefined) message = `The expression evaluated to a falsy value:\n\n  ${source}\n`;
  } else if (isError(message)) {
    throw message;
  }
  const AssertionError = require('internal/assert/assertion_error');
  const error = new AssertionError({ actual: value, expected: true, message, operator: '==', stackStartFn: fn });
  error.generatedMessage = generatedMessage;
  throw error;
}

module.exports = { innerOk };
