// SPDX-License-Identifier: MIT
// The parent's side of a worker.
'use strict';

const EventEmitter = require('events');
const { isAbsolute, resolve: resolvePath } = require('path');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_WORKER_INIT_FAILED, ERR_WORKER_INVALID_EXEC_ARGV,
    ERR_WORKER_NOT_RUNNING, ERR_WORKER_OUT_OF_MEMORY, ERR_WORKER_PATH,
  },
} = require('internal/errors');
const { validateArray, validateObject, validateString } = require('internal/validators');
const { isURL, fileURLToPath } = require('internal/url');
const messaging = require('internal/messaging');
const thread = require('internal/worker/thread');

const native = binding('worker');
const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
const limitNames = ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];
const kYoungMb = 48; // beside a limit of the old generation alone
const defaultLimits = [192, 4096, 0, 4];

// ---- options --------------------------------------------------------------------------------------------------------

// { kind, source }: what the thread is to run.
function programOf(filename, options) {
  if (options[kInternal]) return { kind: 'internal', source: filename };
  if (options.eval) {
    if (isURL(filename)) {
      throw new ERR_INVALID_ARG_VALUE('options.eval', options.eval, 'must be false when \'filename\' is not a string');
    }
    if (typeof filename !== 'string') throw new ERR_INVALID_ARG_VALUE('options.eval', options.eval, "must be false when 'filename' is not a string");
    return { kind: 'eval', source: filename };
  }
  if (isURL(filename)) {
    if (filename.protocol === 'data:') return { kind: 'url', source: filename.href };
    return { kind: 'file', source: fileURLToPath(filename) };
  }
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  if (isAbsolute(filename)) return { kind: 'file', source: filename };
  if (/^\.\.?[\\/]/.test(filename)) return { kind: 'file', source: resolvePath(filename) };
  throw new ERR_WORKER_PATH(filename);
}

function environmentOf(env) {
  if (env === SHARE_ENV) return undefined;
  if (env !== undefined && env !== null && typeof env !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options.env', ['object', 'undefined', 'null', 'worker_threads.SHARE_ENV'], env);
  }
  return Object.entries(env ?? require('process').env).map(({ 0: key, 1: value }) => [key, toText(value)]);
}

function limitsOf(limits) {
  const values = new Float64Array(4);
  for (let i = 0; i < 4; i++) {
    const value = limits?.[limitNames[i]];
    values[i] = typeof value === 'number' && value > 0 ? value : defaultLimits[i];
  }
  return values;
}

// Megabytes beyond which the thread ends; undefined where nobody gave a limit.
function heapLimitOf(limits) {
  if (!(limits?.maxOldGenerationSizeMb > 0)) return undefined;
  return limits.maxOldGenerationSizeMb + (limits.maxYoungGenerationSizeMb > 0 ? limits.maxYoungGenerationSizeMb : kYoungMb);
}

// The thread's own options; undefined where it has those of its parent.
function optionsOf(options) {
  const given = options.execArgv !== undefined;
  const nodeOptions = options.env !== undefined && options.env !== null && options.env !== SHARE_ENV ? options.env.NODE_OPTIONS : undefined;
  const inherited = require('process').env.NODE_OPTIONS;
  if (!given && (nodeOptions === undefined || nodeOptions === inherited)) return undefined;
  const list = given ? options.execArgv : require('process').execArgv;
  const set = binding('options').parse(list.map((text) => `${text}`), nodeOptions === undefined ? inherited : `${nodeOptions}`);
  if (!Array.isArray(set)) return set;
  const own = set.filter((text) => list.includes(text));
  if (own.length > 0) throw new ERR_WORKER_INVALID_EXEC_ARGV(own);
  throw new ERR_WORKER_INVALID_EXEC_ARGV(set, 'invalid NODE_OPTIONS env variable');
}

function nameOf(options) {
  if (!options.name) return 'WorkerThread';
  validateString(options.name, 'options.name');
  return options.name;
}

