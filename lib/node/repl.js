// SPDX-License-Identifier: MIT
// node:repl: a prompt that reads, evaluates and prints.

const EventEmitter = require('events');
const { Interface } = require('readline');
const vm = require('vm');
const path = require('path');
const { inspect } = require('internal/util/inspect');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_REPL_EVAL_CONFIG } } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { Module, makeRequire } = require('internal/modules/cjs/loader');
const { deprecate } = require('internal/util');
const { fixEngineError } = require('internal/error_stack');
const { defaultEval, Recoverable } = require('internal/repl/evaluate');
const { defineCommands, kLoading } = require('internal/repl/commands');

const REPL_MODE_SLOPPY = Symbol('repl-sloppy');
const REPL_MODE_STRICT = Symbol('repl-strict');
const kBuffered = Symbol('bufferedCommand');
const kStandalone = Symbol('standalone');
const kBusy = Symbol('evaluating');
const kQueue = Symbol('linesToCome');
const kEnding = Symbol('closed');

const writer = (value) => inspect(value, writer.options);
writer.options = { ...inspect.defaultOptions, showProxy: true };

// ---- the context -----------------------------------------------------------------------------------------------------

function shareGlobals(context) {
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    if (key in context || vmNames().has(key)) continue;
    Object.defineProperty(context, key, { ...Object.getOwnPropertyDescriptor(globalThis, key), configurable: true });
  }
}

// What every context has by itself.
let names;
function vmNames() {
  return names ??= new Set([...vm.runInNewContext('Object.getOwnPropertyNames(globalThis)'), 'globalThis']);
}

function makeContext(server) {
  let context = globalThis;
  if (!server.useGlobal) {
    context = vm.createContext();
    shareGlobals(context);
    context.global = context;
    const { Console } = require('console');
    Object.defineProperty(context, 'console', {
      __proto__: null, configurable: true, writable: true, value: new Console(server.output),
    });
  }
  const module = new Module('<repl>');
  module.paths = [path.resolve('repl', 'node_modules'), ...Module._nodeModulePaths(process.cwd()), ...Module.globalPaths];
  const hidden = { __proto__: null, configurable: true, writable: true, enumerable: false };
  Object.defineProperty(context, 'module', { ...hidden, value: module });
  Object.defineProperty(context, 'require', { ...hidden, value: makeRequire(module) });
  defineBuiltins(context);
  return context;
}

function defineBuiltins(context) {
  for (const name of Module.builtinModules) {
    if (name.includes('/') || name.includes(':') || name[0] === '_' || Object.hasOwn(context, name)) continue;
    const settle = (value) => Object.defineProperty(context, name, {
      __proto__: null, value, writable: true, enumerable: false, configurable: true,
    });
    Object.defineProperty(context, name, {
      __proto__: null, configurable: true, enumerable: false, set: settle,
      get() {
        const value = require('internal/modules/builtins').requireBuiltin(name);
        settle(value);
        return value;
      },
    });
  }
}

// `_` and `_error` follow the last results until the program assigns them.
function defineUnderscores(server) {
  const { context } = server;
  const define = (name, get, assign, notice) => Object.defineProperty(context, name, {
    __proto__: null,
    configurable: true,
    get,
    set(value) {
      if (assign(value)) server.output.write(`${notice}\n`);
    },
  });
  define('_', () => server.last, (value) => {
    server.last = value;
    const first = !server.underscoreAssigned;
    server.underscoreAssigned = true;
    return first;
  }, 'Expression assignment to _ now disabled.');
  define('_error', () => server.lastError, (value) => {
    server.lastError = value;
    const first = !server.underscoreErrAssigned;
    server.underscoreErrAssigned = true;
    return first;
  }, 'Expression assignment to _error now disabled.');
}

// ---- errors ----------------------------------------------------------------------------------------------------------

