// SPDX-License-Identifier: MIT
// The prompt's own eval(): runs one input in the prompt's context and hands its value to the callback.

const vm = require('vm');
const { isRecoverable } = require('internal/repl/recoverable');
const { wrapAwait } = require('internal/repl/await');

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

function defaultEval(repl, code, context, callback) {
  if (code === '\n') return callback(null); // no value to show
  if (code.trim() === '') return callback(null, undefined);
  const file = `REPL${++count}`;
  let found;
  try {
    found = scriptOf(repl, code, file);
  } catch (error) {
    return callback(isRecoverable(error, code) ? new Recoverable(error) : error);
  }
  let value;
  try {
    value = run(repl, found.script, context);
  } catch (error) {
    return callback(error);
  }
  if (found.awaits) settle(repl, value, callback);
  else callback(null, value);
}

module.exports = { defaultEval, Recoverable };
