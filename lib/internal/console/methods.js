// SPDX-License-Identifier: MIT
//
// The methods of consoles. `this[kState]` holds what a console remembers; what programs can see of it are accessors on the console.

const { format, formatWithOptions } = require('internal/util/format');
const { isStackOverflowError } = require('internal/errors');
const { isLoaded } = require('internal/builtins');
const { isDirect, isPlain, writeLine } = require('internal/console/output');

const kState = Symbol('kState');
const kOut = '_stdout';
const kErr = '_stderr';
const { inspect: inspectValue } = require('internal/util/inspect');

const plainOptions = { __proto__: null };
const colorOptions = { __proto__: null, colors: true };

class State {
  isGlobal = false;
  stdout;
  stderr;
  ignoreErrors = true;
  colorMode = 'auto';
  inspectOptions = undefined;
  groupIndentation = 2;
  indent = '';
  counts = new Map();
  times = new Map();
}

function noop() {}

function write(self, which, text) {
  const state = self[kState];
  if (state.indent !== '') {
    if (text.includes('\n')) text = text.replaceAll('\n', `\n${state.indent}`);
    text = state.indent + text;
  }
  if (state.isGlobal && isDirect()) return writeLine(which === kOut ? 1 : 2, text);
  const stream = self[which];
  text += '\n';
  if (state.ignoreErrors === false) return stream.write(text);
  // A stream that fails must not end the program for a message.
  const watch = typeof stream.listenerCount === 'function' && stream.listenerCount('error') === 0;
  if (watch) stream.on('error', noop);
  try {
    stream.write(text, which === kOut ? self._stdoutErrorHandler : self._stderrErrorHandler);
  } catch (error) {
    if (isStackOverflowError(error)) throw error;
  } finally {
    if (watch) stream.removeListener('error', noop);
  }
  return undefined;
}

// Runs when a write has ended: an error event may follow, which nobody needs to hear of.
function createWriteErrorHandler(self, which) {
  return (error) => {
    const stream = self[which];
    if (error !== null && error !== undefined && !stream._writableState?.errorEmitted && stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
  };
}

function optionsFor(self, which) {
  const state = self[kState];
  if (state.isGlobal && isDirect() && isPlain(which === kOut ? 1 : 2)) return plainOptions;
  const stream = self[which];
  let color = state.colorMode;
  if (color === 'auto') {
    color = require('internal/util/colors').shouldColorize(stream);
  }
  let { inspectOptions } = state;
  if (inspectOptions instanceof Map) inspectOptions = inspectOptions.get(stream);
  if (inspectOptions !== undefined) {
    return inspectOptions.colors === undefined ? { ...inspectOptions, colors: color } : inspectOptions;
  }
  return color ? colorOptions : plainOptions;
}

function formatFor(self, which, args) {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  const options = optionsFor(self, which);
  return options === plainOptions ? format(...args) : formatWithOptions(options, ...args);
}

function publish(name, args) {
  if (!isLoaded('diagnostics_channel')) return;
  const channel = require('diagnostics_channel').channel(`console.${name}`);
  if (channel.hasSubscribers) channel.publish(args);
}

function warnUser(message) { process.emitWarning(message); }

function now() { return process.hrtime(); }

function elapsedMs(start) {
  const { 0: seconds, 1: nanoseconds } = process.hrtime(start);
  return seconds * 1000 + nanoseconds / 1e6;
}

function pad(value) { return String(value).padStart(2, '0'); }

function formatTime(ms) {
  if (ms >= 1000) {
    const total = Math.floor(ms / 1000);
    const hours = Math.floor(total / 3600);
    const minutes = Math.floor((total % 3600) / 60);
    if (hours !== 0 || minutes !== 0) {
      const { 0: seconds, 1: fraction } = ((ms % 60000) / 1000).toFixed(3).split('.');
      const head = hours !== 0 ? `${hours}:${pad(minutes)}` : minutes;
      return `${head}:${pad(seconds)}.${fraction} (${hours !== 0 ? 'h:m' : ''}m:ss.mmm)`;
    }
    return `${(ms / 1000).toFixed(3)}s`;
  }
  return `${Number(ms.toFixed(3))}ms`;
}

function logTime(self, label, data, name) {
  const { times } = self[kState];
  const start = times.get(label);
  if (start === undefined) {
    warnUser(`No such label '${label}' for console.${name}()`);
    return false;
  }
  const text = `${label}: ${formatTime(elapsedMs(start))}`;
  if (data === undefined) write(self, kOut, formatFor(self, kOut, ['%s', text]));
  else write(self, kOut, formatFor(self, kOut, ['%s', text, ...data]));
  return true;
}

const methods = {
  log(...args) {
    publish('log', args);
    write(this, kOut, formatFor(this, kOut, args));
  },
  info(...args) {
    publish('info', args);
    write(this, kOut, formatFor(this, kOut, args));
  },
  debug(...args) {
    publish('debug', args);
    write(this, kOut, formatFor(this, kOut, args));
  },
  warn(...args) {
    publish('warn', args);
    write(this, kErr, formatFor(this, kErr, args));
  },
  error(...args) {
    publish('error', args);
    write(this, kErr, formatFor(this, kErr, args));
  },
  dir(object, options) {
    write(this, kOut, inspectValue(object, { customInspect: false, ...optionsFor(this, kOut), ...options }));
  },
  time(label = 'default') {
    label = `${label}`;
    const { times } = this[kState];
    if (times.has(label)) {
      warnUser(`Label '${label}' already exists for console.time()`);
      return;
    }
    times.set(label, now());
  },
  timeEnd(label = 'default') {
    label = `${label}`;
    if (logTime(this, label, undefined, 'timeEnd')) this[kState].times.delete(label);
  },
  timeLog(label = 'default', ...data) {
    logTime(this, `${label}`, data, 'timeLog');
  },
  trace(...args) {
    const holder = { name: 'Trace', message: formatFor(this, kErr, args) };
    Error.captureStackTrace(holder, this.trace);
    this.error(holder.stack);
  },
  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    Reflect.apply(this.warn, this, args);
  },
  // Only a terminal is cleared.
  clear() {
    const stream = this[kOut];
    if (!stream.isTTY || process.env.TERM === 'dumb') return;
    const { cursorTo, clearScreenDown } = require('readline');
    cursorTo(stream, 0, 0);
    clearScreenDown(stream);
  },
  count(label = 'default') {
    label = `${label}`;
    const { counts } = this[kState];
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    this.log(`${label}: ${count}`);
  },
  countReset(label = 'default') {
    label = `${label}`;
    if (!this[kState].counts.delete(label)) warnUser(`Count for '${label}' does not exist`);
  },
  group(...data) {
    if (data.length > 0) Reflect.apply(this.log, this, data);
    const state = this[kState];
    state.indent += ' '.repeat(state.groupIndentation);
  },
  groupEnd() {
    const state = this[kState];
    state.indent = state.indent.slice(0, Math.max(0, state.indent.length - state.groupIndentation));
  },
  table(tabularData, properties) {
    if (tabularData === null || typeof tabularData !== 'object') {
      this.log(tabularData);
      return;
    }
    if (properties !== undefined) require('internal/validators').validateArray(properties, 'properties');
    const text = require('internal/console/table').tableOf(tabularData, properties, this[kState].inspectOptions);
    if (text === undefined) this.log(tabularData);
    else this.log(text);
  },
};
methods.dirxml = methods.log;
methods.groupCollapsed = methods.group;

module.exports = { State, createWriteErrorHandler, formatTime, kState, methods };
