// SPDX-License-Identifier: MIT
//
// The `process` object: an EventEmitter over binding('process'). Parts that few programs use are loaded when they are touched.
'use strict';

const EventEmitter = require('events');

const { defineProperty } = Object;

// ---- what it is -------------------------------------------------------------------------------------------------------------

// eslint-disable-next-line func-name-matching
const constructor = function process() {
  return this; // jest calls the constructors of all prototypes of process on a copy
};
defineProperty(constructor, 'name', { __proto__: null, value: 'process', configurable: true });
const prototype = Object.create(EventEmitter.prototype, {
  constructor: { __proto__: null, value: constructor, writable: true, enumerable: false, configurable: true },
});
defineProperty(constructor, 'prototype', { __proto__: null, value: prototype, writable: false });

// It exists before its parts are loaded: they require it. Programs may replace the global of that name.
const process = Object.create(prototype);
module.exports = process;

const native = binding('process');
const { commandLine, getOptionValue } = require('internal/options');
const { nextTick } = require('internal/process/task_queues');
const lifecycle = require('internal/process/lifecycle');
const methods = require('internal/process/methods');
const { createEnvironment } = require('internal/process/env');
const facts = require('internal/process/facts');

function lazy(name, make, enumerable = true, settable = true) {
  defineProperty(process, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get() {
      const value = make();
      defineProperty(process, name, { __proto__: null, value, writable: true, enumerable, configurable: true });
      return value;
    },
    set: settable ? (value) => {
      defineProperty(process, name, { __proto__: null, value, writable: true, enumerable, configurable: true });
    } : undefined,
  });
}

function constant(name, value, enumerable = true) {
  defineProperty(process, name, { __proto__: null, value, writable: false, enumerable, configurable: false });
}

// ---- facts ------------------------------------------------------------------------------------------------------------------

constant('version', facts.version);
lazy('versions', facts.versions, true, false);
constant('arch', facts.arch);
constant('platform', 'linux');
lazy('release', facts.release, true, false);
Object.assign(process, methods.raw);
lazy('config', facts.config);
lazy('features', facts.features, true, false);
lazy('allowedNodeEnvironmentFlags', () => require('internal/process/flags').allowedNodeEnvironmentFlags);

defineProperty(process, Symbol.toStringTag, {
  __proto__: null, value: 'process', writable: false, enumerable: false, configurable: true,
});

EventEmitter.call(process);
defineProperty(process, '_exiting', { __proto__: null, value: false, writable: true, enumerable: false, configurable: true });

defineProperty(process, 'exitCode', {
  __proto__: null,
  enumerable: true,
  configurable: false,
  get() {
    return lifecycle.state.exitCode;
  },
  set(value) {
    lifecycle.validateExitCode(value, 'code');
    lifecycle.state.exitCode = value;
  },
});

const { argv0, execArgv, rest } = commandLine();
process.execPath = native.execPath();
process.title = undefined;
defineProperty(process, 'title', {
  __proto__: null,
  enumerable: true,
  configurable: true,
  get: native.getTitle,
  set(value) {
    native.setTitle(`${value}`);
  },
});
if (getOptionValue('--title')) process.title = getOptionValue('--title');
process.pid = native.pid;
defineProperty(process, 'ppid', {
  __proto__: null, enumerable: true, configurable: true, get: () => native.ids()[4], set: undefined,
});
defineProperty(process, 'debugPort', {
  __proto__: null, enumerable: true, configurable: true, value: 9229, writable: true,
});
process.execArgv = execArgv;
process.argv = [process.execPath, ...rest];
defineProperty(process, 'argv0', {
  __proto__: null, enumerable: true, configurable: true, writable: false, value: argv0,
});
process.env = createEnvironment();
if (execArgv.length > 0 && getOptionValue('--eval') !== '') process._eval = getOptionValue('--eval');

// ---- methods ----------------------------------------------------------------------------------------------------------------

Object.assign(process, methods.common);
process.nextTick = nextTick;
process._fatalException = require('internal/process/execution').fatalException;
process._getActiveHandles = () => require('internal/process/resources').activeHandles();
process._getActiveRequests = () => require('internal/process/resources').activeRequests();
process.getActiveResourcesInfo = function getActiveResourcesInfo() {
  return require('internal/process/resources').activeResourcesInfo();
};

function lazyMethod(name, id, length = 0) {
  const method = {
    [name](...args) {
      return require(id)[name](...args);
    },
  }[name];
  defineProperty(method, 'length', { __proto__: null, value: length, configurable: true });
  process[name] = method;
}

process.emitWarning = function emitWarning(warning, type, code, ctor) {
  return require('internal/process/warning').emitWarning(warning, type, code, ctor ?? process.emitWarning);
};
lazyMethod('binding', 'internal/process/legacy_binding', 1);
lazyMethod('_linkedBinding', 'internal/process/legacy_binding', 1);
lazyMethod('dlopen', 'internal/process/per_thread', 2);
lazyMethod('execve', 'internal/process/per_thread', 3);
lazyMethod('loadEnvFile', 'internal/process/per_thread');
lazyMethod('getBuiltinModule', 'internal/process/per_thread', 1);
lazyMethod('setSourceMapsEnabled', 'internal/process/per_thread', 1);
lazyMethod('setUncaughtExceptionCaptureCallback', 'internal/process/per_thread', 1);
lazyMethod('addUncaughtExceptionCaptureCallback', 'internal/process/per_thread', 1);
lazyMethod('hasUncaughtExceptionCaptureCallback', 'internal/process/per_thread');
process.sourceMapsEnabled = undefined;
defineProperty(process, 'sourceMapsEnabled', {
  __proto__: null, enumerable: true, configurable: true,
  get: () => require('internal/process/per_thread').sourceMapsEnabled(),
});
lazy('finalization', () => require('internal/process/finalization'));
lazy('report', () => require('internal/process/per_thread').report);
lazy('moduleLoadList', () => [], false);

for (const [name, option] of [
  ['noDeprecation', '--no-deprecation'], ['throwDeprecation', '--throw-deprecation'],
  ['traceDeprecation', '--trace-deprecation'],
]) {
  if (getOptionValue(option)) process[name] = true;
}
if (getOptionValue('--trace-warnings')) process.traceProcessWarnings = true;

// ---- streams ----------------------------------------------------------------------------------------------------------------

for (const name of ['stdout', 'stdin', 'stderr']) {
  let overridden;
  defineProperty(process, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return overridden ?? require('internal/stdio')[name]();
    },
    set(value) {
      overridden = value;
      require('internal/console/output').useStreams();
    },
  });
}
process.openStdin = () => {
  process.stdin.resume();
  return process.stdin;
};

// ---- signals and the parent -------------------------------------------------------------------------------------------------

const signals = require('internal/process/signals');
process.on('newListener', signals.onNewListener);
process.on('removeListener', signals.onRemoveListener);
if (getOptionValue('--warnings') && native.getenv('NODE_NO_WARNINGS') !== '1') {
  process.on('warning', function onWarning(warning) {
    require('internal/process/warning').onWarning(warning);
  });
}
if (native.getenv('NODE_CHANNEL_FD') !== undefined && binding('worker').threadId === 0) {
  require('internal/process/channel').open();
}

// ---- the program's main module ----------------------------------------------------------------------------------------------

defineProperty(process, 'mainModule', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return require('internal/modules/cjs/loader').mainModule();
  },
  set(value) {
    defineProperty(process, 'mainModule', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  },
});
