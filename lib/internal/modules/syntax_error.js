// SPDX-License-Identifier: MIT
// A SyntaxError of the engine, shown as Node shows it: V8's wording, and the place with its line of source before the stack.

const { fixEngineError } = require('internal/error_stack');
const { defineProperty } = Object;

const rules = [
  [/^Parser error$/, "Unexpected token '}'"],
  [/^Unexpected end of script[^]*/, 'Unexpected end of input'],
  [/^Unexpected EOF[^]*/, 'Unexpected end of input'],
  [/^Unexpected token '.+?'\. const declared variable '[^]+?' must have an initializer\.$/, 'Missing initializer in const declaration'],
  [/^Unexpected token '(.+?)'[^]*/, "Unexpected token '$1'"],
  [/^Unexpected keyword '(.+?)'[^]*/, "Unexpected token '$1'"],
  [/^Unexpected identifier '(.+?)'[^]*/, "Unexpected identifier '$1'"],
  [/^Unexpected use of reserved word '(.+?)' in strict mode[^]*/, 'Unexpected strict mode reserved word'],
  [/^Unexpected use of reserved word '(.+?)'[^]*/, 'Unexpected reserved word'],
  [/^Unexpected string literal[^]*/, 'Unexpected string'],
  [/^Unexpected number[^]*/, 'Unexpected number'],
  [/^Unexpected template string[^]*/, 'Unexpected template string'],
  [/^Cannot declare an? .*(?:twice|has already been declared): '(.+?)'\.?$/, "Identifier '$1' has already been declared"],
  [/^Can't create duplicate variable(?: that shadows a global property)?: '(.+?)'$/, "Identifier '$1' has already been declared"],
  [/^Cannot declare .* '?(\S+?)'?[.:] .*already.*$/, "Identifier '$1' has already been declared"],
  [/^Multiline comment was not closed properly$/, 'Invalid or unexpected token'],
  [/^Invalid character[^]*/, 'Invalid or unexpected token'],
  [/^Invalid escape[^]*/, 'Invalid Unicode escape sequence'],
  [/^Unterminated regular expression[^]*/, 'Invalid regular expression: missing /'],
  [/^(?:No identifiers allowed directly after numeric literal|At least one digit[^]*)$/, 'Invalid or unexpected token'],
  [/^Left side of assignment is not a reference\.$/, 'Invalid left-hand side in assignment'],
  [/^The prefix-(?:in|de)crement operator requires a reference expression\.?$/, 'Invalid left-hand side expression in prefix operation'],
  [/^The postfix-(?:in|de)crement operator requires a reference expression\.?$/, 'Invalid left-hand side expression in postfix operation'],
  [/^Return statements are only valid inside functions\.$/, 'Illegal return statement'],
  [/^'break' is only valid inside a switch or loop statement\.$/, 'Illegal break statement'],
  [/^'continue' is only valid inside a loop statement\.$/, 'Illegal continue statement: no surrounding iteration statement'],
  [/^Unexpected (?:identifier|token) 'await'[^]*/, 'await is only valid in async functions and the top level bodies of modules'],
  [/^import\.meta is only valid inside modules\.$/, "Cannot use 'import.meta' outside a module"],
];

// Whether a line opens a string that it does not close.
function endsInString(text) {
  return /^(?:[^'"`]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)*['"](?:[^'"\\]|\\.)*$/.test(text ?? '');
}

function translate(message, text) {
  if (/^\s*import\b(?!\s*[.(])/.test(text ?? '') && /import|'\{'|'\*'|Unexpected (?:identifier|string)/.test(message)) {
    return 'Cannot use import statement outside a module';
  }
  if (/^"?Invalid or unexpected token|^Unterminated string|^Unterminated template|^Unexpected EOF/.test(message) &&
      !message.startsWith('Unexpected EOF')) return 'Invalid or unexpected token';
  if (/^Unexpected EOF/.test(message) && endsInString(text)) return 'Invalid or unexpected token';
  for (const { 0: pattern, 1: replacement } of rules) {
    if (pattern.test(message)) return message.replace(pattern, replacement);
  }
  return message;
}

// Carets below the token that the message names, or below the whole line where that is not clear.
function mark(text, message) {
  const token = /'([^]+?)'/.exec(message)?.[1];
  let from = text.search(/\S/);
  let length = text.trim().length;
  if (token !== undefined && token.length > 0) {
    const at = text.indexOf(token);
    if (at >= 0 && text.indexOf(token, at + token.length) < 0) {
      from = at;
      length = token.length;
    }
  }
  if (from < 0) return '';
  const operator = /^The (?:prefix|postfix)-(in|de)crement operator/.exec(message);
  if (operator !== null) {
    from = text.indexOf(operator[1] === 'in' ? '++' : '--') + 2;
    length = Math.max(1, text.length - from);
  }
  return text.slice(0, from).replace(/[^\t]/g, ' ') + '^'.repeat(length);
}

// What the front end says of the text: V8's words and the exact place. `goals` are tried in turn.
function saidByFrontEnd(source, goals) {
  for (const goal of goals) {
    const found = binding('esm').syntaxError(source, goal);
    if (found !== undefined) return { message: found[0], line: found[1], column: found[2], length: found[3] };
  }
  return undefined;
}

// The numbers of enum syn_goal: a text may be a function's body.
const kScriptGoals = [2, 0];
const kModuleGoals = [1];

function markPlace(text, { column, length }) {
  return text.slice(0, column - 1).replace(/[^\t]/g, ' ') + '^'.repeat(Math.min(length, Math.max(text.length - column + 1, 0)));
}

// Rewrites `error`, thrown by compiling `source` whose first line is `firstLine` of `file`. Other errors are only given their shape.
function decorateSyntaxError(error, source, file, firstLine = 1, hidden = 0, errors = undefined, goals = kScriptGoals) {
  if (typeof error !== 'object' || error === null) return error;
  const line = error.line;
  (errors?.fixEngineError ?? fixEngineError)(error);
  if (error.name !== 'SyntaxError') return error;
  if (line === undefined || typeof source !== 'string') return error;
  const said = saidByFrontEnd(source, goals);
  const at = said === undefined ? line : said.line + firstLine - 1;
  let text = source.split('\n', at - firstLine + 1)[at - firstLine] ?? '';
  if (at === firstLine && hidden > 0 && said === undefined) text = text.slice(hidden);
  text = text.replace(/\r$/, '');
  const engineMessage = error.message;
  const message = said?.message ?? translate(engineMessage, text);
  defineProperty(error, 'message', { __proto__: null, value: message, writable: true, enumerable: false, configurable: true });
  let frames = /\n {4}at [^]*$/.exec(error.stack)?.[0] ?? '';
  let place = '';
  // Thrown while it ran, by eval() or JSON.parse(): of texts that are nowhere to be shown.
  const isLater = said === undefined && frames.includes(`${file}:`);
  if (isLater) frames = frames.replace(/^\n {4}at eval \(<anonymous>\)/, '');
  else place = `${file}:${at}\n${text}\n${said === undefined ? mark(text, engineMessage) : markPlace(text, said)}\n\n`;
  const stack = `${place}SyntaxError: ${message}${frames}`;
  defineProperty(error, 'stack', { __proto__: null, value: stack, writable: true, enumerable: false, configurable: true });
  return error;
}

// Whether the engine refused `source` for being an ES module.
function looksLikeModule(error, source) {
  if (!(error instanceof SyntaxError) || typeof source !== 'string') return false;
  if (/import\.meta/.test(error.message)) return true;
  // Names that CommonJS gives, declared again; `await` outside of a function.
  if (/'(?:require|module|exports|__filename|__dirname)'/.test(error.message) || /\bawait\b/.test(source)) return true;
  return /^[ \t]*(?:import\s*(?:[\w$*{"']|\/\*)|export\s*(?:[*{]|default\b|const\b|let\b|var\b|class\b|function\b|async\b))/m.test(source);
}

module.exports = { decorateSyntaxError, looksLikeModule, translate, kModuleGoals };
