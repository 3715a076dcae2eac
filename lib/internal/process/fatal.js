// SPDX-License-Identifier: MIT
//
// The last words: how an uncaught error is printed.
'use strict';

const { getOptionValue } = require('internal/options');
const { writeError } = binding('process');

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && typeof value.stack === 'string' && value.stack !== '' &&
    (value instanceof Error || Error.isError(value));
}

// The first frame of a stack as { file, line, column }; undefined where it is none of a file.
function position(stack) {
  const match = /\n\s+at (?:.*\()?((?:[a-z][\w+.-]*:\/\/)?\/.*?|\[eval\]):(\d+):(\d+)\)?/.exec(stack);
  return match ? { file: match[1], line: Number(match[2]), column: Number(match[3]) } : undefined;
}

// "file:line", the source line and a mark below the column.
function excerpt(error) {
  // Errors of vm's scripts have it before their stack.
  const at = /^[^\n]+:\d+\n[^\n]*\n[ \t]*\^/.test(error.stack) ? undefined : position(error.stack);
  if (at === undefined) return '';
  let lines;
  try {
    if (at.file === '[eval]') return marked(at, require('process')._eval?.split('\n'));
    const path = at.file.startsWith('file://') ? require('internal/url').fileURLToPath(at.file) : at.file;
    const { isLoaded, requireBuiltin } = require('internal/builtins');
    const original = isLoaded('internal/source_map') ? requireBuiltin('internal/source_map').contentOfShown(at.file) : undefined;
    lines = (original ?? require('fs').readFileSync(path, 'utf8')).split('\n');
  } catch {
    return '';
  }
  return marked(at, lines);
}

// An error that is thrown where it is made is marked at the throw.
function marked({ file, line, column }, lines) {
  const text = lines?.[line - 1];
  if (text === undefined) return '';
  const before = text.slice(0, column - 1).replace(/\bthrow\s+$/, '');
  return `${file}:${line}\n${text}\n${before.replace(/[^\t]/g, ' ')}^\n\n`;
}

function describe(error) {
  const { inspect } = require('internal/util/inspect');
  if (!isErrorLike(error)) return `Uncaught:\n${inspect(error)}`;
  try {
    if (Object.prototype.toString.call(error) === '[object DOMException]') return String(error.stack);
    return inspect(error, { colors: false });
  } catch {
    return String(error.stack);
  }
}

exports.print = function print(error, fromPromise) {
  let text;
  try {
    if (isErrorLike(error)) {
      text = `${excerpt(error)}${describe(error)}`;
    } else if (typeof error === 'object' && error !== null && typeof error.stack === 'string') {
      text = `Uncaught:\n${describe(error).slice('Uncaught:\n'.length)}`;
    } else {
      text = `${describe(error)}${typeof error === 'object' && error !== null ? '' : '\n(Use `node --trace-uncaught ...` to show where the exception was thrown)'}`;
    }
  } catch (failure) {
    text = error?.stack ?? `Uncaught error, which cannot be shown: ${failure?.message}`;
  }
  if (getOptionValue('--trace-uncaught')) {
    text += `\n\nThrown at:\n${new Error().stack.split('\n').slice(2).join('\n')}`;
  }
  writeError(`${text}\n\nNode.js ${require('process').version}\n`);
};