// What the inspector does with new workers: `hooks` are { begin, end }.
const inspection = { hooks: undefined, running: new Set() }; // `running`: functions that send a worker a control message

// ---- the class ------------------------------------------------------------------------------------------------------

class Worker extends EventEmitter {
  #handle;
  #control;
  #public;
  #id;
  #name;
  #limits;
  #stdin = null;
  #streams = { stdout: undefined, stderr: undefined };
  #piped;
  #taken = { stdout: undefined, stderr: undefined }; // of what goes to the process' own streams
  #exit; // { promise, resolve }
  #failure;
  #tell;
  #questions = new Map();

  constructor(filename, options = {}) {
    super();
    options ??= {};
    const program = programOf(filename, options);
    if (options.execArgv) validateArray(options.execArgv, 'options.execArgv');
    if (options.argv) validateArray(options.argv, 'options.argv');
    this.#name = nameOf(options);
    this.#limits = limitsOf(options.resourceLimits);
    const start = {
      type: 'start',
      ...program,
      internal: options[kInternal],
      argv: startArguments(program, options),
      env: environmentOf(options.env),
      execArgv: options.execArgv ? options.execArgv.map((text) => `${text}`) : undefined,
      stdin: !!options.stdin,
      tracksDescriptors: !options[kInternal] && (options.trackUnmanagedFds ?? true) === true,
      channel: require('process').channel !== undefined || options.env?.NODE_CHANNEL_FD !== undefined || require('process').env.NODE_CHANNEL_FD !== undefined,
      heapLimit: heapLimitOf(options.resourceLimits),
      environmentData: thread.state.environmentData,
    };
    this.performance = {
      eventLoopUtilization: (first, second) => utilization(this.#handle, first, second),
    };
    this.#create(start, options);
  }

  #create(start, options) {
    const set = optionsOf(options);
    require('internal/worker/shared_memory').install();
    const { listen, portFor } = require('internal/worker/messaging');
    listen();
    const { pair } = binding('messaging');
    const { 0: controlHere, 1: controlThere } = pair();
    this.#handle = native.create(this.#name, this.#limits, controlThere, set);
    this.#id = native.id(this.#handle);
    this.#control = messaging.portOf(controlHere);
    const { 0: publicHere, 1: publicThere } = pair();
    const { 0: port1, 1: port2 } = [messaging.portOf(publicHere), messaging.portOf(publicThere)];
    this.#public = port1;
    // workerData is the first message of the public channel; where it cannot be cloned, nothing has started yet.
    port1.postMessage(options.workerData, Array.isArray(options.transferList) ? options.transferList : undefined);
    const threadPort = portFor(this.#id);
    if (inspection.hooks !== undefined && !start.internal) start.inspect = inspection.hooks.begin();
    this.#control.postMessage({ ...start, parentPort: port2, threadPort }, [port2, threadPort]);
    this.#openStreams(options);
    messaging.onValue(this.#control, (message) => this.#onControl(message));
    messaging.onValue(this.#public, (message) => this.#emitMessage(message));
    this.#public.on('messageerror', (error) => this.emit('messageerror', error));
    const status = native.start(this.#handle, (code, failure) => this.#onExit(code, failure));
    this.#tell = (message) => this.#control.postMessage(message);
    if (status >= 0) inspection.running.add(this.#tell);
    if (status < 0) throw new ERR_WORKER_INIT_FAILED(require('internal/util').getSystemErrorName(status));
    this.#exit = Promise.withResolvers();
    announce(this);
  }

  // What a listener throws is uncaught, and comes after what else this turn has to do.
  #emitMessage(message) {
    try {
      this.emit('message', message);
    } catch (error) {
      require('process').nextTick(() => {
        throw error;
      });
    }
  }

  #openStreams(options) {
    if (options.stdin) {
      const { WritableWorkerStdio } = require('internal/worker/stdio');
      this.#stdin = new WritableWorkerStdio((message) => this.#control?.postMessage(message), 'stdin');
    }
    this.#piped = { stdout: !options.stdout, stderr: !options.stderr };
  }

  // Made when the program or the thread first uses it: a thread that prints nothing costs no streams.
  #output(name) {
    let stream = this.#streams[name];
    if (stream === undefined) {
      const { ReadableWorkerStdio } = require('internal/worker/stdio');
      stream = this.#streams[name] = new ReadableWorkerStdio((length) => this.#sayTaken(name, length));
      if (this.#handle === undefined) stream.receive(null);
    }
    return stream;
  }

  // What nobody asked for goes to the process' own streams.
  #onOutput(name, chunk, encoding) {
    if (chunk === null) return;
    const stream = this.#streams[name];
    if (this.#piped[name] && (stream === undefined || stream.listenerCount('data') === 0)) {
      const taken = this.#taken[name] ??= this.#takenOf(name);
      const callback = taken.add(chunk.length) ? () => taken.tell() : undefined;
      require('process')[name].write(chunk, encoding, callback);
      return;
    }
    this.#output(name).receive(chunk, encoding);
  }

  #takenOf(name) {
    const { Taken } = require('internal/worker/stdio');
    return new Taken((length) => this.#sayTaken(name, length));
  }

  #sayTaken(name, length) {
    this.#control?.postMessage({ type: 'taken', stream: name, length });
  }

  #onControl(message) {
    switch (message.type) {
      case 'online':
        this.emit('online');
        break;
      case 'stdio':
        this.#onOutput(message.stream, message.chunk, message.encoding);
        break;
      case 'error':
        this.#failure = message;
        messaging.drain(this.#public); // what was sent before
        this.emit('error', require('internal/worker/error_wire').unpack(message.error));
        break;
      case 'inspect':
        require('internal/inspector/agent').startForChild();
        break;
      case 'taken':
        this.#stdin?.taken(message.length);
        break;
      case 'answer':
        this.#onAnswer(message);
        break;
    }
  }

  #onAnswer({ id, value, error }) {
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    if (error !== undefined) question.reject(require('internal/worker/error_wire').unpack(error));
    else question.resolve(value);
  }

