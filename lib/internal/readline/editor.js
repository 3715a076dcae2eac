// SPDX-License-Identifier: MIT
// Line editing at a terminal: the methods that readline's Interface has for it. Each works on the interface's `line` and `cursor` and
// shows the result. The names with an underscore are known to programs, which replace some of them.
'use strict';

const { charLengthAt, charLengthLeft, commonPrefix } = require('internal/readline/utils');
const { clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { getStringWidth, stripVTControlCharacters } = require('internal/util/inspect');

const KILL_RING_MAX = 32;
const UNDO_MAX = 2048;
const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/g;
const wordBefore = /^\s*(?:[^\w\s]+|\w+)?/; // on the reversed text

function reversed(text) {
  return Array.from(text).reverse().join('');
}

// The length of the word, and the space after it, that ends before the cursor.
function wordLengthLeft(self) {
  return wordBefore.exec(reversed(self.line.slice(0, self.cursor)))[0].length;
}

class LineEditor {
  // ---- what is on the screen ----

  get columns() {
    return this.output?.columns || Infinity;
  }

  // Rows and columns that a text takes.
  _getDisplayPos(text) {
    const col = this.columns;
    let offset = 0;
    let rows = 0;
    for (const c of stripVTControlCharacters(text)) {
      if (c === '\n') {
        rows += Math.ceil(offset / col) || 1;
        offset = 0;
      } else if (c === '\t') {
        offset += this.tabSize - (offset % this.tabSize);
      } else {
        const width = getStringWidth(c, false);
        if (width === 2 && (offset + 1) % col === 0) offset++;
        offset += width;
      }
    }
    const cols = offset % col;
    rows += (offset - cols) / col;
    return { cols, rows: col === Infinity && Number.isNaN(rows) ? 0 : rows };
  }

  getCursorPos() {
    return this._getDisplayPos(this._prompt + this.line.slice(0, this.cursor));
  }

  _getCursorPos() {
    return this.getCursorPos();
  }

  _refreshLine() {
    const text = this._prompt + this.line;
    const display = this._getDisplayPos(text);
    const position = this.getCursorPos();
    const before = this.prevRows || 0;
    if (before > 0) moveCursor(this.output, 0, -before);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);
    this._writeToOutput(text);
    if (display.cols === 0) this._writeToOutput(' '); // makes the terminal open the next row
    cursorTo(this.output, position.cols);
    const below = display.rows - position.rows;
    if (below > 0) moveCursor(this.output, 0, -below);
    this.prevRows = position.rows;
  }

  _moveCursor(dx) {
    if (dx === 0) return;
    const old = this.getCursorPos();
    this.cursor = Math.min(Math.max(this.cursor + dx, 0), this.line.length);
    const now = this.getCursorPos();
    if (old.rows === now.rows) moveCursor(this.output, now.cols - old.cols, 0);
    else this._refreshLine();
  }

  clearLine() {
    this._moveCursor(Infinity);
    this._writeToOutput('\r\n');
    this.line = '';
    this.cursor = 0;
    this.prevRows = 0;
  }

  // ---- changes ----

  // To be called before each change that can be undone.
  _beforeEdit(text, cursor) {
    this._redoStack = [];
    this._undoStack.push({ text, cursor });
    if (this._undoStack.length > UNDO_MAX) this._undoStack.shift();
  }

  _replace(line, cursor) {
    this._beforeEdit(this.line, this.cursor);
    this.line = line;
    this.cursor = cursor;
    this._refreshLine();
  }

  _insertString(c) {
    this._beforeEdit(this.line, this.cursor);
    if (this.cursor < this.line.length) {
      this.line = this.line.slice(0, this.cursor) + c + this.line.slice(this.cursor);
      this.cursor += c.length;
      this._refreshLine();
      return;
    }
    const old = this.getCursorPos();
    this.line += c;
    this.cursor += c.length;
    if (old.rows < this.getCursorPos().rows) this._refreshLine();
    else this._writeToOutput(c);
  }

  _deleteLeft() {
    if (this.cursor === 0 || this.line.length === 0) return;
    const size = charLengthLeft(this.line, this.cursor);
    this._replace(this.line.slice(0, this.cursor - size) + this.line.slice(this.cursor), this.cursor - size);
  }

  _deleteRight() {
    if (this.cursor >= this.line.length) return;
    const size = charLengthAt(this.line, this.cursor);
    this._replace(this.line.slice(0, this.cursor) + this.line.slice(this.cursor + size), this.cursor);
  }

  _wordLeft() {
    if (this.cursor > 0) this._moveCursor(-wordLengthLeft(this));
  }

  _wordRight() {
    if (this.cursor >= this.line.length) return;
    this._moveCursor(/^(?:\s+|[^\w\s]+|\w+)\s*/.exec(this.line.slice(this.cursor))[0].length);
  }

  _deleteWordLeft() {
    if (this.cursor === 0) return;
    const start = this.cursor - wordLengthLeft(this);
    this._replace(this.line.slice(0, start) + this.line.slice(this.cursor), start);
  }

  _deleteWordRight() {
    if (this.cursor >= this.line.length) return;
    const rest = this.line.slice(this.cursor);
    const size = /^(?:\s+|\W+|\w+)\s*/.exec(rest)[0].length;
    this._replace(this.line.slice(0, this.cursor) + rest.slice(size), this.cursor);
  }

  _deleteLineLeft() {
    this._kill(this.line.slice(0, this.cursor));
    this._replace(this.line.slice(this.cursor), 0);
  }

  _deleteLineRight() {
    this._kill(this.line.slice(this.cursor));
    this._replace(this.line.slice(0, this.cursor), this.cursor);
  }

  // ---- kill ring ----

  _kill(text) {
    if (!text || text === this._killRing[0]) return;
    this._killRing.unshift(text);
    this._killRingCursor = 0;
    if (this._killRing.length > KILL_RING_MAX) this._killRing.pop();
  }

  _yank() {
    if (this._killRing.length === 0) return;
    this._yanking = true;
    this._insertString(this._killRing[this._killRingCursor]);
  }

  // Replaces what was just yanked by the entry before it.
  _yankPop() {
    if (!this._yanking || this._killRing.length < 2) return;
    const last = this._killRing[this._killRingCursor];
    this._killRingCursor = (this._killRingCursor + 1) % this._killRing.length;
    const head = this.line.slice(0, this.cursor - last.length) + this._killRing[this._killRingCursor];
    this.line = head + this.line.slice(this.cursor);
    this.cursor = head.length;
    this._refreshLine();
  }

  // ---- undo ----

  _restore(from, to) {
    if (from.length === 0) return;
    const entry = from.pop();
    to.push({ text: this.line, cursor: this.cursor });
    this.line = entry.text;
    this.cursor = entry.cursor;
    this._refreshLine();
  }

  _undo() {
    this._restore(this._undoStack, this._redoStack);
  }

  _redo() {
    this._restore(this._redoStack, this._undoStack);
  }

  // ---- history ----

  // Adds the line to the history and returns it.
  _addHistory() {
    if (this.line.length === 0) return '';
    if (!this.history || this.historySize === 0 || this.line.trim().length === 0) return this.line;
    if (this.history.length === 0 || this.history[0] !== this.line) {
      if (this.removeHistoryDuplicates) {
        const duplicate = this.history.indexOf(this.line);
        if (duplicate !== -1) this.history.splice(duplicate, 1);
      }
      this.history.unshift(this.line);
      if (this.history.length > this.historySize) this.history.pop();
    }
    this.historyIndex = -1;
    const line = this.history[0];
    this.emit('history', this.history);
    return line;
  }

  // Shows the entry at `index` that starts with what is searched for; past the ends, the searched text itself.
  _showHistory(index, step) {
    this._beforeEdit(this.line, this.cursor);
    const search = this._substringSearch || '';
    while (index >= 0 && index < this.history.length &&
           (!this.history[index].startsWith(search) || this.line === this.history[index])) {
      index += step;
    }
    this.historyIndex = index;
    this.line = this.history[index] ?? search;
    this.cursor = this.line.length;
    this._refreshLine();
  }

  _historyNext() {
    if (this.historyIndex >= 0) this._showHistory(this.historyIndex - 1, -1);
  }

  _historyPrev() {
    if (this.historyIndex < this.history.length && this.history.length > 0) {
      this._showHistory(this.historyIndex + 1, 1);
    }
  }

  // ---- completion ----

  _tabCompleter(lastKeypressWasTab, [completions, completeOn]) {
    if (!completions || completions.length === 0) return;
    const prefix = commonPrefix(completions.filter((text) => text !== ''));
    if (prefix.startsWith(completeOn) && prefix.length > completeOn.length) {
      this._insertString(prefix.slice(completeOn.length));
      return;
    }
    if (!completeOn.startsWith(prefix)) {
      const start = this.cursor - completeOn.length;
      this._replace(this.line.slice(0, start) + prefix + this.line.slice(this.cursor), start + prefix.length);
      return;
    }
    if (lastKeypressWasTab) this._showCompletions(completions);
  }

  // In columns; an empty completion ends a group.
  _showCompletions(completions) {
    this._beforeEdit(this.line, this.cursor);
    const widths = completions.map((text) => getStringWidth(text));
    const width = Math.max(...widths) + 2;
    let perRow = Math.floor(this.columns / width) || 1;
    if (perRow === Infinity) perRow = 1;
    let output = '\r\n';
    let inRow = 0;
    let space = 0;
    completions.forEach((text, i) => {
      if (text === '' || inRow === perRow) {
        output += '\r\n';
        inRow = 0;
        space = 0;
      } else {
        output += ' '.repeat(space);
      }
      if (text !== '') {
        output += text;
        space = width - widths[i];
        inRow++;
      } else {
        output += '\r\n';
      }
    });
    if (inRow !== 0) output += '\r\n\r\n';
    this._writeToOutput(output);
    this._refreshLine();
  }

  // ---- keys ----

  _line() {
    const line = this._addHistory();
    this._undoStack = [];
    this._redoStack = [];
    this.clearLine();
    this._onLine(line);
  }

  _ttyWriteDumb(s, key = {}) {
    if (key.name === 'escape') return;
    if (this._sawReturnAt && key.name !== 'enter') this._sawReturnAt = 0;
    if (key.ctrl) {
      if (key.name === 'c') this._interrupt();
      if (key.name === 'd') this._abort('Ctrl+D');
      if (key.name === 'c' || key.name === 'd') return;
    }
    if (key.name === 'return') {
      this._sawReturnAt = Date.now();
      this._line();
    } else if (key.name === 'enter') {
      if (this._sawReturnAt === 0 || Date.now() - this._sawReturnAt > this.crlfDelay) this._line();
      this._sawReturnAt = 0;
    } else if (typeof s === 'string' && s) {
      this.line += s;
      this.cursor += s.length;
      this._writeToOutput(s);
    }
  }

  _interrupt() {
    if (this.listenerCount('SIGINT') > 0) this.emit('SIGINT');
    else this._abort('Ctrl+C');
  }

  // Ctrl-Z: stops the process; when it continues, the terminal is as it was.
  _suspend() {
    if (process.platform === 'win32') return;
    if (this.listenerCount('SIGTSTP') > 0) {
      this.emit('SIGTSTP');
      return;
    }
    process.once('SIGCONT', () => {
      if (!this.paused) {
        this.pause();
        this.emit('SIGCONT');
      }
      this._setRawMode(true);
      this._refreshLine();
    });
    this._setRawMode(false);
    process.kill(process.pid, 'SIGTSTP');
  }

  // While up and down follow each other, they look for entries that start as the line did.
  _trackSearch(key) {
    if ((key.name === 'up' || key.name === 'down') && !key.ctrl && !key.meta && !key.shift) {
      this._substringSearch ??= this.line.slice(0, this.cursor);
    } else if (this._substringSearch !== null) {
      this._substringSearch = null;
      if (this.history.length === this.historyIndex) this.historyIndex = -1;
    }
  }

  _ttyWrite(s, key) {
    const previous = this._previousKey;
    key ||= {};
    this._previousKey = key;
    if (!key.meta || key.name !== 'y') this._yanking = false;
    this._trackSearch(key);
    if (typeof key.sequence === 'string') {
      const code = key.sequence.charCodeAt(0);
      if (code === 0x1f) return this._undo();
      if (code === 0x1e) return this._redo();
    }
    if (key.name === 'escape') return undefined;
    if (key.ctrl && key.shift) return this._controlShiftKey(key);
    if (key.ctrl) return this._controlKey(key);
    if (key.meta) return this._metaKey(key);
    return this._plainKey(s, key, previous);
  }

  _controlShiftKey(key) {
    if (key.name === 'backspace') this._deleteLineLeft();
    else if (key.name === 'delete') this._deleteLineRight();
  }

  _controlKey(key) {
    switch (key.name) {
      case 'c': this._interrupt(); break;
      case 'h': this._deleteLeft(); break;
      case 'd':
        if (this.cursor === 0 && this.line.length === 0) this._abort('Ctrl+D');
        else this._deleteRight();
        break;
      case 'u': this._deleteLineLeft(); break;
      case 'k': this._deleteLineRight(); break;
      case 'a': this._moveCursor(-Infinity); break;
      case 'e': this._moveCursor(Infinity); break;
      case 'b': this._moveCursor(-charLengthLeft(this.line, this.cursor)); break;
      case 'f': this._moveCursor(charLengthAt(this.line, this.cursor)); break;
      case 'l':
        cursorTo(this.output, 0, 0);
        clearScreenDown(this.output);
        this._refreshLine();
        break;
      case 'n': this._historyNext(); break;
      case 'p': this._historyPrev(); break;
      case 'y': this._yank(); break;
      case 'z': this._suspend(); break;
      case 'w': case 'backspace': this._deleteWordLeft(); break;
      case 'delete': this._deleteWordRight(); break;
      case 'left': this._wordLeft(); break;
      case 'right': this._wordRight(); break;
    }
  }

  _metaKey(key) {
    switch (key.name) {
      case 'b': this._wordLeft(); break;
      case 'f': this._wordRight(); break;
      case 'd': case 'delete': this._deleteWordRight(); break;
      case 'backspace': this._deleteWordLeft(); break;
      case 'y': this._yankPop(); break;
    }
  }

  _plainKey(s, key, previous) {
    if (this._sawReturnAt && key.name !== 'enter') this._sawReturnAt = 0;
    switch (key.name) {
      case 'return':
        this._sawReturnAt = Date.now();
        this._line();
        break;
      case 'enter':
        // The second half of \r\n is no line of its own.
        if (this._sawReturnAt === 0 || Date.now() - this._sawReturnAt > this.crlfDelay) this._line();
        this._sawReturnAt = 0;
        break;
      case 'backspace': this._deleteLeft(); break;
      case 'delete': this._deleteRight(); break;
      case 'left': this._moveCursor(-charLengthLeft(this.line, this.cursor)); break;
      case 'right': this._moveCursor(charLengthAt(this.line, this.cursor)); break;
      case 'home': this._moveCursor(-Infinity); break;
      case 'end': this._moveCursor(Infinity); break;
      case 'up': this._historyPrev(); break;
      case 'down': this._historyNext(); break;
      case 'tab':
        if (typeof this.completer === 'function' && this.isCompletionEnabled) {
          this._tabComplete(previous?.name === 'tab');
          break;
        }
        this._typed(s);
        break;
      default:
        this._typed(s);
    }
  }

  // Text that was typed or pasted; every line end in it enters a line.
  _typed(s) {
    if (typeof s !== 'string' || !s) return;
    let start = 0;
    for (const match of s.matchAll(lineEnding)) {
      this._insertString(s.slice(start, match.index));
      this._line();
      start = match.index + match[0].length;
    }
    if (start < s.length) this._insertString(start === 0 ? s : s.slice(start));
  }
}

module.exports = { LineEditor, lineEnding };
