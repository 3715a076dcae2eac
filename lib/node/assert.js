// SPDX-License-Identifier: MIT
//
// node:assert

const {
  codes: {
    ERR_AMBIGUOUS_ARGUMENT, ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_VALUE, ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { isError } = require('internal/util');
const { validateFunction, validateOneOf } = require('internal/validators');

const { assign, defineProperty, hasOwn, is } = Object;
const { apply } = Reflect;
const { exec } = RegExp.prototype;

const comparisons = () => require('internal/util/comparisons');
const inspect = (value, options) => require('internal/util/inspect').inspect(value, options);
const isRegExp = (value) => value !== null && typeof value === 'object' && require('internal/util/types').isRegExp(value);
const matches = (regexp, text) => apply(exec, regexp, [text]) !== null;

const kOptions = Symbol('options');
const NO_EXCEPTION = {};

let AssertionErrorClass;
const assertionError = () => AssertionErrorClass ??= require('internal/assert/assertion_error');

// ---- failing --------------------------------------------------------------------------------------------------------

const { innerOk } = require('internal/assert/ok');

function innerFail(options) {
  const { message } = options;
  if (isError(message)) throw message;
  throw new (assertionError())(options);
}

function needTwo(count) {
  if (count < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
}

const diffOf = (self) => self?.[kOptions]?.diff ?? 'simple';

// ---- what throws ----------------------------------------------------------------------------------------------------

// What a stack leaves out. After an await nothing but the method itself is left, so that it stays.
function startOf(fn) {
  if (fn === methods.rejects) return expectsError;
  return fn === methods.doesNotReject ? expectsNoError : fn;
}

// The properties of an error that are compared, as an object of its own for the diff.
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      const isMatch = actual !== undefined && typeof actual[key] === 'string' && isRegExp(object[key]) &&
        matches(object[key], actual[key]);
      this[key] = isMatch ? actual[key] : object[key];
    }
  }
}

function compareExceptionKey(actual, expected, key, message, keys, fn, self) {
  if (key in actual && comparisons().isDeepStrictEqual(actual[key], expected[key])) return;
  if (message) innerFail({ actual, expected, message, operator: fn.name, diff: diffOf(self), stackStartFn: startOf(fn) });
  const error = new (assertionError())({
    actual: new Comparison(actual, keys),
    expected: new Comparison(expected, keys, actual),
    operator: 'deepStrictEqual',
    stackStartFn: startOf(fn),
    diff: diffOf(self),
  });
  error.actual = actual;
  error.expected = expected;
  error.operator = fn.name;
  throw error;
}

function expectedProperties(actual, expected, message, fn, self) {
  if (typeof actual !== 'object' || actual === null) {
    const error = new (assertionError())({
      actual, expected, message, operator: 'deepStrictEqual', stackStartFn: startOf(fn), diff: diffOf(self),
    });
    error.operator = fn.name;
    throw error;
  }
  const keys = Object.keys(expected);
  // An error as the example: its name and message count too.
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0) throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  for (const key of keys) {
    if (typeof actual[key] === 'string' && isRegExp(expected[key]) && matches(expected[key], actual[key])) continue;
    compareExceptionKey(actual, expected, key, message, keys, fn, self);
  }
}

function wrongClassMessage(actual, expected) {
  let message = `The error is expected to be an instance of "${expected.name}". Received `;
  if (!isError(actual)) return `${message}"${inspect(actual, { depth: -1 })}"`;
  const name = (actual.constructor?.name) || actual.name;
  message += expected.name === name ? 'an error with identical name but a different prototype.' : `"${name}"`;
  return actual.message ? `${message}\n\nError message:\n\n${actual.message}` : message;
}

function wrongResultMessage(actual, expected, result) {
  const name = expected.name ? `"${expected.name}" ` : '';
  const message = `The ${name}validation function is expected to return "true". Received ${inspect(result)}`;
  return isError(actual) ? `${message}\n\nCaught error:\n\n${actual}` : message;
}