  #onExit(code, failure) {
    messaging.drain(this.#control);
    messaging.drain(this.#public);
    inspection.running.delete(this.#tell);
    inspection.hooks?.end(this.#id);
    this.#handle = undefined;
    this.#id = -1;
    const { 0: control, 1: port } = [this.#control, this.#public];
    this.#control = this.#public = undefined;
    control.close();
    port.close();
    this.#streams.stdout?.receive(null);
    this.#streams.stderr?.receive(null);
    this.#stdin?.destroy();
    for (const { reject } of this.#questions.values()) reject(new ERR_WORKER_NOT_RUNNING());
    this.#questions.clear();
    if (failure !== undefined) this.emit('error', failureError(failure));
    this.#exit.resolve(code);
    this.emit('exit', code);
  }

  #ask(name, argument) {
    if (this.#handle === undefined) return Promise.reject(new ERR_WORKER_NOT_RUNNING());
    const { promise, resolve, reject } = Promise.withResolvers();
    const id = nextQuestion++;
    this.#questions.set(id, { resolve, reject });
    this.#control.postMessage({ type: 'question', id, name, argument });
    const hold = () => this.#control?.unref();
    this.#control.ref();
    promise.then(hold, hold);
    return promise;
  }

  postMessage(...args) {
    if (this.#public === undefined) return;
    this.#public.postMessage(...args);
  }

  terminate() {
    const { 0: callback } = arguments;
    if (typeof callback === 'function') {
      require('process').emitWarning(
        'Passing a callback to worker.terminate() is deprecated. It returns a Promise instead.', 'DeprecationWarning', 'DEP0132');
      if (this.#handle === undefined) return Promise.resolve();
      this.once('exit', (code) => callback(null, code));
    }
    if (this.#handle === undefined) return Promise.resolve();
    this.ref();
    native.terminate(this.#handle);
    return this.#exit.promise;
  }

  async [Symbol.asyncDispose]() {
    await this.terminate();
  }

  ref() {
    if (this.#handle === undefined) return;
    native.hold(this.#handle, true);
    this.#public.ref();
  }

  unref() {
    if (this.#handle === undefined) return;
    native.hold(this.#handle, false);
    this.#public.unref();
  }

  get threadId() {
    return this.#id;
  }

  get threadName() {
    return this.#handle === undefined ? null : this.#name;
  }

  get stdin() {
    return this.#stdin;
  }

  get stdout() {
    return this.#output('stdout');
  }

  get stderr() {
    return this.#output('stderr');
  }

  get resourceLimits() {
    if (this.#handle === undefined) return {};
    return Object.fromEntries(limitNames.map((name, i) => [name, this.#limits[i]]));
  }

  getHeapSnapshot(options) {
    const { readOptions, receive } = require('internal/v8/heap_snapshot');
    return this.#ask('heapSnapshot', readOptions(options)).then(receive);
  }

  getHeapStatistics() {
    return this.#ask('heapStatistics').then((figures) => Object.assign(Object.create(null), figures));
  }

  cpuUsage(prev) {
    if (prev) {
      validateObject(prev, 'prev');
      for (const name of ['user', 'system']) {
        const { validateNumber } = require('internal/validators');
        validateNumber(prev[name], `prev.${name}`);
        if (!(prev[name] >= 0 && prev[name] <= Number.MAX_SAFE_INTEGER)) {
          throw new ERR_OUT_OF_RANGE(`prev.${name}`, `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, prev[name]);
        }
      }
    }
    return this.#ask('cpuUsage').then(({ user, system }) => ({
      user: user - (prev ? prev.user : 0), system: system - (prev ? prev.system : 0),
    }));
  }

  startCpuProfile() {
    return this.#ask('startCpuProfile').then((number) => {
      const { CPUProfileHandle } = require('internal/v8/cpu_profile');
      return new CPUProfileHandle((name, argument) => this.#ask(name, argument), number);
    });
  }

  startHeapProfile() {
    return this.#ask('startHeapProfile').then(() => {
      const { HeapProfileHandle } = require('internal/v8/heap_profile');
      return new HeapProfileHandle((name) => this.#ask(name));
    });
  }
}

const kInternal = Symbol('internal');

let nextQuestion = 0;

function toText(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
}

function startArguments(program, options) {
  const rest = (options.argv ?? []).map(String);
  return program.kind === 'eval' ? ['[worker eval]', ...rest] : [program.source, ...rest];
}

function failureError(code) {
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return new ERR_WORKER_OUT_OF_MEMORY('JS heap out of memory');
  return new ERR_WORKER_INIT_FAILED(code);
}

// Programs may listen for new workers: process.on('worker', ...).
function announce(worker) {
  const process = require('process');
  process.nextTick(() => process.emit('worker', worker));
  const { hasSubscribers, channel } = require('diagnostics_channel');
  if (hasSubscribers('worker_threads')) channel('worker_threads').publish({ worker });
}

const times = new Float64Array(3);

function utilization(handle, first, second) {
  if (second !== undefined && first !== undefined) return difference(first, second);
  if (handle === undefined || !native.times(handle, times) || times[0] === 0) return { idle: 0, active: 0, utilization: 0 };
  const total = Number(require('process').hrtime.bigint() / 1000n) / 1e3 - times[0];
  const idle = times[1];
  const now = { idle, active: total - idle, utilization: total > 0 ? (total - idle) / total : 0 };
  return first === undefined ? now : difference(now, first);
}

function difference(now, before) {
  const idle = now.idle - before.idle;
  const active = now.active - before.active;
  return { idle, active, utilization: active + idle > 0 ? active / (active + idle) : 0 };
}

Object.defineProperty(Worker, 'length', { __proto__: null, value: 1, configurable: true });

module.exports = { inspection, Worker, SHARE_ENV, kInternal };
