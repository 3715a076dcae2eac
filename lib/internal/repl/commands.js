// SPDX-License-Identifier: MIT
// The dot commands of the prompt.

const fs = require('fs');

function clear(repl) {
  repl.clearBufferedCommand();
  repl.displayPrompt();
}

const kLoading = Symbol('loading'); // a file's text is written, not typed

const commands = {
  break: {
    help: 'Sometimes you get stuck, this gets you out',
    action() {
      clear(this);
    },
  },
  clear: {
    help: 'Break, and also clear the local context',
    action() {
      if (!this.useGlobal) {
        this._writeToOutput('Clearing context...\n');
        this.resetContext();
      }
      clear(this);
    },
  },
  exit: {
    help: 'Exit the REPL',
    action() {
      this.close();
    },
  },
  help: {
    help: 'Print this help message',
    action() {
      const names = Object.keys(this.commands).sort();
      const width = Math.max(...names.map((name) => name.length));
      for (const name of names) {
        const { help } = this.commands[name];
        this.output.write(`.${name}${help ? ' '.repeat(width - name.length + 3) + help : ''}\n`);
      }
      this.output.write('\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n');
      this.displayPrompt();
    },
  },
  save: {
    help: 'Save all evaluated commands in this REPL session to a file',
    action(file) {
      if (file === '') {
        const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
        this.output.write(`${new ERR_MISSING_ARGS('file').message}\n`);
      } else {
        try {
          fs.writeFileSync(file, this.lines.join('\n'));
          this.output.write(`Session saved to: ${file}\n`);
        } catch {
          this.output.write(`Failed to save: ${file}\n`);
        }
      }
      this.displayPrompt();
    },
  },
  load: {
    help: 'Load JS from a file into the REPL session',
    action(file) {
      if (file === '') {
        const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
        this.output.write(`${new ERR_MISSING_ARGS('file').message}\n`);
      } else {
        this.output.write(loadFile(this, file));
      }
      this.displayPrompt();
    },
  },
};

// Feeds a file's lines; returns what to tell the user.
function loadFile(repl, file) {
  let text;
  try {
    if (!fs.statSync(file).isFile()) return `Failed to load: ${file} is not a valid file\n`;
    text = fs.readFileSync(file, 'utf8');
  } catch {
    return `Failed to load: ${file}\n`;
  }
  repl.editorMode = true;
  repl[kLoading] = true;
  repl.write(text);
  repl[kLoading] = false;
  repl.editorMode = false;
  repl.write('\n');
  return '';
}

const editor = {
  help: 'Enter editor mode',
  action() {
    this.editorMode = true;
    require('readline').Interface.prototype.setPrompt.call(this, ''); // the prompt's own text comes back afterwards
    this.output.write('// Entering editor mode (Ctrl+D to finish, Ctrl+C to cancel)\n');
  },
};

function defineCommands(repl) {
  for (const name of Object.keys(commands)) repl.defineCommand(name, commands[name]);
  if (repl.useGlobal) repl.defineCommand('clear', { help: 'Alias for .break', action: commands.clear.action });
  if (repl.terminal) repl.defineCommand('editor', editor);
}

module.exports = { defineCommands, kLoading };