// Checks what was thrown against a class, a regular expression, an example or a function.
function expectedException(actual, expected, message, fn, self) {
  let generated;
  if (isRegExp(expected)) {
    const text = String(actual);
    if (matches(expected, text)) return;
    generated = () => `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
  } else if (typeof expected !== 'function') {
    expectedProperties(actual, expected, message, fn, self);
    return;
  } else if (expected.prototype !== undefined && actual instanceof expected) {
    return;
  } else if (expected === Error || Object.prototype.isPrototypeOf.call(Error, expected)) {
    generated = () => wrongClassMessage(actual, expected);
  } else {
    const result = apply(expected, {}, [actual]);
    if (result === true) return;
    generated = () => wrongResultMessage(actual, expected, result);
  }
  const generatedMessage = !message;
  const error = new (assertionError())({
    actual, expected, message: message || generated(), operator: fn.name, stackStartFn: startOf(fn), diff: diffOf(self),
  });
  error.generatedMessage = generatedMessage;
  throw error;
}

const kExpected = ['Object', 'Error', 'Function', 'RegExp'];

function expectsError(fn, self, argCount, actual, error, message) {
  if (typeof error === 'string') {
    if (argCount === 3) throw new ERR_INVALID_ARG_TYPE('error', kExpected, error);
    if (typeof actual === 'object' && actual !== null) {
      if (actual.message === error) {
        throw new ERR_AMBIGUOUS_ARGUMENT('error/message',
          `The error message "${actual.message}" is identical to the message.`);
      }
    } else if (actual === error) {
      throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${actual}" is identical to the message.`);
    }
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('error', kExpected, error);
  }
  if (actual === NO_EXCEPTION) {
    let details = error?.name ? ` (${error.name})` : '';
    details += message ? `: ${message}` : '.';
    innerFail({
      actual: undefined,
      expected: error,
      operator: fn.name,
      message: `Missing expected ${fn.name === 'rejects' ? 'rejection' : 'exception'}${details}`,
      stackStartFn: startOf(fn),
      diff: diffOf(self),
    });
  }
  if (error) expectedException(actual, error, message, fn, self);
}

function hasMatchingError(actual, expected) {
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) return matches(expected, String(actual));
    throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return apply(expected, {}, [actual]) === true;
}

function expectsNoError(fn, self, actual, error, message) {
  if (actual === NO_EXCEPTION) return;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (!error || hasMatchingError(actual, error)) {
    const details = message ? `: ${message}` : '.';
    const kind = fn.name === 'doesNotReject' ? 'rejection' : 'exception';
    innerFail({
      actual,
      expected: error,
      operator: fn.name,
      message: `Got unwanted ${kind}${details}\nActual message: "${actual?.message}"`,
      stackStartFn: startOf(fn),
      diff: diffOf(self),
    });
  }
  throw actual;
}

function getActual(fn) {
  validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return require('internal/error_stack').fixEngineError(error);
  }
  return NO_EXCEPTION;
}

function isThenable(value) {
  return value !== null && typeof value === 'object' &&
    (value instanceof Promise || (typeof value.then === 'function' && typeof value.catch === 'function'));
}

async function waitForActual(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isThenable(promise)) throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (!isThenable(promiseFn)) {
    throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return require('internal/error_stack').fixEngineError(error);
  }
  return NO_EXCEPTION;
}

