// SPDX-License-Identifier: MIT
// lineOffset and columnOffset move positions in stacks, and the mark below the line stays where the text is.
const assert = require('node:assert');
const vm = require('node:vm');

function stackOf(text, options) {
  try {
    vm.runInNewContext(text, {}, { filename: 'moved.js', ...options });
  } catch (error) {
    return error.stack;
  }
}
assert.match(stackOf(' throw new Error("x")', { lineOffset: 32, columnOffset: 123 }), /^moved\.js:33\n throw new Error\("x"\)\n \^\n\nError: x\n {4}at moved\.js:33:131\n/);
assert.match(stackOf('\n throw new Error("x")', { lineOffset: 32, columnOffset: 123 }), /at moved\.js:34:8\n/);
assert.match(stackOf('throw new Error("x")'), /^moved\.js:1\n.*\n\^\n\nError: x\n {4}at moved\.js:1:7\n/);
