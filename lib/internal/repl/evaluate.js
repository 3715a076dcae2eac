// SPDX-License-Identifier: MIT
// The prompt's own eval(): runs one input in the prompt's context and hands its value to the callback.

const vm = require('vm');
const { isRecoverable } = require('internal/repl/recoverable');
const { isNativeError } = require('internal/util/types');
const { isAmbiguous, wrapAwait } = require('internal/repl/await');

class Recoverable extends SyntaxError {
  constructor(err) {
    super();
    this.err = err;
  }
}

let count = 0;

function compile(text, file) {
  return new vm.Script(text, { filename: file, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
}

// The script of an input: an object literal at the start is an expression; `await` makes an async function of it.
function scriptOf(repl, code, file) {
  const strict = repl.replMode === repl.strictMode ? "'use strict'; void 0;\n" : '';
  if (/^\s*\{/.test(code) && !/;\s*$/.test(code)) {
    try {
      return { script: compile(`${strict}(${code.trim()})\n`, file) };
    } catch {
      // Not an expression: a block.
    }
  }
  if (isAmbiguous(code)) {
    try {
      return { script: compile(strict + wrapAwait(code), file), awaits: true };
    } catch {
      // A name, after all.
    }
  }
  try {
    return { script: compile(strict + code, file) };
  } catch (error) {
    const wrapped = wrapAwait(code);
    if (wrapped === undefined) throw error;
    try {
      return { script: compile(strict + wrapped, file), awaits: true };
    } catch (second) {
      throw isRecoverable(second, code) ? second : error;
    }
  }
}

function run(repl, script, context) {
  const options = { displayErrors: false, breakOnSigint: repl.breakEvalOnSigint };
  return repl.useGlobal ? script.runInThisContext(options) : script.runInContext(context, options);
}

function settle(repl, promise, callback) {
  const onSigint = () => {
    const { codes: { ERR_SCRIPT_EXECUTION_INTERRUPTED } } = require('internal/errors');
    finish(new ERR_SCRIPT_EXECUTION_INTERRUPTED());
  };
  const finish = (error, value) => {
    if (callback === null) return;
    const done = callback;
    callback = null;
    repl.removeListener('SIGINT', onSigint);
    repl._pauseInput = false;
    done(error, value);
  };
  repl._pauseInput = true;
  repl.once('SIGINT', onSigint);
  promise.then((result) => finish(null, result?.value), (error) => finish(error));
}

// An import statement: say what would do instead.
function ofImport(error, code) {
  const found = /^\s*import\s+([^'"]+?)\s+from\s*(['"])(.+?)\2/.exec(code) ?? /^\s*import\s*()(['"])(.+?)\2/.exec(code);
  if (found === null || error?.message !== 'Cannot use import statement outside a module') return error;
  const { 1: names, 3: from } = found;
  const parts = /^([^{*,]+)?(?:,\s*)?(\{[^}]*\}|\*\s*as\s+\S+)?$/.exec(names) ?? [];
  const { 1: main = '', 2: others = '' } = parts;
  const inner = others.startsWith('{') ? others.slice(1, -1).trim().replace(/\s+as\s+/g, ': ') : '';
  const target = others.startsWith('*') && main === '' ? others.replace(/^\*\s*as\s+/, '') :
    `{ ${[main.trim() && `default: ${main.trim()}`, others.startsWith('*') ? others.replace(/^\*\s*as\s+/, 'default: ') : inner].filter(Boolean).join(', ')} }`;
  const statement = names === '' ? `await import(${JSON.stringify(from)});` : `const ${target} = await import(${JSON.stringify(from)});`;
  const message = `Cannot use import statement inside the Node.js REPL, alternatively use dynamic import: ${statement}`;
  error.stack = String(error.stack).replace(error.message, () => message);
  Object.defineProperty(error, 'message', { __proto__: null, value: message, writable: true, enumerable: false, configurable: true });
  return error;
}

const kReadOnly = new Set(['Attempted to assign to readonly property.', 'Cannot assign to read only property of object']);

// What the engine finds only while the script runs, in V8's words.
function worded(error, code) {
  if (!isNativeError(error)) return error;
  const was = error.message;
  let message = was;
  const twice = error.name === 'SyntaxError' ? /^Can't create duplicate variable.*: '(.+?)'$/.exec(message) : null;
  if (twice !== null) message = `Identifier '${twice[1]}' has already been declared`;
  else if (kReadOnly.has(was) && /^\s*[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:[-+*/%&|^<>?]*=(?!=)|\+\+|--)/u.test(code)) {
    message = 'Assignment to constant variable.';
  }
  if (message === was) return error;
  const { stack } = error;
  error.message = message;
  if (typeof stack === 'string') error.stack = stack.replace(was, () => message);
  return error;
}

function defaultEval(repl, code, context, callback) {
  if (code === '\n') return callback(null); // no value to show
  if (code.trim() === '') return callback(null, undefined);
  const file = `REPL${++count}`;
  let found;
  try {
    found = scriptOf(repl, code, file);
  } catch (error) {
    return callback(isRecoverable(error, code) ? new Recoverable(error) : ofImport(error, code));
  }
  let value;
  try {
    value = run(repl, found.script, context);
  } catch (error) {
    if (!error) throw error; // which a callback would take for none
    return callback(worded(error, code));
  }
  if (found.awaits) settle(repl, value, callback);
  else callback(null, value);
}

module.exports = { defaultEval, Recoverable };
