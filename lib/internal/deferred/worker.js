// SPDX-License-Identifier: MIT
// The other side of Deferred: the program of a pool's VM. It takes functions from the board, some at a time, and begins one after the other, unless another VM has
// taken it over; outcomes go to their owners' mailboxes, in batches. With nothing to take it sleeps, and ends after a while.
'use strict';

const thread = require('internal/worker/thread');
const { pack } = require('internal/worker/error_wire');
const { encode, decode } = require('internal/worker/wire');
const { isValue } = require('internal/messaging');
const { evaluate } = binding('modules');
const native = binding('deferred');
const { compareExchange } = Atomics;

const programs = []; // Entry by number
let seat;
let port;
let pool;

// ---- programs -------------------------------------------------------------------------------------------------------

function parametersOf({ names, imports, required, uses }) {
  const list = ['$pj_values'];
  if (uses.includes('r')) list.push('require', '__filename', '__dirname');
  if (uses.includes('i')) list.push('$pj_import');
  if (uses.includes('m')) list.push('$pj_meta');
  list.push('$pj_fix', ...required.map(([name]) => name), ...imports.map(([object]) => object));
  return [list, names];
}

// The pieces of the author's file, each on its line where their order permits: [text, line].
function layOut(pieces, first) {
  let text = '';
  let line = first;
  for (const { 0: piece, 1: at } of pieces) {
    if (at > line) {
      text += '\n'.repeat(at - line);
      line = at;
    }
    text += piece;
    line += piece.split('\n').length - 1;
  }
  return text;
}

// A function of the captured values that gives the function, and its first line. Classes run code where they stand: they keep their order.
function textOf(program) {
  const { 0: list, 1: names } = parametersOf(program);
  const unpackNames = names.length === 0 ? '' : `const [${names}]=$pj_values;`;
  const functions = program.functions.map(({ 0: name, 1: text, 2: line }) => [`const ${name}=${text};`, line, text.startsWith('class')]);
  const pieces = [[`const [$pj_function]=[${program.text}\n];`, program.line], ...functions].sort((a, b) => a[1] - b[1]);
  const classes = functions.filter((entry) => entry[2]);
  const inOrder = pieces.filter((entry) => entry[2]).every((entry, i) => entry === classes[i]);
  const first = inOrder ? pieces[0][1] : program.line;
  const body = layOut(inOrder ? pieces : [pieces.find((entry) => entry.length === 2), ...functions], first);
  return [`(function(${list}){${program.strict ? "'use strict';" : ''}${unpackNames}${body}return $pj_function})`, first];
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
  if (uses.includes('m')) args.push(metaOf(file));
  args.push(require('internal/error_stack').fixEngineError);
  for (const { 1: specifier, 2: property } of required) args.push(property === undefined || property === null ? load(specifier) : load(specifier)[property]);
  if (imports.length === 0) return args;
  const importFrom = importer(file);
  return Promise.all(imports.map(({ 1: specifier }) => importFrom(specifier))).then((namespaces) => [...args, ...namespaces]);
}

function metaOf(file) {
  const { program } = require('internal/modules/esm/loader');
  return require('internal/modules/esm/meta').importMetaOf(urlOf(file), false, (specifier, parent) => program.resolveText(specifier, parent));
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
  ms = 0; // what the last call took
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
      const { file } = this.#program;
      const { 0: text, 1: line } = textOf(this.#program);
      this.#factory = evaluate(text, file === '' ? '[deferred]' : file, line);
      this.#args = surroundings(this.#program);
    }
    if (this.#args instanceof Promise) {
      return this.#args.then((args) => {
        this.#args = args;
        return this.get(values);
      });
    }
    const make = this.#factory;
    const fn = make(freeze(values), ...this.#args);
    if (values === undefined) this.#ready = fn;
    return fn;
  }
}

// ---- outcomes -------------------------------------------------------------------------------------------------------

const kSendEvery = 1; // milliseconds
const outcomes = new Map(); // owner -> [slot, 1, value, ...] of text, numbers and the like
let lastOwner = -1;
let lastList;
let count = 0;
let lastSend = 0;
let sending = false; // soon

function listFor(owner) {
  if (owner !== lastOwner) {
    lastOwner = owner;
    lastList = outcomes.get(owner);
    if (lastList === undefined) outcomes.set(owner, lastList = []);
  }
  return lastList;
}

function send() {
  sending = false;
  lastSend = performance.now();
  count = 0;
  for (const { 0: owner, 1: list } of outcomes) {
    if (list.length === 0) continue;
    native.answer(seat, owner, list);
    list.length = 0;
  }
}

function sendOne(owner, slot, ok, value) {
  let message;
  try {
    message = encode({ slot, ok, value }, [], undefined);
  } catch (error) {
    const thrown = error?.name === 'DataCloneError' ? require('internal/deferred/place').withPlace(error, value, 'result') : error;
    message = encode({ slot, ok: false, value: pack(thrown) }, [], undefined);
  }
  native.answerMessage(seat, owner, slot, message.text, message.blobs, message.ends, message.blocks);
}

function done(owner, slot, ok, value) {
  if (!ok) return sendOne(owner, slot, false, pack(require('internal/error_stack').fixEngineError(value)));
  if (!isValue(value)) return sendOne(owner, slot, true, value);
  listFor(owner).push(slot, 1, value);
  count++;
  if (sending || taking) return;
  sending = true;
  setImmediate(send);
}

// ---- calls ----------------------------------------------------------------------------------------------------------

let waits = 0; // calls that wait for something: meanwhile there is time for others

function isThenable(value) {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && typeof value.then === 'function';
}

function later(owner, slot, ok, value) {
  waits--;
  done(owner, slot, ok, value);
}

