// SPDX-License-Identifier: MIT
// What readline's and readline/promises' Interface share: lines out of a stream, prompt, history, and at a terminal the line editor.
'use strict';

const EventEmitter = require('events');
const { StringDecoder } = require('string_decoder');
const { AbortError, codes: { ERR_INVALID_ARG_VALUE, ERR_USE_AFTER_CLOSE } } = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateNumber, validateString, validateUint32,
} = require('internal/validators');
const { LineEditor, lineEnding } = require('internal/readline/editor');
const emitKeypressEvents = require('internal/readline/emit_keypress_events');

const CRLF_DELAY_MIN_MS = 100;
const ESCAPE_TIMEOUT_MS = 500;
const HISTORY_SIZE = 30;
const TAB_SIZE = 8;
const ITERATOR_HIGH_WATER_MARK = 1024;

// The arguments in both their forms as one object.
function optionsOf(input, output, completer, terminal) {
  if (!input?.input) return { input, output, completer, terminal };
  const options = { ...input };
  if (options.signal) validateAbortSignal(options.signal, 'options.signal');
  if (options.tabSize !== undefined) validateUint32(options.tabSize, 'tabSize', true);
  return { ...options, input: input.input, output: input.output };
}

function checkHistory(history, historySize) {
  if (history === undefined) history = [];
  else validateArray(history, 'history');
  historySize ??= HISTORY_SIZE;
  validateNumber(historySize, 'historySize', 0);
  return { history, historySize };
}

function Interface(input, output, completer, terminal) {
  this._sawReturnAt = 0;
  this.isCompletionEnabled = true;
  this._sawKeyPress = false;
  this._previousKey = null;
  this.escapeCodeTimeout = ESCAPE_TIMEOUT_MS;
  this.tabSize = TAB_SIZE;
  EventEmitter.call(this);

  const options = optionsOf(input, output, completer, terminal);
  if (options.completer !== undefined && typeof options.completer !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('completer', options.completer);
  }
  if (options.escapeCodeTimeout !== undefined) {
    if (!Number.isFinite(options.escapeCodeTimeout)) {
      throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', this.escapeCodeTimeout);
    }
    this.escapeCodeTimeout = options.escapeCodeTimeout;
  }
  if (options.tabSize) this.tabSize = options.tabSize;
  if (options.prompt !== undefined) validateString(options.prompt, 'prompt');
  if (options.historySize === null) validateNumber(null, 'historySize');
  if (input?.input && input.terminal === undefined) terminal = undefined;
  this._configure(options, checkHistory(options.history, options.historySize));
  this._attach(options);
}

Object.setPrototypeOf(Interface.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Interface, EventEmitter);

