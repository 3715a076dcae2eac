// SPDX-License-Identifier: MIT
// First JavaScript of a runtime: the loader of built-ins, lazy globals, and the hooks through which C enters. `binding` is the host object
// here. Whatever a hello-world does not need is loaded by whoever needs it.

const host = binding;
const global = globalThis;

// ---- built-in modules ------------------------------------------------------------------------------------------------

const modules = { __proto__: null };
const bindings = { __proto__: null, host };

function getBinding(name) {
  return bindings[name] ??= host.binding(name);
}

function requireBuiltin(id) {
  const known = modules[id];
  if (known !== undefined) return known.exports;
  const wrapper = host.compileBuiltin(id);
  if (wrapper === undefined) throw new Error(`No such built-in module: ${id}`);
  const module = modules[id] = { exports: {}, id };
  let done = false;
  try {
    wrapper(module.exports, requireBuiltin, module, getBinding);
    done = true;
  } finally {
    if (!done) delete modules[id];
  }
  return module.exports;
}

modules['internal/builtins'] = {
  id: 'internal/builtins',
  exports: {
    requireBuiltin,
    isLoaded: (id) => modules[id] !== undefined,
    ids: () => host.builtinIds(),
    // Puts other exports in the place of a built-in's, which is not loaded then.
    replaceBuiltin(id, exports) {
      modules[id] = { id, exports };
    },
    // Evaluates a built-in's source anew in another context (its own Error, Array ...).
    evaluateIn(contextGlobal, id) {
      const module = { exports: {}, id };
      host.compileBuiltin(id, contextGlobal)(module.exports, requireBuiltin, module, getBinding);
      return module.exports;
    },
  },
};

const { fixEngineError } = requireBuiltin('internal/error_stack');

// [0]: ticks wait; [1]: rejections wait; [2]: reported rejections may be handled yet. Whoever makes either has loaded the queues.
// [3]: somebody may listen to the end of the program; else it is not entered for beforeExit and exit.
const tickInfo = new Int32Array(host.tickInfoBuffer);
const tasks = () => requireBuiltin('internal/process/task_queues');

// ---- globals ---------------------------------------------------------------------------------------------------------

requireBuiltin('internal/globals').install(global, requireBuiltin);

// ---- the door --------------------------------------------------------------------------------------------------------

function onUncaught(error) {
  requireBuiltin('internal/process/execution').onUncaught(fixEngineError(error), false);
}

exports.door = function door(handler, a, b, c, d, e, f, g, h) {
  let result;
  try {
    result = handler(a, b, c, d, e, f, g, h);
  } catch (error) {
    onUncaught(error);
  }
  if (tickInfo[0] !== 0) tasks().runTicks();
  return result;
};

exports.afterMicrotasks = function afterMicrotasks() {
  if (tickInfo[0] !== 0) tasks().runTicks();
  else if (tickInfo[1] !== 0) tasks().processRejections();
  else if (tickInfo[2] !== 0) tasks().checkHandledLater();
};

exports.onUnhandledRejection = (promise, reason) => tasks().onUnhandledRejection(promise, reason);

exports.makeError = function makeError(kind, code, message) {
  const error = new global[kind](message);
  if (code !== undefined) {
    error.code = code;
    const { stack } = error;
    if (typeof stack === 'string' && stack.startsWith(`${kind}: `)) {
      error.stack = `${kind} [${code}]${stack.slice(kind.length)}`;
    }
  }
  return error;
};

exports.makeErrnoError = function makeErrnoError(errno, syscall, path, dest) {
  return requireBuiltin('internal/errors').uvException({ errno, syscall, path, dest });
};

// ---- the program -----------------------------------------------------------------------------------------------------

// `plain` is the absolute name of the program's file where the command line asks for nothing else.
exports.runMain = (plain) => {
  if (plain === undefined || !requireBuiltin('internal/main/plain').run(plain)) requireBuiltin('internal/main').run();
};

// SIGUSR1
exports.inspect = () => requireBuiltin('internal/inspector/server').openOnSignal();

exports.runWorker = () => requireBuiltin('internal/worker/main').run();

// `process` is loaded by whoever touches it, and with it internal/process/lifecycle; where nobody did, these are not called.
exports.beforeExit = () => requireBuiltin('internal/process/lifecycle').emitBeforeExit();
exports.exit = () => requireBuiltin('internal/process/lifecycle').emitExit();
