// SPDX-License-Identifier: MIT
//
// The global console. Its methods are here as stubs: texts go straight to the descriptor, and everything else loads the full methods.

const { state: output, isPlain, useStreams, writeLine } = require('internal/console/output');
const { isLoaded } = require('internal/builtins');

const { writeText } = binding('util');
const { defineProperty } = Object;

let loaded;
// The full methods, once the console has the state that they work on.
function full() {
  if (loaded === undefined) {
    const { methods, State } = require('internal/console/methods');
    loaded = methods;
    const state = new State();
    state.isGlobal = true;
    require('internal/console/console').initConsole(console, state);
  }
  return loaded;
}

// What needs no formatter: simple values, the first of them without a directive. Undefined for all else.
function primitives(args) {
  let text = '';
  for (let i = 0; i < args.length; i++) {
    const value = args[i];
    const type = typeof value;
    if (type === 'string' ? i === 0 && args.length > 1 && value.includes('%') :
      type !== 'number' && type !== 'boolean' && value !== undefined && value !== null) return undefined;
    const shown = type === 'number' && value === 0 && 1 / value < 0 ? '-0' : `${value}`;
    text = i === 0 ? shown : `${text} ${shown}`;
  }
  return text;
}

// True where the line was written: streams untouched, no group open, and no colours to think of. Calls little: this is the whole program of many.
function quick(fd, args) {
  if (loaded !== undefined || output.replaced || isLoaded('internal/stdio') || isLoaded('diagnostics_channel')) return false;
  if (args.length === 1 && typeof args[0] === 'string') {
    writeText(fd, `${args[0]}\n`);
    return true;
  }
  if (!isPlain(fd)) return false;
  const text = primitives(args);
  if (text !== undefined) {
    writeLine(fd, text);
    return true;
  }
  writeLine(fd, require('internal/util/format').formatList(undefined, args));
  return true;
}

const console = {
  __proto__: {},
  log(...args) { if (!quick(1, args)) full().log.apply(console, args); },
  info(...args) { if (!quick(1, args)) full().info.apply(console, args); },
  debug(...args) { if (!quick(1, args)) full().debug.apply(console, args); },
  warn(...args) { if (!quick(2, args)) full().warn.apply(console, args); },
  error(...args) { if (!quick(2, args)) full().error.apply(console, args); },
  dir(object, options) { full().dir.call(console, object, options); },
  time(label) { full().time.call(console, label); },
  timeEnd(label) { full().timeEnd.call(console, label); },
  timeLog(...args) { full().timeLog.apply(console, args); },
  trace(...args) { full().trace.apply(console, args); },
  assert(expression, ...args) { if (!expression) full().assert.apply(console, [expression, ...args]); },
  clear() { full().clear.call(console); },
  count(label) { full().count.call(console, label); },
  countReset(label) { full().countReset.call(console, label); },
  group(...data) { full().group.apply(console, data); },
  groupEnd() { full().groupEnd.call(console); },
  table(tabularData, properties) { full().table.call(console, tabularData, properties); },
  dirxml(...args) { full().dirxml.apply(console, args); },
  groupCollapsed(...data) { full().groupCollapsed.apply(console, data); },
};

// Properties that programs assign make the console write through them.
function lazy(key, get, enumerable) {
  defineProperty(console, key, {
    __proto__: null,
    enumerable,
    configurable: true,
    get,
    set(value) {
      if (key === '_stdout' || key === '_stderr') useStreams();
      defineProperty(console, key, { __proto__: null, value, writable: true, enumerable, configurable: true });
    },
  });
}

lazy('Console', () => {
  const { Console } = require('internal/console/console');
  full();
  defineProperty(console, 'Console', { __proto__: null, value: Console, writable: true, enumerable: true, configurable: true });
  return Console;
}, true);

// Without a debugger these do nothing.
Object.assign(console, {
  profile() {},
  profileEnd() {},
  timeStamp() {},
  context(name) {
    const copy = { __proto__: {} };
    for (const key of Object.keys(console)) if (key !== 'Console') copy[key] = console[key];
    return copy;
  },
  createTask(name) {
    if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
    return {
      run(fn) {
        if (typeof fn !== 'function') throw new Error('First argument must be a function.');
        return fn();
      },
    };
  },
});

lazy('_stdout', () => process.stdout, false);
lazy('_stderr', () => process.stderr, false);
function lazyState(key) {
  lazy(key, () => {
    full();
    return console[key];
  }, false);
}
lazyState('_stdoutErrorHandler');
lazyState('_stderrErrorHandler');
lazyState('_ignoreErrors');
lazyState('_times');
defineProperty(console, Symbol.toStringTag, {
  __proto__: null, writable: false, enumerable: false, configurable: true, value: 'console',
});

module.exports = console;
