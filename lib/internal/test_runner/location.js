// SPDX-License-Identifier: MIT
// Where in the program a test was declared, and names against patterns.

const { callSites } = require('internal/error_stack');

// { file, line, column } of the nearest caller outside the runtime.
function location(hide) {
  for (const site of callSites(hide, 20)) {
    const file = site.getFileName();
    if (file && !file.startsWith('node:') && site.getLineNumber() !== null) {
      return { __proto__: null, line: site.getLineNumber(), column: site.getColumnNumber(),
               file: file.startsWith('file:') ? require('url').fileURLToPath(file) : file };
    }
  }
  return { __proto__: null, line: undefined, column: undefined, file: undefined };
}

function isPattern(pattern, name) {
  pattern.lastIndex = 0;
  return pattern.test(name);
}

// '/re/flags' or a plain text as a regular expression.
function patternOf(text) {
  const match = /^\/(.*)\/([a-z]*)$/s.exec(text);
  return match === null ? new RegExp(text) : new RegExp(match[1], match[2]);
}

module.exports = { isPattern, location, patternOf };
