// SPDX-License-Identifier: MIT
// The other side of Deferred: a pool worker's program. Calls come in batches; their results go back in batches.
'use strict';

const messaging = require('internal/messaging');
const thread = require('internal/worker/thread');
const { pack, unpack } = require('internal/worker/error_wire');
const { evaluate } = binding('modules');

const programs = new Map(); // id -> { prepare, factory }
let port;
let results = [];
let sending = false;

// ---- programs -------------------------------------------------------------------------------------------------------

function parametersOf({ names, imports, required, uses }) {
  const list = ['$pj_values'];
  if (uses.includes('r')) list.push('require', '__filename', '__dirname');
  if (uses.includes('i')) list.push('$pj_import');
  if (uses.includes('m')) list.push('$pj_meta');
  list.push('$pj_fix', ...required.map(([name]) => name), ...imports.map(([object]) => object));
  return [list, names];
}

// A function of the captured values that gives the function. All on the line where the author's begins.
function textOf(program) {
  const { 0: list, 1: names } = parametersOf(program);
  const unpackNames = names.length === 0 ? '' : `const [${names}]=$pj_values;`;
  const functions = program.functions.map(({ 0: name, 1: text }) => `const ${name}=${text};`).join('');
  return `(function(${list}){${program.strict ? "'use strict';" : ''}${unpackNames}${functions}return (${program.text}\n)})`;
}

function urlOf(file) {
  return file.startsWith('/') ? require('internal/url').pathToFileURL(file).href : file;
}

function pathOf(file) {
  return file.startsWith('file:') ? require('internal/url').fileURLToPath(file) : file;
}

// The arguments behind the values; a promise where modules must be loaded first.
function surroundings({ file, uses, imports, required }) {
  const args = [];
  let load;
  if (uses.includes('r')) {
    const path = file === '' || file.startsWith('[') ? `${require('process').cwd()}/[deferred]` : pathOf(file);
    load = require('internal/modules/create_require').createRequire(path);
    args.push(load, path, require('path').dirname(path));
  }
  if (uses.includes('i')) args.push(importer(file));
  if (uses.includes('m')) args.push({ __proto__: null, url: urlOf(file), filename: pathOf(file), dirname: require('path').dirname(pathOf(file)) });
  args.push(require('internal/error_stack').fixEngineError);
  for (const { 1: specifier, 2: property } of required) args.push(property === undefined ? load(specifier) : load(specifier)[property]);
  if (imports.length === 0) return args;
  const importFrom = importer(file);
  return Promise.all(imports.map(({ 1: specifier }) => importFrom(specifier))).then((namespaces) => [...args, ...namespaces]);
}

function importer(file) {
  return require('internal/modules/esm/loader').importFrom(file);
}

function freeze(value) {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return value;
  Object.freeze(value);
  for (const key of Object.keys(value)) freeze(value[key]);
  return value;
}

class Entry {
  ownCount; // of captured values
  #program;
  #factory;
  #args;
  #ready; // without captured values the function is made once

  constructor(program) {
    this.ownCount = program.names.length;
    this.#program = program;
  }

  // The function for these values; a promise where its modules are still being loaded.
  get(values) {
    if (this.#ready !== undefined && values === undefined) return this.#ready;
    if (this.#factory === undefined) {
      const { file, line } = this.#program;
      this.#factory = evaluate(textOf(this.#program), file === '' ? '[deferred]' : file, line);
      this.#args = surroundings(this.#program);
    }
    if (this.#args instanceof Promise) {
      return this.#args.then((args) => {
        this.#args = args;
        return this.get(values);
      });
    }
    const fn = this.#factory(freeze(values), ...this.#args);
    if (values === undefined) this.#ready = fn;
    return fn;
  }
}

// ---- calls ----------------------------------------------------------------------------------------------------------

let plain = [0]; // results that are text, behind the milliseconds that a call took
let lastSend = 0;
let lastStart = 0; // since when these results have come

function send() {
  sending = false;
  lastSend = performance.now();
  const list = results;
  if (plain.length > 1) {
    plain[0] = (lastSend - lastStart) / ((plain.length - 1) / 3);
    messaging.sendText(port, JSON.stringify(plain));
    plain = [0];
  }
  lastStart = lastSend;
  results = [];
  if (list.length === 0) return;
  try {
    port.postMessage({ results: list });
  } catch {
    // Something in it cannot be cloned: one by one, then.
    for (let i = 0; i < list.length; i += 3) sendOne(list[i], list[i + 1], list[i + 2]);
  }
}

