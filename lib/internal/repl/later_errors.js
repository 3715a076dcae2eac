// SPDX-License-Identifier: MIT
// Errors that an input's code throws later, in a timer, a tick or a promise: they come back to the prompt that read the input, by the async
// context they are thrown in. A program's own handlers for all errors would take them from there, so that an input may not set any.

const { current, frameGet, frameWith, runInContext } = require('internal/async_context');
const { install } = require('internal/promise_context');
const execution = require('internal/process/execution');
const { codes: { ERR_INVALID_REPL_INPUT } } = require('internal/errors');

const kPrompt = {}; // the key in frames

const promptOf = (frame) => frameGet(frame, kPrompt)?.value;

// Prompts that have not ended.
const live = new Set();

// A rejection is reported outside of every context: then the realm that made the error tells.
function promptOfRealm(error) {
  for (const server of live) {
    if (server.useGlobal) continue;
    const realmError = require('vm').runInContext('Error', server.context);
    if (typeof realmError === 'function' && realmError !== Error && error instanceof realmError) return server;
  }
  return undefined;
}

let watching = false;
function watch() {
  if (watching) return;
  watching = true;
  install();
  execution.addCaptureCallback((error) => {
    const server = promptOf(current.frame) ?? promptOfRealm(error);
    if (server === undefined) return false;
    server._domain.emit('error', error);
    return true;
  });
}

// `fn` with what it starts as the prompt's.
function runInput(server, fn, args) {
  watch();
  return runInContext(frameWith(current.frame, kPrompt, server), fn, server, args);
}

// As `fn` would run outside of every prompt's input.
function outside(fn) {
  const { frame } = current;
  return (...args) => runInContext(frame, fn, undefined, args);
}

// Until the prompt ends, no input of it can listen for all errors.
function guardListeners(server) {
  const onNewListener = (event) => {
    if (event === 'uncaughtException' && promptOf(current.frame) !== undefined) {
      throw new ERR_INVALID_REPL_INPUT('Listeners for `uncaughtException` cannot be used in the REPL');
    }
  };
  process.prependListener('newListener', onNewListener);
  live.add(server);
  server.once('exit', () => {
    process.removeListener('newListener', onNewListener);
    live.delete(server);
  });
}

module.exports = { guardListeners, outside, runInput };
