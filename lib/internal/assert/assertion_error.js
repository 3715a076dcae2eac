// SPDX-License-Identifier: MIT
//
// AssertionError and its messages.

const { inspect } = require('internal/util/inspect');
const { validateObject } = require('internal/validators');
const { isError } = require('internal/util');
const { kIsNodeError } = require('internal/error_stack');
const colors = require('internal/util/colors');
const { myersDiff, printInline, printMyersDiff } = require('internal/assert/myers_diff');

const { defineProperty } = Object;

const titles = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

const kMaxShortLength = 12; // two values together that stand in one line
const kMaxLongLength = 512;
const kMaxLines = 50;
const kMaxLinesOfProperty = 10;

const isObject = (value) => typeof value === 'object' && value !== null;

function inspectValue(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

// ---- diffs ----------------------------------------------------------------------------------------------------------

function isSimple(actual, actualLines, expected, expectedLines) {
  if (actualLines.length > 1 || expectedLines.length > 1) return false;
  return !isObject(actual) || !isObject(expected);
}

// Two values of one line each.
function simpleDiff(actual, actualText, expected, expectedText) {
  let length = actualText.length + expectedText.length;
  if (typeof actual === 'string') length -= 2;
  if (typeof expected === 'string') length -= 2;
  if (length <= kMaxShortLength && (actual !== 0 || expected !== 0)) {
    return { text: `${actualText} !== ${expectedText}`, header: '' };
  }
  if (typeof actual === 'string' && typeof expected === 'string' && colors.hasColors) {
    const header = `${colors.green}actual${colors.white} ${colors.red}expected${colors.white}`;
    return { text: printInline(myersDiff(actualText, expectedText), colors), header };
  }
  let text = `\n${colors.green}+${colors.white} ${actualText}\n${colors.red}-${colors.white} ${expectedText}`;
  const width = process.stderr.isTTY ? process.stderr.columns : 80;
  if (typeof actual === 'string' && typeof expected === 'string' && actualText.length + expectedText.length <= width) {
    text += indicator(actualText, expectedText);
  }
  return { text };
}

// A mark below the first difference, unless that is among the first characters and plain to see.
function indicator(actual, expected) {
  let i = 0;
  while (i < actual.length && actual[i] === expected[i]) i++;
  return i >= 3 && i < actual.length ? `\n${' '.repeat(i + 2)}^` : '';
}

function header(operator) {
  if (operator === 'partialDeepStrictEqual') {
    return `${colors.gray}${colors.hasColors ? '' : '+ '}actual${colors.white} ${colors.red}- expected${colors.white}`;
  }
  return `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
}

function bothObjects(actual, expected) {
  return (isObject(actual) && isObject(expected)) || (typeof actual === 'function' && typeof expected === 'function');
}

// The message of a failed equality; `custom` replaces the title.
function createErrDiff(actual, expected, operator, custom, diffType) {
  if (operator === 'strictEqual' && bothObjects(actual, expected)) operator = 'strictEqualObject';
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  const actualLines = actualText.split('\n');
  const expectedLines = expectedText.split('\n');
  let head = header(operator);
  let skipped = false;
  let body;
  if (isSimple(actual, actualLines, expected, expectedLines)) {
    const simple = simpleDiff(actual, actualLines[0], expected, expectedLines[0]);
    body = simple.text;
    head = simple.header ?? head;
  } else if (actualText === expectedText) {
    // Alike in structure, and yet not the same objects.
    operator = 'notIdentical';
    head = '';
    body = actualText;
    if (actualLines.length > kMaxLines && diffType !== 'full') {
      body = `${actualLines.slice(0, kMaxLines).join('\n')}\n...}`;
      skipped = true;
    }
  } else {
    const script = myersDiff(actualLines, expectedLines, isObject(actual));
    ({ text: body, skipped } = printMyersDiff(script, operator, colors));
  }
  return `${custom || titles[operator]}\n${head}${skipped ? '\n... Skipped lines' : ''}\n${body}\n`;
}

function unequalMessage(actual, operator, diffType) {
  const title = operator === 'notStrictEqual' && (isObject(actual) || typeof actual === 'function') ?
    titles.notStrictEqualObject : titles[operator];
  const lines = inspectValue(actual).split('\n');
  if (lines.length > kMaxLines && diffType !== 'full') {
    lines.length = 47;
    lines[46] = `${colors.blue}...${colors.white}`;
  }
  if (lines.length === 1) return `${title}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${title}\n\n${lines.join('\n')}\n`;
}

function looseMessage(actual, expected, operator, diffType) {
  let left = inspectValue(actual);
  let right = inspectValue(expected);
  const title = titles[operator];
  const cut = (text, max) => (text.length > max && diffType !== 'full' ? `${text.slice(0, max - 3)}...` : text);
  if (operator === 'notDeepEqual' && left === right) return cut(`${title}\n\n${left}`, 1024);
  left = cut(left, kMaxLongLength);
  right = cut(right, kMaxLongLength);
  if (operator === 'deepEqual') return `${title}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  if (operator === 'notDeepEqual') return `${titles.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

// An error like the given one, without the stack, which must not get into the comparison.
function copyError(source) {
  const copy = new Error();
  copy.stack = undefined;
  Object.setPrototypeOf(copy, Object.getPrototypeOf(source));
  for (const key of Object.keys(source)) {
    if (key !== 'stack') copy[key] = source[key];
  }
  defineProperty(copy, 'message', { __proto__: null, value: source.message, writable: true, configurable: true });
  if (Object.hasOwn(source, 'cause')) {
    const value = isError(source.cause) ? copyError(source.cause) : source.cause;
    defineProperty(copy, 'cause', { __proto__: null, value, writable: true, configurable: true });
  }
  return copy;
}

function messageOf(options, diffType) {
  const { message, operator } = options;
  let { actual, expected } = options;
  const isEquality = operator === 'deepStrictEqual' || operator === 'strictEqual' || operator === 'partialDeepStrictEqual';
  if (message != null && !isEquality) return String(message);
  colors.refresh();
  if (isError(actual) && isError(expected) && 'stack' in actual && 'stack' in expected) {
    actual = copyError(actual);
    expected = copyError(expected);
  }
  if (isEquality) return createErrDiff(actual, expected, operator, message, diffType);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') return unequalMessage(actual, operator, diffType);
  return looseMessage(actual, expected, operator, diffType);
}

// ---- the class ------------------------------------------------------------------------------------------------------

function addEllipsis(text) {
  const lines = text.split('\n', kMaxLinesOfProperty + 1);
  if (lines.length > kMaxLinesOfProperty) {
    lines.length = kMaxLinesOfProperty;
    return `${lines.join('\n')}\n...`;
  }
  return text.length > kMaxLongLength ? `${text.slice(kMaxLongLength)}...` : text;
}

class AssertionError extends Error {
  constructor(options) {
    validateObject(options, 'options');
    const {
      message, operator, stackStartFn, details, stackStartFunction, diff = 'simple', actual, expected,
    } = options;
    const limit = Error.stackTraceLimit;
    const isLimited = isWritable(Error, 'stackTraceLimit');
    if (isLimited) Error.stackTraceLimit = 0;
    super(messageOf(options, diff));
    if (isLimited) Error.stackTraceLimit = limit;
    this.generatedMessage = !message;
    defineProperty(this, 'name', {
      __proto__: null, value: 'AssertionError', enumerable: false, writable: true, configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      for (let i = 0; i < details.length; i++) {
        this[`message ${i}`] = details[i].message;
        this[`actual ${i}`] = details[i].actual;
        this[`expected ${i}`] = details[i].expected;
        this[`operator ${i}`] = details[i].operator;
        this[`stack trace ${i}`] = details[i].stack;
      }
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    this.diff = diff;
    Error.captureStackTrace(this, stackStartFn || stackStartFunction || AssertionError);
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](recurseTimes, ctx) {
    // Long values would hide what the error is about.
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = addEllipsis(actual);
    if (typeof expected === 'string') this.expected = addEllipsis(expected);
    const result = inspect(this, { ...ctx, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return result;
  }
}
defineProperty(AssertionError.prototype, kIsNodeError, { __proto__: null, value: true });

function isWritable(object, key) {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  if (descriptor === undefined) return Object.isExtensible(object);
  return descriptor.writable === true || descriptor.set !== undefined;
}

module.exports = AssertionError;