function settle(owner, slot, value) {
  if (!isThenable(value)) return done(owner, slot, true, value);
  waits++;
  Promise.resolve(value).then((result) => later(owner, slot, true, result), (error) => later(owner, slot, false, error));
}

function execute(owner, slot, fn, args) {
  if (args !== undefined) return settle(owner, slot, fn(...args));
  let settled = false;
  const once = (use) => (value) => {
    if (settled) return;
    settled = true;
    waits--;
    use(value);
  };
  waits++;
  try {
    fn(once((value) => settle(owner, slot, value)), once((error) => done(owner, slot, false, error)));
  } catch (error) {
    once((thrown) => done(owner, slot, false, thrown))(error);
  }
}

// Without `args`: an executor.
function call(owner, slot, entry, own, args) {
  try {
    const fn = entry.get(own);
    if (!(fn instanceof Promise)) return execute(owner, slot, fn, args);
    waits++;
    fn.then((made) => {
      waits--;
      execute(owner, slot, made, args);
    }).catch((error) => done(owner, slot, false, error));
  } catch (error) {
    done(owner, slot, false, error);
  }
}

function callEncoded(owner, slot, entry, text, blobs, ends, blocks) {
  let value;
  try {
    ({ value } = decode(text, blobs, ends, blocks));
  } catch (error) {
    done(owner, slot, false, error);
    return;
  }
  call(owner, slot, entry, value[1] ?? undefined, value[0] ?? undefined);
}

// ---- taking ---------------------------------------------------------------------------------------------------------

const kSlice = 0.1; // milliseconds of work that are taken at once
const kTurn = 1; // milliseconds without a turn of the loop
const kMost = 64;
const kIdleMs = 10_000; // then it ends
const kPatienceMs = 10;
const kExecutor = -1;
const kEncoded = -2;
const kMessage = -3;
const kTell = 0x10000; // the owner wants to know when this begins
const kNoArguments = [];

let states;
let held; // the state of what this VM may begin
let running;
let most = 1; // to take at once
let taking = false;
let planned = false; // a turn
let nulls = 0; // how often what waits was left to others
let idleTimer;

function plan() {
  if (planned) return;
  planned = true;
  setImmediate(turn);
}

// Takes and calls until there is nothing, or it is time for what else this thread has to do.
function turn() {
  planned = false;
  const until = performance.now() + kTurn;
  for (let begin = until - kTurn; begin < until;) {
    const list = native.take(seat, most, waits, nulls);
    if (list === undefined || list === null) return rest(list === null);
    nulls = 0;
    taking = true;
    const calls = callAll(list, begin);
    taking = false;
    const end = performance.now();
    if (end - begin > kSlice) most = Math.max(1, Math.floor(calls * kSlice / (end - begin)));
    else if (most < kMost) most = Math.min(kMost, most * 2);
    begin = end;
  }
  plan();
}

function wake() {
  if (!planned) turn();
}

// [slot, owner, program, count of arguments, captured values ..., arguments ..., slot, ...]. How many were called. What is ready does not wait for a call that will take
// its time.
function callAll(list, last) {
  let calls = 0;
  for (let i = 0; i < list.length;) {
    const slot = list[i];
    const owner = list[i + 1] & 0xffff;
    const entry = programs[list[i + 2]] ?? load(list[i + 2]);
    const argc = list[i + 3];
    const tells = list[i + 1] >= kTell;
    const values = i + 4;
    const from = argc <= kEncoded ? values : values + entry.ownCount;
    i = argc > 0 ? from + argc : argc === kEncoded ? from + 1 : from;
    if (compareExchange(states, slot, held, running) !== held) continue;
    calls++;
    if (count > 0 && (entry.ms >= kSendEvery || last - lastSend >= kSendEvery)) send();
    if (tells) native.began(seat, owner, slot);
    if (argc === kEncoded) {
      callEncoded(owner, slot, entry, list[from]);
    } else if (argc === kMessage) {
      const { 0: text, 1: blobs, 2: ends, 3: blocks } = native.message(seat, slot);
      callEncoded(owner, slot, entry, text, blobs, ends, blocks);
    } else {
      const own = from === values ? undefined : list.slice(values, from);
      call(owner, slot, entry, own, argc === kExecutor ? undefined : argc > 0 ? list.slice(from, i) : kNoArguments);
    }
    const now = performance.now();
    entry.ms = now - last;
    last = now;
  }
  return calls;
}

// What a function that is seen for the first time takes is not known: what is ready does not wait for it.
function load(number) {
  if (count > 0) send();
  return programs[number] = new Entry(JSON.parse(native.program(seat, number)));
}

// Nothing to do, or nothing that others would not see to sooner than a VM whose calls wait. Where nobody comes, it sees to it.
function rest(looksAgain) {
  if (count > 0) send();
  if (looksAgain) {
    nulls++;
    setTimeout(plan, kPatienceMs);
  } else {
    nulls = 0;
  }
  idleTimer ??= setTimeout(onIdle, kIdleMs).unref();
  idleTimer.refresh();
}

function onIdle() {
  if (waits > 0 || !pool.isIdle() || !native.leave(seat)) {
    idleTimer.refresh();
    return;
  }
  port.close();
}

exports.run = () => {
  const { 0: id, 1: member } = thread.state.workerData;
  pool = require('internal/deferred/pool');
  thread.state.workerData = thread.state.parentPort = null; // they are ours
  const joined = pool.join(id, member, wake);
  if (joined === undefined) return;
  ({ seat, port } = joined);
  port.ref();
  states = new Int32Array(native.states(seat));
  held = member * 8 + 2;
  running = member * 8 + 3;
  plan();
};
