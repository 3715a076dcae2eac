// SPDX-License-Identifier: MIT
// Delivery of messages from the loop: each turn of the thread's waker runs one step of one receiver, with ticks and microtasks between.
// Receivers take turns by age, each until it has handled what had arrived. The waker keeps the loop alive while a receiver
// holds it.
'use strict';

const native = binding('messaging');

let waiting = []; // receivers: objects with id, size, scheduled, step() and hasMore()
let batch = []; // those of the current round, by their age; each handles what it had when its turn came
let at = 0;
let left = 0; // steps of batch[at] still to do
let waker;
let holds = 0;

function nextReceiver() {
  if (at === batch.length) {
    batch = waiting.sort((a, b) => a.id - b.id);
    waiting = [];
    at = 0;
  }
  if (at < batch.length) {
    batch[at].scheduled = false;
    left = Math.max(batch[at].size, 1);
  }
}

// One step; true asks to be called again.
function pump() {
  if (left === 0) nextReceiver();
  const receiver = batch[at];
  if (receiver === undefined) return false;
  left--;
  let threw = true;
  try {
    receiver.step();
    threw = false;
  } finally {
    if (!receiver.hasMore()) left = 0;
    if (left === 0) {
      at++;
      if (receiver.hasMore()) schedule(receiver);
    }
    if (threw && moreToDo()) native.wake(waker); // whoever called is not told
  }
  return moreToDo();
}

function moreToDo() {
  return at < batch.length || waiting.length > 0;
}

function ensureWaker() {
  waker ??= native.waker(pump);
}

function schedule(receiver) {
  if (receiver.scheduled) return;
  receiver.scheduled = true;
  waiting.push(receiver);
  if (driven) return;
  ensureWaker();
  native.wake(waker);
}

// Runs `fn` for C that will call pump() itself.
let driven = false;
function drive(fn, argument) {
  driven = true;
  try {
    fn(argument);
  } finally {
    driven = false;
  }
}

function hold() {
  ensureWaker();
  if (holds++ === 0) native.hold(waker, true);
}

function release() {
  if (--holds === 0) native.hold(waker, false);
}

module.exports = { schedule, hold, release, pump, drive, moreToDo };
