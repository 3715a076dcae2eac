// SPDX-License-Identifier: MIT
// The pool behind Deferred: VMs that take functions from a board in C (src/node/deferred/board.c), which knows what waits, by priority, and who runs what. This side
// puts functions on the board, is told of their outcomes at its mailbox, and, where it owns the pool, starts VMs and clears up behind them. A pool's VM
// has no pool: what is deferred inside goes on the same board.
'use strict';

const native = binding('deferred');
const messaging = require('internal/messaging');
const { AbortError } = require('internal/errors');
const { unpack, pack } = require('internal/worker/error_wire');
const { programOf } = require('internal/deferred/program');

const kNotFlat = -2; // of put(): more than text and numbers
const kEncoded = 4; // to put(): the one value is an encoded one's text

let seat; // on the board
let port; // where outcomes arrive
let owns = false; // this side starts the VMs
let limit = 0;
let states; // of the board's slots; in the first one's place, how many VMs take from it
let alive = 0; // VMs that were started and have not been seen to end
let outstanding = 0;
const slots = []; // tasks by the numbers of their slots
const free = []; // slots of ours that nobody uses

// ---- the board ------------------------------------------------------------------------------------------------------

// As many as the CPU pool may have.
function threadsMax() {
  const list = new Float64Array(14);
  binding('worker').pools(list);
  return list[8];
}

function sit({ 0: mySeat, 1: end }) {
  seat = mySeat;
  port = messaging.portOf(end);
  messaging.onValue(port, onValue);
}

function open() {
  owns = true;
  limit = threadsMax();
  sit(native.create(limit));
  states = new Int32Array(native.states(seat));
}

// In a pool's VM. `wake` is called when there is something to take.
exports.join = (id, member, wake) => {
  const opened = native.open(id, member);
  if (opened === undefined) return undefined;
  sit(opened);
  onWake = wake;
  return { seat, port };
};

let onWake = () => grow();

// `true`: there is something to do; a number: that slot's function begins; an array: outcomes [slot, whether it is well, value, ...] of text, numbers and the like.
function onValue(value) {
  if (value === true) return onWake();
  if (typeof value === 'number') return began(slots[value]);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 3) onOutcome(value[i], value[i + 1] === 1, value[i + 2]);
  } else {
    onOutcome(value.slot, value.ok, value.ok ? value.value : unpack(value.value));
  }
}

function onOutcome(slot, ok, value) {
  const task = slots[slot];
  if (task === undefined) return;
  slots[slot] = undefined;
  free.push(slot);
  if (task.done) return;
  finish(task);
  if (ok) task.resolve(value);
  else task.reject(value);
}

function finish(task) {
  task.done = true;
  if (task.timer !== undefined) clearTimeout(task.timer);
  if (task.group !== undefined) task.group.delete(task);
  if (--outstanding === 0 && owns) port.unref();
}

// ---- VMs ------------------------------------------------------------------------------------------------------------

// Starts VMs while more waits than those that are there will take.
function grow() {
  for (let member = native.reserve(seat); member > 0; member = native.reserve(seat)) start(member);
}

function start(member) {
  const { Worker, kInternal } = require('internal/worker/worker');
  let failure;
  let worker;
  const ended = () => {
    alive--;
    onEnd(native.retire(seat, member), failure);
    failure = undefined;
  };
  try {
    worker = new Worker('internal/deferred/worker', {
      [kInternal]: true, name: 'DeferredPool', workerData: [native.id(seat), member], stdin: false,
    });
  } catch (error) { // no thread could be had
    alive++;
    failure = { error };
    ended();
    return;
  }
  alive++;
  worker.unref();
  worker.on('error', (error) => {
    failure = { error };
  });
  worker.on('exit', ended);
}

