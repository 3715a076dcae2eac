// SPDX-License-Identifier: MIT
// What of the runtime the inspector needs, and its start. The inspector's own JavaScript (./realm) lives in a context of its own: the debugger sees that of the program
// only, and no program can patch what the inspector is made of. Loaded by whoever inspects; a runtime has one agent.

const native = binding('inspector');
const contextify = binding('contextify');
const modules = binding('modules');
const util = binding('util');
const types = require('internal/util/types');
const stacks = require('internal/error_stack');
const { evaluateIn, isLoaded } = require('internal/builtins');

const program = globalThis;
const { then } = Promise.prototype;
const { apply } = Reflect;
const toFunctionText = Function.prototype.toString;
const { threadId } = binding('worker');
const kPartNames = ['objects', 'scripts', 'runtime', 'debugger', 'workers', 'others'];
const kSharedName = 'protojs:modules/';

// ---- names, places and texts ---------------------------------------------------------------------------------------------

const { pathToFileURL, fileURLToPath } = require('internal/url');

function toURL(name) {
  return name[0] === '/' ? pathToFileURL(name).href : name;
}

function toName(url) {
  if (!url.startsWith('file://')) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

// The files of a text that the loader made of several, with their lines in it; undefined where it is one file.
function partsOf(name, lastLine) {
  if (!name.startsWith(kSharedName)) return undefined;
  const parts = [];
  for (let line = 0; line <= lastLine; line++) {
    const found = modules.locate(name, line + 1);
    if (found === undefined) continue;
    const last = parts.at(-1);
    if (last?.file === found[0]) last.lastLine = line;
    else parts.push({ file: found[0], firstLine: line - (found[1] - 1), lastLine: line });
  }
  return parts.length === 0 ? undefined : parts;
}

function headLength(name) {
  return Math.max(0, stacks.firstLineShift[name] ?? stacks.shiftOfFile?.(name) ?? 0);
}

function authorColumn(name, line, column) {
  if (name[0] !== '/' && !name.startsWith('file:')) return column;
  return binding('esm').column(name, line + 1, column + 1) - 1;
}

// The first column of the engine's text that is the author's, or later.
function engineColumn(name, line, column) {
  const most = column + 4096;
  for (let at = column; at < most; at++) if (authorColumn(name, line, at) >= column) return at;
  return column;
}

function textOf(name) {
  const file = toName(name);
  if (file === '[eval]' && typeof process._eval === 'string') return process._eval;
  if (file[0] !== '/') return undefined;
  try {
    return require('fs').readFileSync(file, 'utf8');
  } catch {
    return undefined; // the engine has its own
  }
}

function sourceMapOf(name) {
  const text = textOf(name);
  if (text === undefined || !text.includes('sourceMappingURL=')) return '';
  return /\/\/[#@] sourceMappingURL=([^\s'"]+)\s*$/.exec(text)?.[1] ?? '';
}

// ---- code of the program -------------------------------------------------------------------------------------------------

let target;

function asUserCode(run) {
  native.userCode(target, true);
  try {
    return run();
  } finally {
    native.userCode(target, false);
  }
}

// Globals that are there while `run` runs.
function lend(name, value, run, holder = program) {
  const before = Reflect.getOwnPropertyDescriptor(holder, name);
  Reflect.defineProperty(holder, name, { __proto__: null, value, configurable: true, enumerable: false, writable: true });
  try {
    return run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(holder, name);
    else Reflect.defineProperty(holder, name, before);
  }
}

function evaluateText(source, { timeout, url = '', replMode = false }) {
  if (replMode && /\bawait\b/.test(source)) {
    const wrapped = require('internal/repl/await').wrapAwait(source);
    if (wrapped !== undefined && wrapped !== null) source = wrapped;
  }
  if (timeout === undefined) return contextify.evaluate(source, url, 1, program);
  return require('internal/vm/limited').evaluate(source, url, 1, program, undefined, Math.max(1, timeout), false);
}

function commandLineRequire() {
  const { makeRequire, Module } = require('internal/modules/cjs/loader');
  const module = new Module('<inspector console>');
  module.paths = Module._nodeModulePaths(process.cwd()).concat(Module.globalPaths ?? []);
  return makeRequire(module);
}

function evaluate(source, options) {
  if (!options.includeCommandLineAPI || 'require' in program) return evaluateText(source, options);
  return lend('require', commandLineRequire(), () => evaluateText(source, options));
}

// ---- contexts of vm ------------------------------------------------------------------------------------------------------

const contexts = new Map(); // id -> { weak, name, origin }
const kMainContext = 1;
let lastContext = kMainContext;
let namelessCount = 0;
let contextEnds;

function watchContexts() {
  contextEnds = new FinalizationRegistry((id) => {
    contexts.delete(id);
    core.runtime.contextEnded(id);
  });
  require('internal/vm/context').inspect = (context) => {
    const { name = `VM Context ${++namelessCount}`, origin = '' } = context.options;
    const id = ++lastContext;
    contexts.set(id, { weak: new WeakRef(context), name, origin });
    contextEnds.register(context, id);
    if (core.debugger.isEnabled()) native.engineDebug(target, context.global, true);
    core.runtime.contextBegan({ id, name, origin });
  };
}

function debugContexts(on) {
  for (const { weak } of contexts.values()) {
    const context = weak.deref();
    if (context !== undefined) native.engineDebug(target, context.global, on);
  }
}

// A value under a name on the main global and on those of contexts, while `run` runs.
function lendAll(name, value, run) {
  const globals = [];
  for (const { weak } of contexts.values()) {
    const context = weak.deref();
    if (context !== undefined) globals.push(context.global);
  }
  const next = (i) => (i === globals.length ? lend(name, value, run) : lend(name, value, () => next(i + 1), globals[i]));
  return next(0);
}

function evaluateInContext(id, source) {
  const context = contexts.get(id)?.weak.deref();
  if (context === undefined) throw new core.ProtocolError('Cannot find context with specified id');
  return context.evaluate(source, '', 1, {});
}

// ---- workers -------------------------------------------------------------------------------------------------------------

const kReady = 8;

// Workers that are made from now on are inspected. `waits()`: they wait for a front end before their first line.
function watchWorkers(on, waits) {
  const { inspection } = require('internal/worker/worker');
  if (on && inspection.hooks === undefined) {
    for (const tell of inspection.running) tell({ type: 'inspect', waits: false, parent: threadId });
  }
  inspection.hooks = on ? {
    begin: () => ({ waits: waits(), parent: threadId }),
    end: (thread) => core.workers.ended(thread),
  } : undefined;
}

let isStartedByParent = false;

// In a worker whose parent inspects it. `entry` is the name of its first file.
exports.startInWorker = ({ waits, parent }, { url, title, entry }) => {
  if (isStartedByParent) return;
  isStartedByParent = true;
  start();
  const lifecycle = require('internal/process/lifecycle');
  lifecycle.inspect = () => {
    lifecycle.inspect = undefined;
    const tell = core.others.waitingForDisconnect();
    tell();
    exports.waitUntil((sessions) => {
      for (const session of sessions) if (session.wantsEnd) return false;
      return true;
    });
    tell();
  };
  native.post(parent, kReady, 0, threadId, JSON.stringify({ url, title, waits }));
  if (!waits) return;
  exports.wait();
  if (core.debugger.isEnabled() && entry !== undefined) core.debugger.breakAtStart(entry());
};

// ---- the host of the realm -----------------------------------------------------------------------------------------------

const kPromiseStates = ['pending', 'fulfilled', 'rejected'];

let waiting = false; // for a front end that says runIfWaitingForDebugger
let isListening = false;

// A snapshot's text in pieces.
function heapSnapshot(size, take) {
  const bytes = require('internal/v8/heap_snapshot').getHeapSnapshot().read();
  const decoder = new (require('string_decoder').StringDecoder)('utf8');
  for (let at = 0; at < bytes.length; at += size) take(decoder.write(bytes.subarray(at, at + size)));
}

const host = {
  isolate: `${process.pid}${threadId}`,
  debuggerId: `${process.pid}.${threadId}`,
  contextName: threadId === 0 ? `${process.argv0}[${process.pid}]` : `Worker[${threadId}]`,
  types,
  isError: (value) => types.isNativeError(value) || (typeof value === 'object' && value !== null && !types.isProxy(value) && Error.isError(value)),
  promiseState(promise) {
    const { 0: state, 1: value } = util.promiseDetails(promise);
    return { state: kPromiseStates[state] ?? 'pending', value };
  },
  proxyTarget: (proxy) => util.proxyDetails(proxy)?.[0],
  functionText(fn) {
    try {
      return apply(toFunctionText, fn, []);
    } catch {
      return 'function () { [native code] }';
    }
  },
  entriesOf: (value, kind) => (kind === 'map' ? Array.from(value, ([key, item]) => ({ key, value: item })) : Array.from(value, (item) => ({ value: item }))),
  toProgram: (value) => (typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value),
  messageOf: (error) => (types.isNativeError(error) ? String(error.message) : ''),
  fixError: (error) => stacks.fixEngineError(error),
  then(value, resolved, rejected) { apply(then, Promise.resolve(value), [resolved, rejected]); },
  asUserCode,
  evaluate,
  lend: lendAll,
  evaluateInContext,
  contexts: () => [...contexts].map(([id, { name, origin }]) => ({ id, name, origin })),
  hasContext: (id) => contexts.has(id),
  debugContexts,
  checkSyntax: (text, url) => contextify.checkSyntax(text, url, 1, program),
  defineBinding(name, call) {
    Reflect.defineProperty(program, name, {
      __proto__: null,
      value: (payload) => { call(String(payload)); },
      configurable: true,
      enumerable: false,
      writable: true,
    });
  },
  heapUsage() {
    const { heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
    return { usedSize: heapUsed, totalSize: heapTotal, embedderHeapUsedSize: external, backingStorageSize: arrayBuffers };
  },
  collectGarbage: () => require('internal/options').collectGarbage(),

  toURL,
  toName,
  partsOf,
  headLength,
  authorColumn,
  engineColumn,
  textOf,
  sourceMapOf,
  isModule: (name) => name.startsWith('file:'),

  engineOpen() {
    modules.compileAlone();
    return native.engineOpen(target);
  },
  engineSend: (text) => native.engineSend(target, text),
  engineClose: () => native.engineClose(target),
  serverSend: (session, text) => native.serverSend(session, text),
  newSession: () => native.newSession(),
  watchWorkers,
  post: (number, kind, session, text) => native.post(number, kind, session, threadId, text),

  stopWaiting() { waiting = false; },
  isWaiting: (sessions) => exports.keepsWaiting(sessions),
  waitsForDebugger: () => waiting,
  sessionsChanged: (sessions, isNew) => exports.sessionsChanged(sessions, isNew),
  complain: (error) => process._rawDebug(`inspector: ${error?.stack ?? error}`),

  startProfile: () => require('internal/v8/cpu_profile').start('Profiler.start()'),
  stopProfile: (profile) => require('internal/v8/cpu_profile').stop(profile),
  startAllocations: (interval) => require('internal/v8/heap_profile').start('HeapProfiler.startSampling()', interval),
  stopAllocations: () => require('internal/v8/heap_profile').stop(),
  instancesOf: (prototype) => require('internal/v8/heap_snapshot').instancesOf(prototype),
  heapSnapshot,
  network: { methods: {} },
};

let core;

// ---- the console and errors ----------------------------------------------------------------------------------------------

const kConsoleMethods = ['log', 'info', 'debug', 'warn', 'error', 'dir', 'dirxml', 'table', 'trace', 'clear', 'group', 'groupCollapsed', 'groupEnd',
                         'assert', 'count', 'countReset', 'timeEnd', 'timeLog', 'profile', 'profileEnd', 'timeStamp'];

// What a method tells front ends: its arguments, or undefined for nothing.
function consoleArguments(method, args) {
  if (method === 'assert') return args[0] ? undefined : args.length > 1 ? args.slice(1) : ['console.assert'];
  return args;
}

const reportedByText = new Set(['count', 'countReset', 'timeEnd', 'timeLog', 'profile', 'profileEnd', 'timeStamp']);

let isReporting = false;

// `above`: the function above which stacks begin.
function report(above, method, args) {
  const told = consoleArguments(method, args);
  if (told === undefined || isReporting || reportedByText.has(method)) return;
  isReporting = true; // a listener may use the console
  try {
    const holder = {};
    stacks.Error.captureStackTrace(holder, above);
    core.runtime.consoleCalled(method, told, holder.stack, isListening);
  } finally {
    isReporting = false;
  }
}

function watchConsole() {
  const console = require('internal/console/global');
  for (const method of kConsoleMethods) {
    const original = console[method];
    if (typeof original !== 'function') continue;
    const wrapped = {
      [method](...args) {
        report(wrapped, method, args);
        return apply(original, this, args);
      },
    }[method];
    Object.defineProperty(wrapped, 'length', { __proto__: null, value: original.length, configurable: true });
    console[method] = wrapped;
  }
}

// The console that only front ends read.
let inspectorConsole;
function makeConsole() {
  if (inspectorConsole !== undefined) return inspectorConsole;
  inspectorConsole = {};
  for (const method of [...kConsoleMethods, 'time', 'context', 'createTask']) {
    const own = {
      [method](...args) {
        if (core !== undefined && kConsoleMethods.includes(method)) report(own, method, args);
      },
    }[method];
    inspectorConsole[method] = own;
  }
  return inspectorConsole;
}

function watchErrors() {
  require('internal/process/execution').inspect = (error, fromPromise) => core.runtime.exceptionThrown(error, fromPromise);
}

// ---- start ---------------------------------------------------------------------------------------------------------------

function start() {
  if (core !== undefined) return core;
  const realm = contextify.newContext();
  const parts = {};
  for (const name of kPartNames) parts[name] = evaluateIn(realm, `internal/inspector/realm/${name}`);
  core = evaluateIn(realm, 'internal/inspector/realm/dispatcher').create(host, parts);
  target = native.attach(threadId, core.handler);
  watchConsole();
  watchErrors();
  watchContexts();
  return core;
}

exports.start = start;
exports.isStarted = () => core !== undefined;
exports.makeConsole = makeConsole;
exports.host = host;
exports.target = () => target;
exports.setListening = (on) => { isListening = on; };
exports.isLoaded = isLoaded;

// Blocks until a front end lets the program go on.
let until;
exports.keepsWaiting = (sessions) => (until === undefined ? waiting : !until(sessions));
exports.wait = () => {
  start();
  waiting = true;
  core.others.waitingForDebugger();
  native.wait(target);
  waiting = false;
};
exports.waitUntil = (done) => {
  until = done;
  native.wait(target);
  until = undefined;
};

let onSessions;
exports.setSessionsChanged = (fn) => { onSessions = fn; };
exports.sessionsChanged = (sessions, isNew) => onSessions?.(sessions, isNew === true);

// A worker below wants to talk to the main thread's inspector.
exports.startForChild = () => {
  if (threadId === 0) start();
  else require('internal/worker/thread').state.startInspector();
};