const methods = {
  _configure(options, { history, historySize }) {
    const { input, output } = options;
    let { terminal } = options;
    if (terminal === undefined && !(output === null || output === undefined)) terminal = Boolean(output.isTTY);
    this.line = '';
    this._substringSearch = null;
    this.output = output;
    this.input = input;
    this._undoStack = [];
    this._redoStack = [];
    this.history = history;
    this.historySize = historySize;
    this.removeHistoryDuplicates = Boolean(options.removeHistoryDuplicates);
    this.crlfDelay = options.crlfDelay ? Math.max(CRLF_DELAY_MIN_MS, options.crlfDelay) : CRLF_DELAY_MIN_MS;
    this.completer = options.completer;
    this._prompt = options.prompt ?? '> ';
    this._oldPrompt = this._prompt;
    this._questionCallback = null;
    this._questionReject = null;
    this._lineBuffer = '';
    this.terminal = Boolean(terminal);
    this.closed = false;
    this.paused = false;
    this._killRing = [];
    this._killRingCursor = 0;
    this._yanking = false;
  },

  _attach(options) {
    const { input } = this;
    const ended = () => {
      if (typeof this._lineBuffer === 'string' && this._lineBuffer.length > 0) {
        const rest = this._lineBuffer;
        this._lineBuffer = '';
        this.emit('line', rest);
      }
      this.close();
    };
    const failed = (error) => this.emit('error', error);
    input.on('error', failed);
    this._detach = this.terminal ? this._attachTerminal() : this._attachStream(ended);
    this.once('close', () => {
      input.removeListener('error', failed);
      this._detach();
    });
    if (options.signal) this._followSignal(options.signal);
    this.line = '';
    input.resume();
  },

  _attachStream(ended) {
    const { input } = this;
    const onData = (data) => this._normalWrite(data);
    this._decoder = new StringDecoder('utf8');
    input.on('data', onData);
    input.on('end', ended);
    return () => {
      input.removeListener('data', onData);
      input.removeListener('end', ended);
    };
  },

  _attachTerminal() {
    const { input, output } = this;
    const dumb = process.env.TERM === 'dumb';
    if (dumb) this._ttyWrite = LineEditor.prototype._ttyWriteDumb.bind(this);
    const onKey = (s, key) => {
      this._ttyWrite(s, key);
      if (key?.sequence) {
        // A combining character joins what is left of it: the line must be drawn anew.
        const c = key.sequence.codePointAt(0);
        if (c >= 0xd800 && c <= 0xdfff) this._refreshLine();
      }
    };
    const onEnd = () => {
      if (typeof this.line === 'string' && this.line.length > 0) this.emit('line', this.line);
      this.close();
    };
    const onResize = () => this._refreshLine();
    emitKeypressEvents(input, this);
    input.on('keypress', onKey);
    input.on('end', onEnd);
    this._setRawMode(true);
    this.terminal = true;
    this.cursor = 0;
    this.historyIndex = -1;
    if (output !== null && output !== undefined) output.on('resize', onResize);
    return () => {
      input.removeListener('keypress', onKey);
      input.removeListener('end', onEnd);
      if (output !== null && output !== undefined) output.removeListener('resize', onResize);
    };
  },

  _followSignal(signal) {
    const onAborted = () => this.close();
    if (signal.aborted) {
      process.nextTick(onAborted);
      return;
    }
    const { addAbortListener } = require('internal/events/abort_listener');
    const disposable = addAbortListener(signal, onAborted);
    this.once('close', disposable[Symbol.dispose]);
  },

  getPrompt() {
    return this._prompt;
  },

  setPrompt(prompt) {
    this._prompt = prompt;
  },

  _setRawMode(mode) {
    const was = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return was;
  },

  prompt(preserveCursor) {
    if (this.paused) this.resume();
    if (this.terminal && process.env.TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      this._refreshLine();
    } else {
      this._writeToOutput(this._prompt);
    }
  },

  _question(query, callback) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this._questionCallback) {
      this.prompt();
      return;
    }
    this._oldPrompt = this._prompt;
    this.setPrompt(query);
    this._questionCallback = callback;
    this.prompt();
  },

  _cancelQuestion() {
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    this.clearLine();
  },

  _onLine(line) {
    if (!this._questionCallback) {
      this.emit('line', line);
      return;
    }
    const callback = this._questionCallback;
    this._questionCallback = null;
    this._questionReject = null;
    this.setPrompt(this._oldPrompt);
    callback(line);
  },

  _writeToOutput(text) {
    validateString(text, 'stringToWrite');
    if (this.output !== null && this.output !== undefined) this.output.write(text);
  },

  // Closes at a key; a question that waits for its answer fails.
  _abort(key) {
    this.close();
    this._questionReject?.(new AbortError(`Aborted with ${key}`));
    this._questionReject = null;
  },

  close() {
    if (this.closed) return;
    this.pause();
    if (this.terminal) this._setRawMode(false);
    this.closed = true;
    this.emit('close');
  },

  pause() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) return undefined;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  },

  resume() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this.paused) return undefined;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  },

  write(d, key) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) this.resume();
    if (this.terminal) this._ttyWrite(d, key);
    else this._normalWrite(d);
  },

  _normalWrite(b) {
    if (b === undefined) return;
    let text = this._decoder.write(b);
    if (this._sawReturnAt && Date.now() - this._sawReturnAt <= this.crlfDelay) {
      if (text.charCodeAt(0) === 10) text = text.slice(1);
      this._sawReturnAt = 0;
    }
    let start = 0;
    let first = true;
    for (const match of text.matchAll(lineEnding)) {
      let line = text.slice(start, match.index);
      if (first) {
        line = this._lineBuffer + line;
        this._lineBuffer = '';
        first = false;
      }
      start = match.index + match[0].length;
      // What follows stays for a reader that comes when this one closes while it handles the line.
      if (start === text.length && match[0] === '\r') this._sawReturnAt = Date.now();
      this._onLine(line);
      if (this.closed) return;
    }
    if (start < text.length) this._lineBuffer += text.slice(start);
  },

  async _tabComplete(lastKeypressWasTab) {
    this.pause();
    let value;
    try {
      value = await this.completer(this.line.slice(0, this.cursor));
    } catch (error) {
      this._writeToOutput(`Tab completion error: ${require('internal/util/inspect').inspect(error)}`);
      return;
    } finally {
      this.resume();
    }
    this._tabCompleter(lastKeypressWasTab, value);
  },

  [Symbol.asyncIterator]() {
    this._iterator ??= EventEmitter.on(this, 'line', {
      close: ['close'],
      highWaterMark: ITERATOR_HIGH_WATER_MARK,
      [require('internal/events/symbols').kFirstEventParam]: true,
    });
    return this._iterator;
  },

  [Symbol.dispose]() {
    this.close();
  },
};

// Methods are not enumerable, as those of a class.
for (const source of [LineEditor.prototype, methods]) {
  for (const key of Reflect.ownKeys(source)) {
    if (key === 'constructor') continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(source, key);
    Object.defineProperty(Interface.prototype, key, { ...descriptor, enumerable: false, __proto__: null });
  }
}

module.exports = { Interface };
