// SPDX-License-Identifier: MIT
// A worker's first JavaScript: takes what its parent sent, shapes `process` as a worker sees it, and runs the program.
'use strict';

const native = binding('worker');
const messaging = require('internal/messaging');
const thread = require('internal/worker/thread');
const { replaceBuiltin } = require('internal/builtins');
const { pack } = require('internal/worker/error_wire');

let control;

const send = (message) => control.postMessage(message);

// ---- process --------------------------------------------------------------------------------------------------------

const refused = [
  'abort', 'chdir', 'execve', 'initgroups', 'setegid', 'seteuid', 'setgid', 'setgroups', 'setuid',
];

function refuse(name) {
  const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
  const fn = {
    [name]() {
      throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}()`);
    },
  }[name];
  fn.disabled = true;
  return fn;
}

function environmentOf(values) {
  const store = new Map(values);
  return {
    getenv: (name) => store.get(name),
    setenv: (name, value) => {
      store.set(name, value);
    },
    unsetenv: (name) => {
      store.delete(name);
    },
    envKeys: () => [...store.keys()],
  };
}

function shapeProcess(process, start) {
  for (const name of start.channel ? [...refused, 'disconnect', 'send'] : refused) {
    Object.defineProperty(process, name, {
      __proto__: null, configurable: true, enumerable: false, writable: true, value: refuse(name),
    });
  }
  for (const name of start.channel ? ['channel', 'connected'] : []) {
    const refuseRead = () => {
      const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
      throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}`);
    };
    Object.defineProperty(process, name, { __proto__: null, configurable: true, enumerable: false, get: refuseRead });
  }
  const { umask } = process;
  process.umask = function(mask) {
    if (mask === undefined) return umask();
    const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
    throw new ERR_WORKER_UNSUPPORTED_OPERATION('Setting process.umask()');
  };
  for (const name of ['_startProfilerIdleNotifier', '_stopProfilerIdleNotifier', '_debugProcess', '_debugEnd', '_debugPause']) {
    delete process[name];
  }
  const { onNewListener, onRemoveListener } = require('internal/process/signals');
  process.removeListener('newListener', onNewListener);
  process.removeListener('removeListener', onRemoveListener);
  const { title } = process;
  Object.defineProperty(process, 'title', {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: title,
  });
  if (start.env !== undefined) process.env = require('internal/process/env').createEnvironment(environmentOf(start.env));
  process.argv = [process.execPath, ...start.argv];
  if (start.execArgv !== undefined) process.execArgv = start.execArgv;
}

// The streams are made when somebody uses them. Gives the function that names them.
function shapeStreams(start) {
  const made = {};
  let holds = 0;
  const hold = (held) => {
    holds += held ? 1 : -1;
    if (holds === 0) control.unref();
    else control.ref();
  };
  const make = (name) => {
    const { WritableWorkerStdio, ReadableWorkerStdio } = require('internal/worker/stdio');
    if (name !== 'stdin') return new WritableWorkerStdio(send, name, hold);
    const stdin = new ReadableWorkerStdio((length) => send({ type: 'taken', stream: 'stdin', length }), hold);
    if (!start.stdin) stdin.receive(null);
    return stdin;
  };
  const stream = (name) => {
    return made[name] ??= make(name);
  };
  replaceBuiltin('internal/stdio', {
    stdin: () => stream('stdin'),
    stdout: () => stream('stdout'),
    stderr: () => stream('stderr'),
  });
  return stream;
}

// ---- errors ---------------------------------------------------------------------------------------------------------

// What 'exit' listeners send comes before the error.
function reportErrors() {
  const fatal = require('internal/process/fatal');
  fatal.print = (error) => {
    fatal.atEnd = () => {
      fatal.atEnd = undefined;
      send({ type: 'error', error: pack(error) });
    };
  };
}

// ---- descriptors ----------------------------------------------------------------------------------------------------
// What fs.open() gave and nobody closed is closed with the thread.

function opened(fd) {
  if (native.track(fd, true)) require('process').emitWarning(`File descriptor ${fd} opened in unmanaged mode twice`);
}

function closed(fd) {
  if (!native.track(fd, false)) require('process').emitWarning(`File descriptor ${fd} closed but not opened in unmanaged mode`);
}

