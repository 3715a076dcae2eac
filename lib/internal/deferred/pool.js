// SPDX-License-Identifier: MIT
// The pool behind Deferred: workers that stay, as many as there are cores, and the tasks that wait for them.
// Tasks of one turn of the loop go out together. A worker is given a share of what waits, the smaller the less is left, so that few long
// tasks spread over the cores and many short ones cost one message. A pool worker has no pool: what it defers goes to its parent's.
'use strict';

const { Worker, kInternal } = require('internal/worker/worker');
const { AbortError } = require('internal/errors');
const messaging = require('internal/messaging');
const thread = require('internal/worker/thread');
const { encode } = require('internal/worker/wire');
const { unpack, pack } = require('internal/worker/error_wire');
const { programOf } = require('internal/deferred/program');

const kShareMax = 4096;

const waiting = [[], [], []]; // tasks by priority
const heads = [0, 0, 0];
const workers = [];
const running = new Map(); // number -> task
let nextNumber = 0;
let scheduled = false;
let limit = 0;

class PoolWorker {
  tasks = new Set();
  programs = new Set(); // ids that it has
  worker;
  port;
  starting = true;

  constructor() {
    const { port1, port2 } = new messaging.MessageChannel();
    this.port = port1;
    port1.on('message', (message) => this.onMessage(message));
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

  give(tasks) {
    if (this.tasks.size === 0) this.wake();
    const programs = [];
    const calls = [];
    for (const task of tasks) {
      task.worker = this;
      this.tasks.add(task);
      const { program } = task;
      if (!this.programs.has(program.id)) {
        this.programs.add(program.id);
        programs.push(program);
      }
      calls.push(task.number, program.id, task.executes ? 1 : 0, task.wire);
      if (task.timeout > 0) this.watch(task);
    }
    this.port.postMessage({ programs, calls });
  }

  watch(task) {
    task.timer = setTimeout(() => {
      const { DOMException } = globalThis;
      exports.cancel(task, new DOMException(`The deferred function ran for more than ${task.timeout} ms`, 'TimeoutError'));
    }, task.timeout);
  }

  onMessage(message) {
    if (message.deferred !== undefined) return this.onNested(message);
    const { results } = message;
    for (let i = 0; i < results.length; i += 3) {
      const task = running.get(results[i]);
      if (task === undefined) continue;
      this.tasks.delete(task);
      finish(task);
      if (results[i + 1]) task.resolve(results[i + 2]);
      else task.reject(unpack(results[i + 2]));
    }
    if (this.tasks.size === 0) this.rest();
    dispatch();
  }

  // A task of one of its tasks.
  onNested({ deferred, program, wire, executes, priority, timeout }) {
    const answer = (ok, value) => {
      try {
        this.port.postMessage({ answer: deferred, ok, value: ok ? value : pack(value) });
      } catch (error) {
        this.port.postMessage({ answer: deferred, ok: false, value: pack(error) });
      }
    };
    enqueue({
      program, wire, executes, priority, timeout, worker: null, done: false, number: nextNumber++,
      resolve: (value) => answer(true, value),
      reject: (error) => answer(false, error),
    });
  }

  onError(error) {
    this.failure = error;
  }

  // Somebody ended it, or it could not go on: what had not been answered is tried again elsewhere, unless it may be the cause.
  onExit() {
    workers.splice(workers.indexOf(this), 1);
    this.port.close();
    for (const task of this.tasks) {
      if (task.done) continue;
      if (this.failure !== undefined || task.tried) {
        finish(task);
        task.reject(this.failure ?? new AbortError('The worker of a deferred function has ended'));
      } else {
        task.tried = this.ended !== true;
        task.worker = null;
        waiting[task.priority].push(task);
        running.delete(task.number);
      }
    }
    dispatch();
  }
}

function finish(task) {
  task.done = true;
  running.delete(task.number);
  if (task.timer !== undefined) clearTimeout(task.timer);
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
    running.set(task.number, task);
    tasks.push(task);
  }
  return tasks;
}

function idleWorker() {
  for (const worker of workers) if (worker.tasks.size === 0 && worker.ended !== true) return worker;
  limit ||= require('internal/options').getOptionValue('--cpu-threads') || require('os').availableParallelism();
  if (workers.length >= limit) return undefined;
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

function enqueue(task) {
  waiting[task.priority].push(task);
  if (scheduled) return;
  scheduled = true;
  setImmediate(dispatch);
}

// In a pool worker: the parent's pool runs it.
let forward;

exports.forwardTo = (send) => {
  forward = send;
};

exports.submit = (task) => {
  try {
    task.program = programOf(task.description, task.file, task.source, task.values);
    task.wire = wireOf(task);
  } catch (error) {
    task.done = true;
    task.reject(error);
    return;
  }
  task.number = nextNumber++;
  task.source = task.values = task.args = undefined;
  if (forward !== undefined) forward(task);
  else enqueue(task);
};

// What differs from call to call: undefined, or captured values and arguments.
function wireOf({ program, values, args }) {
  const own = program.pick(values);
  if (own === undefined && (args === undefined || args.length === 0)) return undefined;
  const wire = [own, args ?? []];
  encodeCheck(wire);
  return wire;
}

// Values are copied at once: what the program does with them later is not seen.
function encodeCheck(wire) {
  for (const list of wire) {
    if (list === undefined) continue;
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if ((typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol') {
        list[i] = require('internal/structured_clone').structuredClone(value);
      }
    }
  }
}

exports.cancel = (task, error) => {
  if (task.done) return;
  finish(task);
  task.reject(error);
  const { worker } = task;
  if (worker === null || worker === undefined) return;
  worker.tasks.delete(task);
  // It may be running: its worker ends, and what else it had goes to another.
  worker.ended = true;
  worker.worker.terminate();
};

exports.encode = encode;
exports.isPool = () => thread.state.isInternal;
