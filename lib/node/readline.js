// SPDX-License-Identifier: MIT
// node:readline.
'use strict';

const { AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { Interface: Base } = require('internal/readline/interface');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const emitKeypressEvents = require('internal/readline/emit_keypress_events');

// Callable without `new`, so it is no class. A completer without a callback parameter gets one.
function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  Base.call(this, input, output, completer, terminal);
  const plain = this.completer;
  if (typeof plain === 'function' && plain.length !== 2) {
    this.completer = (text, callback) => callback(null, plain(text));
  }
}

Object.setPrototypeOf(Interface.prototype, Base.prototype);
Object.setPrototypeOf(Interface, Base);

Interface.prototype.question = function(query, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  if (options === null || typeof options !== 'object') options = {};
  const { signal } = options;
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const onAbort = () => this._cancelQuestion();
    signal.addEventListener('abort', onAbort, { once: true });
    const answered = callback;
    callback = typeof answered === 'function' ? (answer) => {
      signal.removeEventListener('abort', onAbort);
      return answered(answer);
    } : () => signal.removeEventListener('abort', onAbort);
  }
  if (typeof callback === 'function') this._question(query, callback);
};

Interface.prototype.question[require('internal/util').promisify.custom] = function(query, options) {
  if (options === null || typeof options !== 'object') options = {};
  const { signal } = options;
  if (signal?.aborted) return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
  return new Promise((resolve, reject) => {
    let callback = resolve;
    if (signal) {
      const onAbort = () => reject(new AbortError(undefined, { cause: signal.reason }));
      signal.addEventListener('abort', onAbort, { once: true });
      callback = (answer) => {
        signal.removeEventListener('abort', onAbort);
        resolve(answer);
      };
    }
    this.question(query, options, callback);
  });
};

Object.defineProperty(Interface.prototype, '_tabComplete', {
  __proto__: null,
  configurable: true,
  writable: true,
  value(lastKeypressWasTab) {
    this.pause();
    this.completer(this.line.slice(0, this.cursor), (error, value) => {
      this.resume();
      if (error) {
        this._writeToOutput(`Tab completion error: ${require('internal/util/inspect').inspect(error)}`);
        return;
      }
      this._tabCompleter(lastKeypressWasTab, value);
    });
  },
});

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  get promises() {
    return require('readline/promises');
  },
};