// A VM has ended without being asked to: what it was at does not run again, since it may have been the cause.
function onEnd(lost, failure) {
  for (let i = 0; i < lost.length; i += 2) {
    const error = failure === undefined ? new AbortError('The thread of a deferred function has ended') : failure.error;
    const { text, blobs, ends, blocks } = wire({ slot: lost[i + 1], ok: false, value: pack(error) });
    native.answerMessage(seat, lost[i], lost[i + 1], text, blobs, ends, blocks);
  }
  if (lost.length === 0 && failure !== undefined) {
    process.nextTick(() => { // of nothing that anybody waits for
      throw failure.error;
    });
  }
  grow();
}

exports.figures = () => {
  if (seat === undefined) return { threads: 0, threadsMax: threadsMax(), queued: 0, running: 0 };
  const { 0: queued } = native.figures(seat);
  return { threads: alive, threadsMax: threadsMax(), queued, running: Math.max(outstanding - queued, 0) };
};

// ---- tasks ----------------------------------------------------------------------------------------------------------

function wire(value) {
  return require('internal/worker/wire').encode(value, [], undefined);
}

// A program is known to the board by a number.
function numberOf(program) {
  if (seat === undefined) open();
  return program.number = native.addProgram(seat, program.toText());
}

// The slot that the function was given. Captured values and arguments are copied at once: what the program does with them later is not seen.
function put(task, program, own, args) {
  const number = program.number ?? numberOf(program);
  const recycled = free.length > 0 ? free.pop() : undefined;
  const kind = task.priority * 8 + (task.timeout > 0 ? 2 : 0) + (args === undefined ? 1 : 0);
  try {
    const slot = native.put(seat, recycled, kind, number, own, args);
    return slot === kNotFlat ? putEncoded(recycled, kind, program, own, args) : slot;
  } catch (error) {
    if (recycled !== undefined) free.push(recycled);
    throw error;
  }
}

function putEncoded(recycled, kind, program, own, args) {
  const { text, blobs, ends, blocks } = encoded(own, args, program.names);
  if (blobs.length + ends.length + blocks.length === 0) return native.put(seat, recycled, kind | kEncoded, program.number, undefined, [text]);
  return native.putMessage(seat, recycled, kind, program.number, text, blobs, ends, blocks);
}

function encoded(own, args, names) {
  try {
    return wire([args ?? null, own ?? null]);
  } catch (error) {
    if (error?.name !== 'DataCloneError') throw error;
    const { withPlace } = require('internal/deferred/place');
    for (let i = 0; i < names.length; i++) {
      const why = refusal(own[i]);
      if (why !== undefined) throw withPlace(why, own[i], names[i], `The captured variable '${names[i]}' cannot go to another thread: `);
    }
    throw withPlace(error, args, 'args');
  }
}

// Why a value cannot cross; undefined where it can.
function refusal(value) {
  try {
    wire(value);
    return undefined;
  } catch (error) {
    return error;
  }
}

exports.submit = (task, fn, description, file, getter) => {
  let slot;
  try {
    const program = programOf(description, file, fn, getter);
    slot = put(task, program, program.names.length > 0 ? program.pick(getter) : undefined, task.args);
  } catch (error) {
    task.done = true;
    if (task.group !== undefined) task.group.delete(task);
    task.reject(error);
    return;
  }
  task.args = undefined;
  task.slot = slot;
  slots[slot] = task;
  if (outstanding++ === 0 && owns) port.ref();
  if (owns && states[0] < limit) grow();
};

function began(task) {
  if (task === undefined || task.done || task.timer !== undefined) return;
  task.timer = setTimeout(() => {
    const { DOMException } = globalThis;
    exports.cancel(task, new DOMException(`The deferred function ran for more than ${task.timeout} ms`, 'TimeoutError'));
  }, task.timeout);
}

const kAnswered = 2; // of cancel()

exports.cancel = (task, error) => {
  if (task.done) return;
  finish(task);
  if (native.cancel(seat, task.slot) !== kAnswered) slots[task.slot] = undefined;
  if (owns) grow();
  task.reject(error);
};

// Of a pool's VM: whether it waits for nothing.
exports.isIdle = () => outstanding === 0;