function sendOne(number, ok, value) {
  try {
    port.postMessage({ results: [number, ok, value] });
  } catch (error) {
    port.postMessage({ results: [number, 0, pack(error)] });
  }
}

const isText = (value) => typeof value === 'string' || typeof value === 'boolean' || value === null ||
  (typeof value === 'number' && value - value === 0 && (value !== 0 || 1 / value > 0));

function done(number, ok, value) {
  if (waits.size > 0) waits.delete(number);
  if (ok && isText(value)) plain.push(number, 1, value);
  else results.push(number, ok ? 1 : 0, ok ? value : pack(value));
  if (sending) return;
  sending = true;
  setImmediate(send);
}

function isThenable(value) {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && typeof value.then === 'function';
}

// Calls that wait for something, until the pool has been told: meanwhile there is time for others. They may wait for what the pool has not begun yet.
const waits = new Set();
let telling = false;

function wait(number) {
  waits.add(number);
  if (telling) return;
  telling = true;
  setImmediate(tell);
}

function tell() {
  telling = false;
  if (waits.size === 0) return;
  port.postMessage({ waits: [...waits] });
  waits.clear();
}

function settle(number, value) {
  if (!isThenable(value)) return done(number, true, value);
  wait(number);
  Promise.resolve(value).then((result) => done(number, true, result), (error) => done(number, false, error));
}

function execute(number, fn, args, executes) {
  if (!executes) return settle(number, fn(...args));
  let settled = false;
  const once = (use) => (value) => {
    if (settled) return;
    settled = true;
    use(value);
  };
  wait(number);
  fn(once((value) => settle(number, value)), once((error) => done(number, false, error)));
}

function call(number, entry, executes, own, args) {
  try {
    const fn = entry.get(own);
    if (fn instanceof Promise) wait(number);
    if (fn instanceof Promise) fn.then((made) => execute(number, made, args, executes)).catch((error) => done(number, false, error));
    else execute(number, fn, args, executes);
  } catch (error) {
    done(number, false, require('internal/error_stack').fixEngineError(error));
  }
}

// ---- deferred by what was deferred ----------------------------------------------------------------------------------

const nested = new Map(); // number -> task

let nextNumber = 0;

function forward(task) {
  const number = nextNumber++;
  nested.set(number, task);
  port.ref();
  const { program, own, args, priority, timeout } = task;
  port.postMessage({ deferred: number, program, own, args, priority, timeout });
}

function drop(task) {
  for (const { 0: number, 1: known } of nested) {
    if (known === task) port.postMessage({ dropped: number });
  }
}

function onMessage(message) {
  if (message.answer !== undefined) {
    const task = nested.get(message.answer);
    nested.delete(message.answer);
    if (task.done) return;
    task.done = true;
    if (message.ok) task.resolve(message.value);
    else task.reject(unpack(message.value));
    return;
  }
  if (message.program !== undefined) programs.set(message.program.id, new Entry(message.program));
  else callAll(message.calls);
}

const kSendEvery = 5; // milliseconds

// Results of long calls are not held back by the calls behind them.
function pause(calls) {
  if ((calls & 31) === 0 && performance.now() - lastSend >= kSendEvery) send();
}

function callAll(calls) {
  lastSend = lastStart = performance.now();
  for (let i = 0; i < calls.length; i += 5) {
    call(calls[i], programs.get(calls[i + 1]), calls[i + 2] === 1, calls[i + 3], calls[i + 4] ?? kNoArguments);
    pause(i / 5);
  }
}

const kNoArguments = [];

// [number, program, count of arguments or -1 for an executor, captured values ..., arguments ..., number, ...]
function callText(list) {
  lastSend = lastStart = performance.now();
  for (let i = 0, calls = 0; i < list.length; calls++) {
    const entry = programs.get(list[i + 1]);
    const number = list[i];
    const count = list[i + 2];
    const values = i + 3;
    const from = values + entry.ownCount;
    i = count > 0 ? from + count : from;
    const own = from === values ? undefined : list.slice(values, from);
    call(number, entry, count === -1, own, count > 0 ? list.slice(from, i) : kNoArguments);
    pause(calls);
  }
}

exports.run = () => {
  port = thread.state.workerData;
  require('internal/deferred/pool').forwardTo(forward, drop);
  messaging.onText(port, (text) => callText(JSON.parse(text)));
  port.on('message', onMessage);
};