// The stack without the frames of the prompt itself; of a SyntaxError only the source and the message.
function trimStack(error) {
  const { stack } = error;
  if (typeof stack !== 'string') return;
  if (error.name === 'SyntaxError' && /^REPL\d+:\d+\n/.test(stack)) {
    setStack(error, stack.replace(/^REPL\d+:\d+\n/, '').replace(/\n {4}at [^]*$/, ''));
    return;
  }
  const at = stack.search(/\n {4}at /);
  if (at < 0) return;
  const frames = stack.slice(at + 1).split('\n');
  // The input itself is the last frame without a function's name; it and all below it go.
  let keep = frames.findLastIndex((frame) => /^ {4}at REPL\d+:\d+/.test(frame));
  if (keep < 0) keep = frames.findLastIndex((frame) => /\bREPL\d+:\d+/.test(frame)) + 1;
  setStack(error, [stack.slice(0, at), ...frames.slice(0, keep)].join('\n'));
}

function setStack(error, value) {
  Object.defineProperty(error, 'stack', { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && typeof value.stack === 'string';
}

function describeError(server, error) {
  let text = '';
  if (isErrorLike(error)) {
    fixEngineError(error);
    try {
      trimStack(error);
    } catch {
      // A frozen error keeps its stack.
    }
    text = server.writer(error);
    if (text[0] === '[' && text.at(-1) === ']') text = text.slice(1, -1);
  } else {
    text = server.writer(error);
  }
  const lines = text.split(/(?<=\n)/);
  const at = lines.findIndex((line) => /^\[?(?:[A-Z][a-z0-9_]*)*Error/.test(line));
  if (at >= 0) {
    const width = server.writer.options?.breakLength ?? 80;
    lines[at] = width >= lines[at].length ? `Uncaught ${lines[at]}` : `Uncaught:\n${lines[at]}`;
    text = lines.join('');
  } else {
    text = `Uncaught${lines.length === 1 ? ' ' : ':\n'}${text}`;
  }
  return text.endsWith('\n') ? text : `${text}\n`;
}

// util.inspect.replDefaults: how the prompt of the command line prints.
function exposeDefaults() {
  Object.defineProperty(inspect, 'replDefaults', {
    __proto__: null,
    configurable: true,
    get: () => writer.options,
    set(options) {
      if (options === null || typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
      Object.assign(writer.options, options);
    },
  });
}

// ---- the server ------------------------------------------------------------------------------------------------------

function optionsOf(prompt, source, eval_, useGlobal, ignoreUndefined, replMode) {
  if (prompt !== null && typeof prompt === 'object') return { ...prompt };
  let input;
  let output;
  if (source !== undefined && source !== null) {
    input = source.stdin ?? source;
    output = source.stdout ?? source;
  }
  return { prompt, input, output, eval: eval_, useGlobal, ignoreUndefined, replMode };
}

function REPLServer(prompt, stream, eval_, useGlobal, ignoreUndefined, replMode) {
  if (!(this instanceof REPLServer)) return new REPLServer(prompt, stream, eval_, useGlobal, ignoreUndefined, replMode);
  const options = optionsOf(prompt, stream, eval_, useGlobal, ignoreUndefined, replMode);
  if (!options.input && !options.output) {
    options.input = process.stdin;
    options.output = process.stdout;
  }
  if (options.terminal === undefined) options.terminal = Boolean(options.output.isTTY);
  if (options.breakEvalOnSigint && options.eval) throw new ERR_INVALID_REPL_EVAL_CONFIG();
  if (options.useColors === undefined) options.useColors = shouldColor(options.output);
  configure(this, options);

  const complete = (text, callback) => {
    const done = this.editorMode ? this.completeOnEditorMode(callback) : callback;
    require('internal/repl/complete').complete(this, text, done);
  };
  Interface.call(this, {
    input: options.input,
    output: options.output,
    completer: options.completer ?? complete,
    terminal: options.terminal,
    historySize: options.historySize,
    prompt: options.prompt === undefined ? '> ' : options.prompt,
  });
  addErrorChannel(this, options.domain);
  this.commands = { __proto__: null };
  this.resetContext();
  defineCommands(this);
  this.editorMode = false;
  listen(this);
  if (!this[kStandalone]) require('internal/repl/later_errors').guardListeners(this);
  // A subclass or a caller may still change the prompt.
  this.displayPrompt();
}

function commonPrefix(texts) {
  let prefix = texts[0];
  for (const text of texts) {
    while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}

function shouldColor(output) {
  if (!output?.isTTY) return false;
  return typeof output.getColorDepth === 'function' ? output.getColorDepth() > 2 : true;
}

// Errors of evaluation pass here, so that others can listen.
function addErrorChannel(server, domain) {
  server._domain = domain ?? new EventEmitter();
  server._domain.on('error', (error) => showError(server, error));
}

function configure(server, options) {
  server.allowBlockingCompletions = Boolean(options.allowBlockingCompletions);
  server.useColors = Boolean(options.useColors);
  server.useGlobal = Boolean(options.useGlobal);
  server.ignoreUndefined = Boolean(options.ignoreUndefined);
  server.replMode = options.replMode || REPL_MODE_SLOPPY;
  server.strictMode = REPL_MODE_STRICT;
  server.underscoreAssigned = false;
  server.last = undefined;
  server.underscoreErrAssigned = false;
  server.lastError = undefined;
  server.breakEvalOnSigint = Boolean(options.breakEvalOnSigint);
  server.lines = [];
  server.lines.level = [];
  server[kBuffered] = '';
  server[kBusy] = false;
  server[kQueue] = [];
  server[kEnding] = false;
  server[kStandalone] = options[kStandalone] ?? false;
  server.writer = options.writer || writer;
  if (server.writer === writer) {
    writer.options.colors = server.useColors;
    if (server[kStandalone]) exposeDefaults();
  }
  if (options.eval !== undefined && options.eval !== null) validateFunction(options.eval, 'options.eval');
  const evaluate = options.eval;
  server.eval = evaluate ? function(...args) {
    return evaluate.apply(server, args);
  } : (code, context, file, callback) => defaultEval(server, code, context, callback);
}

function listen(server) {
  let sawSIGINT = false;
  server.on('SIGINT', () => {
    const empty = server.line.length === 0;
    server.clearLine?.();
    server.editorModeOff?.();
    const hadBuffer = server[kBuffered].length > 0;
    if (server.editorMode) leaveEditor(server);
    if (!hadBuffer && empty) {
      if (sawSIGINT) {
        server.close();
        sawSIGINT = false;
        return;
      }
      server.output.write('(To exit, press Ctrl+C again or Ctrl+D or type .exit)\n');
      sawSIGINT = true;
    } else {
      sawSIGINT = false;
    }
    server.clearBufferedCommand();
    server.lines.level = [];
    server.displayPrompt();
  });
  server.on('line', (line) => {
    sawSIGINT = false;
    onLine(server, line ?? '');
  });
  server.on('SIGCONT', () => server.displayPrompt(true));
  server.on('close', () => {
    server[kEnding] = true;
    if (!server[kBusy]) exit(server);
  });
}

function exit(server) {
  server[kEnding] = false;
  process.nextTick(() => {
    if (server.historyManager?.isFlushing) server.once('flushHistory', () => server.emit('exit'));
    else server.emit('exit');
  });
}

function leaveEditor(server) {
  server.editorMode = false;
  server.setPrompt(server._initialPrompt ?? '> ');
}

// In the editor a typed line begins where the one above it did.
function indentLike(server, line) {
  const indent = /^\s+/.exec(line)?.[0];
  if (indent === undefined) return;
  server.write(indent);
  server.line = indent;
  server.cursor = indent.length;
}

function onLine(server, line) {
  if (server[kBusy]) {
    server[kQueue].push(line);
    return;
  }
  if (server.editorMode) {
    server[kBuffered] += `${line}\n`;
    if (server._sawKeyPress && !server[kLoading]) indentLike(server, line);
    return;
  }
  const trimmed = line.trim();
  if (trimmed !== '' && trimmed[0] === '.' && trimmed[1] !== '.' && Number.isNaN(Number.parseFloat(trimmed))) {
    const match = /^\.([^\s]+)\s*(.*)$/.exec(trimmed);
    if (match !== null) {
      if (runCommand(server, match[1], match[2])) return;
      if (server[kBuffered] === '') {
        server.output.write('Invalid REPL keyword\n');
        server.displayPrompt();
        return;
      }
    }
  }
  const code = `${server[kBuffered]}${line}\n`;
  evaluateInput(server, code, line);
}

function runCommand(server, name, rest) {
  const command = server.commands[name];
  if (command === undefined) return false;
  command.action.call(server, rest);
  return true;
}

// Stands for null, 0 and their like, thrown, which a callback takes for no error.
class ThrownNothing {
  constructor(value) {
    this.value = value;
  }
}

// One question at a time: input that comes while an answer is awaited waits too.
function evaluateInput(server, code, line) {
  let answered = false;
  server[kBusy] = true;
  const { outside, runInput } = require('internal/repl/later_errors');
  const finish = outside((...result) => {
    if (answered) return;
    answered = true;
    server[kBusy] = false;
    answer(server, result, line, code);
    while (!server[kBusy] && server[kQueue].length > 0) onLine(server, server[kQueue].shift());
    if (!server[kBusy] && server[kEnding]) exit(server);
  });
  const input = [code, server.context, 'repl', finish];
  try {
    if (server[kStandalone]) server.eval(...input);
    else runInput(server, server.eval, input);
  } catch (error) {
    if (error) finish(error);
    else finish(new ThrownNothing(error));
  }
}

// `result`: error and value; without a value there is nothing to show.
function answer(server, result, line, code) {
  const { 0: error, 1: value } = result;
  if (error instanceof Recoverable && !server.closed) {
    server[kBuffered] = code;
    server.lines.push(line);
    server.displayPrompt();
    return;
  }
  if (!server[kBuffered] || line !== '') server.lines.push(line);
  server.clearBufferedCommand();
  if (error) {
    const thrown = error instanceof ThrownNothing ? error.value : error;
    server._domain.emit('error', thrown instanceof Recoverable ? thrown.err : thrown);
    return;
  }
  if (result.length > 1 && !server.underscoreAssigned) server.last = value;
  if (result.length > 1 && (!server.ignoreUndefined || value !== undefined)) {
    let text;
    try {
      text = server.writer.call(server, value);
    } catch (failure) {
      server._domain.emit('error', failure);
      return;
    }
    server.output.write(`${text}\n`);
  }
  if (!server.closed) server.displayPrompt();
}

function showError(server, error) {
  if (!server.underscoreErrAssigned) server.lastError = error;
  if (server[kStandalone] && process.listenerCount('uncaughtException') !== 0) {
    process.nextTick(() => {
      process.emit('uncaughtException', error, 'uncaughtException');
      server.clearBufferedCommand();
      server.lines.level = [];
      if (!server.closed) server.displayPrompt();
    });
    return;
  }
  server.output.write(describeError(server, error));
  server.clearBufferedCommand();
  server.lines.level = [];
  if (!server.closed) server.displayPrompt();
}

Object.setPrototypeOf(REPLServer.prototype, Interface.prototype);
Object.setPrototypeOf(REPLServer, Interface);

Object.assign(REPLServer.prototype, {
  setupHistory(config, callback) {
    require('internal/repl/history').setupHistory(this, config, callback);
  },
  clearBufferedCommand() {
    this[kBuffered] = '';
  },
  createContext() {
    return makeContext(this);
  },
  resetContext() {
    this.context = this.createContext();
    this.underscoreAssigned = false;
    this.underscoreErrAssigned = false;
    this.lines = [];
    this.lines.level = [];
    defineUnderscores(this);
    this.emit('reset', this.context);
  },
  displayPrompt(preserveCursor) {
    this._initialPrompt ??= this.getPrompt();
    const prompt = this[kBuffered].length > 0 ? '| ' : this._initialPrompt;
    Interface.prototype.setPrompt.call(this, prompt);
    this.prompt(preserveCursor);
  },
  setPrompt(prompt) {
    this._initialPrompt = prompt;
    Interface.prototype.setPrompt.call(this, prompt);
  },
  complete(...args) {
    this.completer(...args);
  },
  // In the editor mode only what all candidates share is written.
  completeOnEditorMode: (callback) => (error, results) => {
    if (error) return callback(error);
    const { 0: completions, 1: completeOn = '' } = results;
    let found = completions.filter(Boolean);
    if (completeOn && found.length > 0) found = [commonPrefix(found)];
    callback(null, [found, completeOn]);
  },
  defineCommand(keyword, command) {
    if (typeof command === 'function') command = { action: command };
    else if (typeof command?.action !== 'function') throw new ERR_INVALID_ARG_TYPE('cmd.action', 'Function', command?.action);
    this.commands[keyword] = command;
  },
  // Ctrl+D ends the editor mode before it ends the prompt.
  close() {
    if (this.terminal && this.editorMode && !this._closing) {
      const code = this[kBuffered] + this.line;
      leaveEditor(this);
      this.line = '';
      this.cursor = 0;
      this.clearBufferedCommand();
      this.output.write('\n');
      evaluateInput(this, `${code}\n`, code);
      return;
    }
    this._closing = true;
    Interface.prototype.close.call(this);
  },
});

function start(prompt, source, eval_, useGlobal, ignoreUndefined, replMode) {
  return new REPLServer(prompt, source, eval_, useGlobal, ignoreUndefined, replMode);
}

function deprecatedAlias(name, target) {
  const text = 'repl.inputStream and repl.outputStream are deprecated. Use repl.input and repl.output instead';
  const pending = require('internal/options').getOptionValue('--pending-deprecation');
  const wrap = (fn) => (pending ? deprecate(fn, text, 'DEP0141') : fn);
  Object.defineProperty(REPLServer.prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: wrap(function() {
      return this[target];
    }),
    set: wrap(function(value) {
      this[target] = value;
    }),
  });
}
deprecatedAlias('inputStream', 'input');
deprecatedAlias('outputStream', 'output');

let builtinNames;
module.exports = {
  start,
  writer,
  REPLServer,
  REPL_MODE_SLOPPY,
  REPL_MODE_STRICT,
  Recoverable,
  isValidSyntax(input) {
    try {
      new vm.Script(`_=${input}`);
      return true;
    } catch {
      return false;
    }
  },
};

function publicNames() {
  return Module.builtinModules.filter((id) => id[0] !== '_' && !id.startsWith('node:'));
}

// The names that completion proposes; programs may add to the list.
Object.defineProperty(module.exports, 'knownNames', { __proto__: null, value: () => builtinNames ??= publicNames() });

function deprecatedNames(name, code, enumerable) {
  const text = `repl.${name} is deprecated. Check module.builtinModules instead`;
  const pending = require('internal/options').getOptionValue('--pending-deprecation');
  const wrap = (fn) => (pending ? deprecate(fn, text, code) : fn);
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get: wrap(() => builtinNames ??= publicNames()),
    set: wrap((value) => {
      builtinNames = value;
    }),
  });
}
deprecatedNames('builtinModules', 'DEP0191', true);
deprecatedNames('_builtinLibs', 'DEP0142', false);
Object.defineProperty(module.exports, 'kStandaloneREPL', { __proto__: null, value: kStandalone });