// ---- what the parent asks later -------------------------------------------------------------------------------------

const questions = {
  __proto__: null,
  heapSnapshot: (numbers) => require('internal/v8/heap_snapshot').handOver(numbers),
  startCpuProfile: () => require('internal/v8/cpu_profile').startAsked(),
  startHeapProfile: () => require('internal/v8/heap_profile').start('worker.startHeapProfile()'),
  stopHeapProfile: () => require('internal/v8/heap_profile').stop(),
  stopCpuProfile: (number) => require('internal/v8/cpu_profile').stopAsked(number),
  heapStatistics: () => ({ ...require('v8').getHeapStatistics(), does_zap_garbage: false }),
  cpuUsage: () => require('process').threadCpuUsage(),
};

function onControl(message, stream) {
  if (message.type === 'stdio') {
    stream('stdin').receive(message.chunk, message.encoding);
  } else if (message.type === 'taken') {
    stream(message.stream).taken(message.length);
  } else if (message.type === 'inspect') {
    inspect({ ...begun, inspect: message });
  } else if (message.type === 'question') {
    try {
      send({ type: 'answer', id: message.id, value: questions[message.name](message.argument) });
    } catch (error) {
      send({ type: 'answer', id: message.id, error: pack(error) });
    }
  }
}

// ---- the program ----------------------------------------------------------------------------------------------------

function evaluate(source) {
  require('internal/process/evaluate').evaluateScript('[worker eval]', source, false);
}

function runURL(url) {
  return require('internal/modules/esm/loader').runURL(url);
}

function runFile(filename) {
  require('internal/modules/cjs/loader').Module.runMain(filename);
}

// The name that the engine will know the first file by.
function entryOf(start) {
  return start.kind === 'url' ? start.source : require('internal/modules/cjs/loader').Module._findPath(start.source, null, true) || start.source;
}

function inspect(start) {
  const { pathToFileURL } = require('internal/url');
  const { source, kind } = start;
  const url = kind === 'eval' ? '' : kind === 'url' ? source : pathToFileURL(source).href;
  const title = `[worker ${thread.threadId}]${thread.threadName && thread.threadName !== 'WorkerThread' ? ` ${thread.threadName}` : ''}`;
  require('internal/inspector/agent').startInWorker(start.inspect, { url, title, entry: kind === 'eval' ? undefined : () => entryOf(start) });
}

let begun;

function runProgram(start) {
  begun = start;
  if (start.inspect !== undefined) inspect(start);
  const { prepare } = require('internal/process/pre_execution');
  const wait = prepare(true);
  send({ type: 'online' });
  const go = () => {
    if (start.kind === 'eval') return evaluate(start.source);
    return start.kind === 'url' ? runURL(start.source) : runFile(start.source);
  };
  if (wait === undefined) return go();
  wait.then(go).catch((error) => require('internal/process/execution').onUncaught(error, false));
}

exports.run = () => {
  require('internal/worker/shared_memory').install();
  try {
    control = messaging.portOf(native.control());
  } catch (error) {
    if (typeof error?.errno !== 'number') throw error;
    native.fail(error.errno); // the parent is told
    return;
  }
  const { message: start } = messaging.receiveMessageOnPort(control);
  // Warnings and the like go where standard error goes.
  binding('process').writeError = (chunk) => send({ type: 'stdio', stream: 'stderr', chunk, encoding: 'utf8' });
  const process = require('process');
  thread.state.environmentData = start.environmentData;
  thread.state.startInspector = () => send({ type: 'inspect' });
  thread.state.isInternal = start.internal === true;
  shapeProcess(process, start);
  const stream = shapeStreams(start);
  reportErrors();
  messaging.onValue(control, (message) => onControl(message, stream));
  const { parentPort } = start;
  thread.state.parentPort = parentPort;
  const { message } = messaging.receiveMessageOnPort(parentPort);
  thread.state.workerData = message;
  require('internal/worker/messaging').listenAt(start.threadPort);
  if (start.tracksDescriptors) require('internal/fs/utils').descriptors = { opened, closed };
  if (start.heapLimit !== undefined) native.enforce(start.heapLimit);
  if (start.internal) return require(start.source).run(control);
  runProgram(start);
};
