// SPDX-License-Identifier: MIT
// Errors that scripts of node:vm throw, with the place and the line of source before their stack.

const { fixEngineError, recentTexts } = require('internal/error_stack');
const { decorateSyntaxError } = require('internal/modules/syntax_error');
const { defineProperty } = Object;

const decorated = new WeakSet();

function escape(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

// Where the first frame of the stack is in `file`: its line and column.
function positionIn(stack, file) {
  const match = new RegExp(`^[^]*?\\n {4}at (?:[^\\n]*\\()?${escape(file)}:(\\d+):(\\d+)\\)?(?:\\n|$)`).exec(stack);
  if (match === null) return undefined;
  const before = stack.slice(0, match.index + match[0].lastIndexOf('    at '));
  return /\n {4}at /.test(before) ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}

function decorate(error, source, file, firstLine, context, display = true) {
  if (typeof error !== 'object' || error === null || decorated.has(error)) return error;
  const isSyntaxOfSource = error.name === 'SyntaxError' && error.sourceURL === file && typeof error.line === 'number';
  if (isSyntaxOfSource) {
    decorated.add(error);
    return decorateSyntaxError(error, source, file, firstLine, 0, context?.errors);
  }
  (context?.errors.fixEngineError ?? fixEngineError)(error);
  let stack;
  try {
    ({ stack } = error);
  } catch {
    return error; // the program's own way to make stacks throws
  }
  if (!display || typeof stack !== 'string') return error;
  const at = positionIn(stack, file);
  const text = at === undefined ? undefined : source.split('\n', at.line - firstLine + 1)[at.line - firstLine];
  if (text === undefined) return error;
  decorated.add(error);
  // An error that is thrown where it is made is marked at the throw.
  const shift = at.line === firstLine ? recentTexts.get(file)?.columns ?? 0 : 0;
  const mark = text.slice(0, Math.max(at.column - 1 - shift, 0)).replace(/\bthrow\s+$/, '').replace(/[^\t]/g, ' ');
  defineProperty(error, 'stack', {
    __proto__: null, writable: true, enumerable: false, configurable: true,
    value: `${file}:${at.line}\n${text}\n${mark}^\n\n${stack}`,
  });
  return error;
}

module.exports = { decorate };
