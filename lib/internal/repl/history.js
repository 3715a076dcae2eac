// SPDX-License-Identifier: MIT
// The history file of the prompt: read once, written again a moment after each line.

const fs = require('fs');
const path = require('path');

const kWriteDelay = 15;
const kDefaultSize = 1000;

function defaultFile() {
  return path.join(require('os').homedir(), '.node_repl_history');
}

class HistoryFile {
  #repl;
  #file;
  #size;
  #timer;
  #pending = false;
  isFlushing = false;
  constructor(repl, file, size) {
    this.#repl = repl;
    this.#file = file;
    this.#size = size;
  }

  load(callback) {
    fs.readFile(this.#file, { encoding: 'utf8', flag: 'a+', mode: 0o600 }, (error, text) => {
      if (error) return this.#give(callback, error);
      const { terminal, history } = this.#repl;
      if (text) this.#repl.history = text.split(/[\n\r]+/).filter((line) => line !== '').slice(0, this.#size);
      if (terminal && history?.length) this.#repl.history.unshift(...history);
      this.#repl.on('line', () => this.#changed());
      this.#repl.once('exit', () => this.#changed());
      this.#repl.emit('historyLoaded');
      callback(null, this.#repl);
    });
  }

  #give(callback, error) {
    this.#repl._writeToOutput('\nError: Could not open history file.\nREPL session history will not be persisted.\n');
    this.#repl.historyError = error;
    callback(null, this.#repl);
  }

  #changed() {
    clearTimeout(this.#timer);
    this.isFlushing = true;
    this.#timer = setTimeout(() => this.#write(), kWriteDelay);
  }

  #write() {
    if (this.#pending) return this.#changed();
    this.#pending = true;
    fs.writeFile(this.#file, `${this.#repl.history.slice(0, this.#size).join('\n')}\n`, { mode: 0o600 }, (error) => {
      this.#pending = false;
      this.isFlushing = false;
      if (error) this.#repl.historyError = error;
      this.#repl.emit('flushHistory');
    });
  }
}

function setupHistory(repl, config, callback) {
  if (typeof config === 'function') {
    callback = config;
    config = {};
  }
  if (typeof config === 'string' || config === undefined) config = { filePath: config };
  callback ??= config.onHistoryFileLoaded ?? (() => {});
  let { filePath } = config;
  if (filePath === '') {
    repl.historyManager = { isFlushing: false };
    repl._historyPrev = disabledHistory;
    return callback(null, repl);
  }
  filePath = filePath?.trim() || defaultFile();
  repl.historyManager = new HistoryFile(repl, filePath, Number(config.size) || kDefaultSize);
  repl.historyManager.load(callback);
}

// Where history is switched off, the first look back says so.
function disabledHistory() {
  if (this.history.length === 0) {
    this._writeToOutput('\nPersistent history support disabled. Set the NODE_REPL_HISTORY environment\n' +
                        'variable to a valid, user-writable path to enable.\n');
    this._refreshLine();
  }
  delete this._historyPrev;
  return this._historyPrev();
}

module.exports = { setupHistory };
