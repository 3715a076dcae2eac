// SPDX-License-Identifier: MIT
// What the options ask for before the program's first line runs. Costs a look at each option. Returns a promise where --import has something
// to wait for.

const { getOptionValue, isGiven, environment, collectGarbage } = require('internal/options');
const { defineProperty } = Object;

function loadEnvironmentFiles() {
  const files = getOptionValue('--env-file');
  const optional = getOptionValue('--env-file-if-exists');
  if (files.length === 0 && optional.length === 0) return;
  const process = require('process');
  const { parseEnv } = require('util');
  for (const [list, mustExist] of [[files, true], [optional, false]]) {
    for (const file of list) {
      let text;
      try {
        text = require('fs').readFileSync(file, 'utf8');
      } catch (error) {
        if (!mustExist && error.code === 'ENOENT') {
          process._rawDebug(`${file} not found. Continuing without it.`);
          continue;
        }
        process._rawDebug(`${process.argv0}: ${file}: not found`);
        process.reallyExit(9);
      }
      const values = parseEnv(text);
      for (const name of Object.keys(values)) process.env[name] ??= values[name];
    }
  }
}

// To the process that watches: the files of modules as they are loaded.
function reportDependencies() {
  const process = require('process');
  delete process.env.WATCH_REPORT_DEPENDENCIES;
  if (typeof process.send !== 'function') return;
  require('internal/modules/cjs/loader').setReporter((filename) => {
    if (process.connected) process.send({ 'watch:require': [filename] });
  });
  process.channel?.unref?.();
}

function disableProto() {
  const mode = getOptionValue('--disable-proto');
  if (mode === 'delete') {
    delete Object.prototype.__proto__; // eslint-disable-line no-proto
  } else if (mode === 'throw') {
    const refuse = () => {
      const { codes: { ERR_PROTO_ACCESS } } = require('internal/errors');
      throw new ERR_PROTO_ACCESS();
    };
    defineProperty(Object.prototype, '__proto__', { __proto__: null, get: refuse, set: refuse, configurable: true });
  }
}

// The file that the program begins with, as the engine will know it.
function entryName() {
  const { runsFile, commandLine } = require('internal/options');
  if (!runsFile()) return isGiven('--eval') ? '[eval]' : '[stdin]';
  const [name] = commandLine().rest;
  return require('internal/modules/cjs/loader').Module._findPath(name, null, true) || name;
}

function prepareProcess() {
  if (isGiven('--inspect') || isGiven('--inspect-brk') || isGiven('--inspect-wait')) {
    require('internal/inspector/server').startForProgram(entryName);
  }
  if (isGiven('--title')) require('process').title = getOptionValue('--title');
  if (environment('NODE_CHANNEL_FD') !== undefined) require('process');
  if (environment('NODE_UNIQUE_ID') !== undefined) require('cluster')._setupWorker();
  if (environment('WATCH_REPORT_DEPENDENCIES')) reportDependencies();
  loadEnvironmentFiles();
  if (environment('NODE_V8_COVERAGE')) require('internal/coverage').startWriting(environment('NODE_V8_COVERAGE'));
}

// The modules of --experimental-loader.
function registerLoaders(loaders) {
  const process = require('process');
  const code = loaders.map((loader) => `register(${JSON.stringify(loader)}, pathToFileURL("./"));`).join(' ');
  process.emitWarning(
    '`--experimental-loader` may be removed in the future; instead use `register()`:\n--import \'data:text/javascript,import { register } ' +
    `from "node:module"; import { pathToFileURL } from "node:url"; ${encodeURI(code)}'`, 'ExperimentalWarning');
  const { register } = require('internal/modules/esm/async_chain');
  const parentURL = `${require('internal/url').pathToFileURL(process.cwd()).href}/`;
  for (const loader of loaders) register(loader, parentURL);
}

// Globals that a switch adds or takes away.
function chooseGlobals() {
  if (!getOptionValue('--experimental-websocket')) {
    delete globalThis.WebSocket;
    delete globalThis.CloseEvent;
  }
  if (!getOptionValue('--experimental-global-navigator')) {
    delete globalThis.navigator;
    delete globalThis.Navigator;
  }
  if (!getOptionValue('--webstorage') || !getOptionValue('--experimental-webstorage')) {
    delete globalThis.Storage;
    delete globalThis.localStorage;
    delete globalThis.sessionStorage;
  }
  if (getOptionValue('--experimental-eventsource')) {
    const define = (value) => defineProperty(globalThis, 'EventSource', {
      __proto__: null, value, writable: true, enumerable: false, configurable: true,
    });
    defineProperty(globalThis, 'EventSource', {
      __proto__: null, enumerable: false, configurable: true, set: define,
      get: () => define(require('internal/eventsource/eventsource').EventSource).EventSource,
    });
  }
}

exports.prepare = (inWorker = false) => {
  if (isGiven('--stack-trace-limit')) Error.stackTraceLimit = getOptionValue('--stack-trace-limit');
  if (getOptionValue('--expose-gc')) {
    defineProperty(globalThis, 'gc', {
      __proto__: null, writable: true, enumerable: false, configurable: true,
      value: function gc() {
        const { isLoaded } = require('internal/builtins');
        if (isLoaded('internal/perf/timeline')) require('internal/perf/timeline').timeCollection(collectGarbage);
        else collectGarbage();
      },
    });
  }
  if (!inWorker) prepareProcess();
  if (getOptionValue('--cpu-prof')) require('internal/v8/profile_files').startCpu();
  if (getOptionValue('--heap-prof')) require('internal/v8/profile_files').startHeap();
  if (getOptionValue('--heapsnapshot-near-heap-limit') > 0) {
    require('internal/v8/heap_snapshot').snapshotNearLimit(getOptionValue('--heapsnapshot-near-heap-limit'));
  }
  if (!inWorker && isGiven('--heapsnapshot-signal')) {
    require('internal/v8/profile_files').listenForSnapshots(getOptionValue('--heapsnapshot-signal'));
  }
  // What workers run is counted where the process counts.
  if (getOptionValue('--experimental-test-coverage') || environment('NODE_V8_COVERAGE')) require('internal/coverage').start();
  disableProto();
  chooseGlobals();
  const preload = getOptionValue('--require');
  if (preload.length > 0) require('internal/modules/cjs/loader').Module._preloadModules(preload);
  const loaders = getOptionValue('--experimental-loader');
  if (loaders.length > 0) registerLoaders(loaders);
  const imports = getOptionValue('--import');
  return imports.length > 0 ? require('internal/modules/esm/loader').preload(imports) : undefined;
};
