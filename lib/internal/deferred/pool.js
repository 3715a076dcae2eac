// SPDX-License-Identifier: MIT
// The pool behind Deferred: workers that stay, as many as there are cores, and the tasks that wait for them.
// Tasks of one turn of the loop go out together. A worker is given a share of what waits, the smaller the less is left, so that few long
// tasks spread over the cores and many short ones cost one message. A pool worker has no pool: what it defers goes to its parent's.
'use strict';

const { Worker, kInternal } = require('internal/worker/worker');
const { AbortError } = require('internal/errors');
const messaging = require('internal/messaging');
const { unpack, pack } = require('internal/worker/error_wire');
const { programOf } = require('internal/deferred/program');

const kShareMax = 4096;
const kQuick = 0.01; // milliseconds a call
const kQuickShare = 512; // calls that are sent at once where they are quick
const kQuickMax = 32768; // and that a worker may have then

const waiting = [[], [], []]; // tasks by priority
const heads = [0, 0, 0];
const workers = [];
const slots = []; // tasks that a worker has, by number
const free = []; // numbers
let scheduled = false;
let limit = 0;
let callTime = Infinity; // an average, in milliseconds
let nextQuick = 0;

function number(task) {
  const slot = free.length > 0 ? free.pop() : slots.length;
  task.number = slot;
  slots[slot] = task;
}

class PoolWorker {
  count = 0; // tasks that it has
  waits = 0; // those of them that wait for something, and leave it time
  programs = new Set(); // ids that it knows
  nested = new Map(); // what its tasks deferred, by their numbers
  worker;
  port;
  ended = false;
  failure;

  constructor() {
    const { port1, port2 } = new messaging.MessageChannel();
    this.port = port1;
    messaging.onValue(port1, (message) => this.onMessage(message));
    messaging.onText(port1, (text) => this.onText(JSON.parse(text)));
    this.worker = new Worker('internal/deferred/worker', {
      [kInternal]: true, name: 'DeferredPool', workerData: port2, transferList: [port2], stdin: false,
    });
    this.worker.on('exit', () => this.onExit());
    this.worker.on('error', (error) => this.onError(error));
    this.rest();
  }

  // Whether the loop must wait for it.
  wake() {
    this.worker.ref();
    this.port.ref();
  }

  rest() {
    this.worker.unref();
    this.port.unref();
  }

  // Calls whose values are all text go as one text, others as a message.
  give(tasks) {
    if (this.count === 0) this.wake();
    this.count += tasks.length;
    const plain = [];
    let calls;
    for (let i = 0; i < tasks.length; i++) {
      const task = tasks[i];
      task.worker = this;
      const { program, own, args } = task;
      if (!this.programs.has(program.id)) {
        this.programs.add(program.id);
        this.port.postMessage({ program });
      }
      if (task.isPlain) {
        plain.push(task.number, program.id, args === undefined ? -1 : args.length);
        if (own !== undefined) for (let k = 0; k < own.length; k++) plain.push(own[k]);
        if (args !== undefined) for (let k = 0; k < args.length; k++) plain.push(args[k]);
      } else {
        calls ??= [];
        calls.push(task.number, program.id, args === undefined ? 1 : 0, own, args);
      }
      if (task.timeout > 0) this.watch(task);
    }
    if (plain.length > 0) messaging.sendText(this.port, JSON.stringify(plain));
    if (calls !== undefined) this.port.postMessage({ calls });
  }

  watch(task) {
    task.timer = setTimeout(() => {
      const { DOMException } = globalThis;
      exports.cancel(task, new DOMException(`The deferred function ran for more than ${task.timeout} ms`, 'TimeoutError'));
    }, task.timeout);
  }

  onMessage(message) {
    if (message.deferred !== undefined) this.onNested(message);
    else if (message.waits !== undefined) this.onWaits(message.waits);
    else if (message.dropped !== undefined) this.onDropped(message.dropped);
    else this.onResults(message.results, 0);
  }

  // All text: how long the calls took on average, in milliseconds, and what the calls gave.
  onText(list) {
    callTime = callTime === Infinity ? list[0] : callTime + (list[0] - callTime) / 4;
    this.onResults(list, 1);
  }

  onResults(results, from) {
    for (let i = from; i < results.length; i += 3) {
      const task = slots[results[i]];
      if (task === undefined || task.worker !== this) continue;
      this.count--;
      finish(task);
      if (results[i + 1] === 1) task.resolve(results[i + 2]);
      else task.reject(unpack(results[i + 2]));
    }
    if (this.count === 0) this.rest();
    if (waitingCount() > 0) dispatch();
  }

  onWaits(numbers) {
    for (let i = 0; i < numbers.length; i++) {
      const task = slots[numbers[i]];
      if (task === undefined || task.worker !== this || task.waits) continue;
      task.waits = true;
      this.waits++;
    }
    if (waitingCount() > 0) dispatch();
  }

  get isIdle() {
    return this.count === this.waits && !this.ended;
  }

  // A task of one of its tasks.
  onNested({ deferred, program, own, args, priority, timeout }) {
    const answer = (ok, value) => {
      this.nested.delete(deferred);
      try {
        this.port.postMessage({ answer: deferred, ok, value: ok ? value : pack(value) });
      } catch (error) {
        this.port.postMessage({ answer: deferred, ok: false, value: pack(error) });
      }
    };
    const task = {
      program, own, args, isPlain: false, priority, timeout, worker: null, done: false, number: -1, timer: undefined, tried: false, waits: false,
      resolve: (value) => answer(true, value),
      reject: (error) => answer(false, error),
    };
    this.nested.set(deferred, task);
    enqueue(task);
  }