function internalMatch(string, regexp, message, fn, self, wanted) {
  if (!isRegExp(regexp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  if (typeof string === 'string' && matches(regexp, string) === wanted) return;
  if (isError(message)) throw message;
  const generatedMessage = !message;
  if (generatedMessage) {
    message = typeof string !== 'string' ?
      `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})` :
      `The input ${wanted ? 'did not match' : 'was expected to not match'} the regular expression ` +
        `${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
  }
  const error = new (assertionError())({
    actual: string, expected: regexp, message, operator: fn.name, stackStartFn: startOf(fn), diff: diffOf(self),
  });
  error.generatedMessage = generatedMessage;
  throw error;
}

// ---- the methods ----------------------------------------------------------------------------------------------------

// An assertion over (actual, expected, message) from a test.
function equality(name, operator, test) {
  const method = {
    [name](actual, expected, message) {
      needTwo(arguments.length);
      if (test(actual, expected, this?.[kOptions]?.skipPrototype)) return;
      innerFail({ actual, expected, message, operator, stackStartFn: method, diff: diffOf(this) });
    },
  }[name];
  return defineProperty(method, 'length', { __proto__: null, value: 3, configurable: true });
}

// What strictEqual cannot say at once: a function of few steps is taken into its callers.
function checkStrictEqual(self, count, actual, expected, message) {
  if (is(actual, expected) && count >= 2) return;
  needTwo(count);
  innerFail({ actual, expected, message, operator: 'strictEqual', stackStartFn: methods.strictEqual, diff: diffOf(self) });
}

// eslint-disable-next-line eqeqeq
const looseEqual = (a, b) => a == b || (a !== a && b !== b);

const methods = {
  fail(message) {
    if (isError(message)) throw message;
    const generatedMessage = message === undefined;
    const error = new (assertionError())({
      operator: 'fail', stackStartFn: methods.fail, message: generatedMessage ? 'Failed' : message, diff: diffOf(this),
    });
    error.generatedMessage = generatedMessage;
    throw error;
  },
  ok(...args) {
    if (!args[0]) innerOk(methods.ok, args.length, ...args);
  },
  equal: equality('equal', '==', looseEqual),
  notEqual: equality('notEqual', '!=', (a, b) => !looseEqual(a, b)),
  deepEqual: equality('deepEqual', 'deepEqual', (a, b) => comparisons().isDeepEqual(a, b)),
  notDeepEqual: equality('notDeepEqual', 'notDeepEqual', (a, b) => !comparisons().isDeepEqual(a, b)),
  deepStrictEqual: equality('deepStrictEqual', 'deepStrictEqual',
    (a, b, skip) => comparisons().isDeepStrictEqual(a, b, skip)),
  notDeepStrictEqual: equality('notDeepStrictEqual', 'notDeepStrictEqual',
    (a, b, skip) => !comparisons().isDeepStrictEqual(a, b, skip)),
  strictEqual(actual, expected, message) {
    if (actual === expected && actual !== 0 && arguments.length >= 2) return;
    checkStrictEqual(this, arguments.length, actual, expected, message);
  },
  notStrictEqual: equality('notStrictEqual', 'notStrictEqual', (a, b) => !is(a, b)),
  partialDeepStrictEqual: equality('partialDeepStrictEqual', 'partialDeepStrictEqual',
    (a, b) => comparisons().isPartialStrictEqual(a, b)),
  throws(fn, ...args) {
    expectsError(methods.throws, this, args.length + 1, getActual(fn), ...args);
  },
  async rejects(promiseFn, ...args) {
    expectsError(methods.rejects, this, args.length + 1, await waitForActual(promiseFn), ...args);
  },
  doesNotThrow(fn, ...args) {
    expectsNoError(methods.doesNotThrow, this, getActual(fn), ...args);
  },
  async doesNotReject(fn, ...args) {
    expectsNoError(methods.doesNotReject, this, await waitForActual(fn), ...args);
  },
  ifError(err) {
    if (err === null || err === undefined) return;
    throw unwantedError(err, diffOf(this));
  },
  match(string, regexp, message) {
    internalMatch(string, regexp, message, methods.match, this, true);
  },
  doesNotMatch(string, regexp, message) {
    internalMatch(string, regexp, message, methods.doesNotMatch, this, false);
  },
};

function unwantedError(err, diff) {
  let message = 'ifError got unwanted exception: ';
  if (typeof err === 'object' && typeof err.message === 'string') {
    message += err.message.length === 0 && err.constructor ? err.constructor.name : err.message;
  } else {
    message += inspect(err);
  }
  const error = new (assertionError())({
    actual: err, expected: null, operator: 'ifError', message, stackStartFn: methods.ifError, diff,
  });
  // Both stacks matter: where the check stands, and where the error came from.
  const stack = err.stack;
  const at = typeof stack === 'string' ? stack.indexOf('\n    at') : -1;
  if (at !== -1) {
    const original = stack.slice(at + 1).split('\n');
    let frames = error.stack.split('\n');
    for (const frame of original) {
      const common = frames.indexOf(frame);
      if (common !== -1) {
        frames = frames.slice(0, common);
        break;
      }
    }
    error.stack = `${frames.join('\n')}\n${original.join('\n')}`;
  }
  return error;
}

// ---- the class and the module ---------------------------------------------------------------------------------------

function Assert(options) {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  options = { __proto__: null, strict: true, skipPrototype: false, ...options };
  if (options.diff !== undefined) validateOneOf(options.diff, 'options.diff', ['simple', 'full']);
  this.AssertionError = assertionError();
  defineProperty(this, kOptions, { __proto__: null, value: options, enumerable: false });
  if (options.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}
for (const key of Object.keys(methods)) {
  defineProperty(Assert.prototype, key, {
    __proto__: null, value: methods[key], writable: true, enumerable: true, configurable: true,
  });
}

function assert(...args) { if (!args[0]) innerOk(assert, args.length, ...args); }
function strict(...args) { if (!args[0]) innerOk(strict, args.length, ...args); }

function lazyAssertionError(target) {
  defineProperty(target, 'AssertionError', {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      const value = assertionError();
      defineProperty(target, 'AssertionError', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      return value;
    },
    set(value) {
      defineProperty(target, 'AssertionError', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
  });
}

lazyAssertionError(assert);
for (const key of ['ok', 'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual',
  'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws', 'rejects', 'doesNotThrow',
  'doesNotReject', 'ifError']) {
  assert[key] = methods[key];
}
assert.strict = undefined;
assert.Assert = Assert;

lazyAssertionError(strict);
for (const key of Object.keys(assert)) if (!hasOwn(strict, key)) strict[key] = assert[key];
assign(strict, {
  equal: assert.strictEqual,
  deepEqual: assert.deepStrictEqual,
  notEqual: assert.notStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
});
assert.strict = strict;
strict.strict = strict;

module.exports = assert;
