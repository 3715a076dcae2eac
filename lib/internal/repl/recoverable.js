// SPDX-License-Identifier: MIT
// Whether input that does not parse may still become a program with more lines.

// What the text ends inside of: 'string', 'template', 'comment', or null. Regular expressions are taken for text, which is enough here.
function endsInside(code) {
  const stack = []; // template literals and the braces of their substitutions
  for (let i = 0; i < code.length; i++) {
    const c = code[i];
    const top = stack[stack.length - 1];
    if (top === '`') {
      if (c === '\\') i++;
      else if (c === '`') stack.pop();
      else if (c === '$' && code[i + 1] === '{') {
        stack.push('{');
        i++;
      }
    } else if (c === '"' || c === "'") {
      i = endOfString(code, i);
      if (i < 0) return 'string';
      if (i >= code.length) return 'continued string';
    } else if (c === '/' && code[i + 1] === '*') {
      i = code.indexOf('*/', i + 2);
      if (i < 0) return 'comment';
      i++;
    } else if (c === '/' && code[i + 1] === '/') {
      i = code.indexOf('\n', i);
      if (i < 0) return null;
    } else if (c === '`' || c === '{') {
      stack.push(c);
    } else if (c === '}') {
      stack.pop();
    }
  }
  return stack.includes('`') ? 'template' : null;
}

// The index of the closing quote; -1 where a line ends first; beyond the end where the last line is continued by a backslash.
function endOfString(code, start) {
  for (let i = start + 1; i < code.length; i++) {
    if (code[i] === '\\') {
      i++;
      if (i >= code.length - 1 && (code[i] === '\n' || code[i] === undefined)) return code.length;
    } else if (code[i] === '\n') {
      return -1;
    } else if (code[i] === code[start]) {
      return i;
    }
  }
  return -1;
}

function isRecoverable(error, code) {
  if (error?.name !== 'SyntaxError') return false;
  const inside = endsInside(code);
  if (inside === 'string') return false;
  if (inside !== null) return true;
  return error.message === 'Unexpected end of input';
}

module.exports = { isRecoverable };