  // Nobody waits for it any more.
  onDropped(number) {
    const task = this.nested.get(number);
    if (task !== undefined) exports.cancel(task, new AbortError());
  }

  onError(error) {
    this.failure = error;
  }

  // Somebody ended it, or it could not go on: what had not been answered is tried again elsewhere, unless it may be the cause.
  onExit() {
    workers.splice(workers.indexOf(this), 1);
    this.port.close();
    for (const task of this.nested.values()) exports.cancel(task, new AbortError());
    for (const task of slots) {
      if (task === undefined || task.worker !== this) continue;
      release(task);
      if (this.failure !== undefined || task.tried) {
        task.done = true;
        task.reject(this.failure ?? new AbortError('The worker of a deferred function has ended'));
      } else {
        task.tried = !this.ended;
        waiting[task.priority].push(task);
      }
    }
    dispatch();
  }
}

function release(task) {
  if (task.waits && task.worker !== null) task.worker.waits--;
  task.waits = false;
  if (task.number >= 0) {
    slots[task.number] = undefined;
    free.push(task.number);
  }
  task.number = -1;
  task.worker = null;
  if (task.timer !== undefined) clearTimeout(task.timer);
  task.timer = undefined;
}

function finish(task) {
  task.done = true;
  release(task);
}

function waitingCount() {
  return waiting[0].length - heads[0] + waiting[1].length - heads[1] + waiting[2].length - heads[2];
}

function take() {
  for (let p = 0; p < 3; p++) {
    const queue = waiting[p];
    while (heads[p] < queue.length) {
      const task = queue[heads[p]];
      queue[heads[p]++] = undefined;
      if (!task.done) return task;
    }
    queue.length = 0;
    heads[p] = 0;
  }
  return undefined;
}

function takeShare(count) {
  const tasks = [];
  while (tasks.length < count) {
    const task = take();
    if (task === undefined) break;
    number(task);
    tasks.push(task);
  }
  return tasks;
}

// As many as the CPU pool may have.
function threadsMax() {
  const list = new Float64Array(14);
  binding('worker').pools(list);
  return list[8];
}

exports.figures = () => ({
  threads: workers.length,
  threadsMax: threadsMax(),
  queued: waitingCount(),
  running: workers.reduce((sum, worker) => sum + worker.count, 0),
});

function idleWorker() {
  let idle;
  for (const worker of workers) {
    if (!worker.isIdle) continue;
    if (worker.count === 0) return worker;
    idle ??= worker; // what waits there may want to go on: better one that has nothing
  }
  limit ||= threadsMax();
  if (workers.length >= limit) return idle;
  const worker = new PoolWorker();
  workers.push(worker);
  return worker;
}

function dispatch() {
  scheduled = false;
  for (let left = waitingCount(); left > 0; left = waitingCount()) {
    const worker = idleWorker();
    if (worker === undefined) return;
    const tasks = takeShare(Math.min(Math.ceil(left / (2 * limit)), kShareMax));
    if (tasks.length > 0) worker.give(tasks);
  }
}

// Quick calls are sent while the program still makes more of them, to each worker in turn.
function dispatchQuick() {
  if (workers.length < limit || limit === 0) return;
  nextQuick = (nextQuick + 1) % workers.length;
  const worker = workers[nextQuick];
  if (worker.ended || worker.count > kQuickMax) return;
  const tasks = takeShare(kQuickShare);
  if (tasks.length > 0) worker.give(tasks);
}

function enqueue(task) {
  const queue = waiting[task.priority];
  queue.push(task);
  if (!scheduled) {
    scheduled = true;
    setImmediate(dispatch);
  } else if (callTime < kQuick && queue.length - heads[task.priority] >= kQuickShare) {
    dispatchQuick();
  }
}

// In a pool worker: the parent's pool runs it, and is told where nobody waits for it any more.
let forward;
let drop;

exports.forwardTo = (send, tell) => {
  forward = send;
  drop = tell;
};

exports.submit = (task, fn, description, file, getter) => {
  try {
    const program = task.program = programOf(description, file, fn, getter);
    if (program.names.length > 0) copyValues(task, task.own = program.pick(getter), program.names);
    if (task.args !== undefined) copyValues(task, task.args, undefined);
  } catch (error) {
    task.done = true;
    task.reject(error);
    return;
  }
  if (forward !== undefined) forward(task);
  else enqueue(task);
};

const isText = (value) => typeof value === 'string' || typeof value === 'boolean' || value === null ||
  (typeof value === 'number' && value - value === 0 && (value !== 0 || 1 / value > 0));

// Captured values and arguments are copied at once: what the program does with them later is not seen.
function copyValues(task, list, names) {
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (isText(value)) continue;
    task.isPlain = false;
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
      list[i] = names === undefined ? require('internal/structured_clone').structuredClone(value) : copyCaptured(value, names[i]);
    }
  }
}

function copyCaptured(value, name) {
  const { dataCloneError, structuredClone } = require('internal/structured_clone');
  try {
    return structuredClone(value);
  } catch (error) {
    if (error?.name !== 'DataCloneError') throw error;
    throw dataCloneError(`The captured variable '${name}' cannot go to another thread: ${error.message}`);
  }
}

exports.cancel = (task, error) => {
  if (task.done) return;
  const { worker } = task;
  finish(task);
  task.reject(error);
  if (drop !== undefined) drop(task);
  if (worker === null) return;
  // It may be running: its worker ends, and what else it had goes to another.
  worker.count--;
  worker.ended = true;
  worker.worker.terminate();
};
