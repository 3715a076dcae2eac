// SPDX-License-Identifier: MIT
// Delivery of messages from the loop: receivers with something to do stand in one queue, and each turn of the thread's waker runs one
// step of one of them, with ticks and microtasks between. The waker keeps the loop alive while a receiver holds it.
'use strict';

const native = binding('messaging');

const queue = []; // receivers: objects with step(), which returns true where more is waiting
let head = 0;
let waker;
let holds = 0;

// One step; true asks to be called again.
function pump() {
  const receiver = queue[head];
  if (receiver === undefined) return false;
  queue[head++] = undefined;
  if (head === queue.length) {
    queue.length = 0;
    head = 0;
  }
  receiver.scheduled = false;
  try {
    receiver.step();
  } finally {
    if (receiver.hasMore()) schedule(receiver);
    if (head < queue.length) native.wake(waker); // also where the step threw
  }
  return head < queue.length;
}

function ensureWaker() {
  waker ??= native.waker(pump);
}

function schedule(receiver) {
  if (receiver.scheduled) return;
  receiver.scheduled = true;
  queue.push(receiver);
  ensureWaker();
  native.wake(waker);
}

function hold() {
  ensureWaker();
  if (holds++ === 0) native.hold(waker, true);
}

function release() {
  if (--holds === 0) native.hold(waker, false);
}

module.exports = { schedule, hold, release };
