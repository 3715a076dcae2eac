// SPDX-License-Identifier: MIT
// postMessageToThread(): a message to any thread by its number, which arrives as 'workerMessage' of its process and is answered once its listeners have
// run.
'use strict';

const {
  codes: {
    ERR_WORKER_MESSAGING_ERRORED, ERR_WORKER_MESSAGING_FAILED, ERR_WORKER_MESSAGING_SAME_THREAD, ERR_WORKER_MESSAGING_TIMEOUT,
  },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');
const { publish, subscribe, subscribedPort } = require('internal/messaging');
const { threadId } = require('internal/worker/thread');

const topic = (id) => `thread:${id}`;
const pending = new Map(); // number -> settle(result)
let nextNumber = 0;
let listening = false;

function onRequest({ from, number, message }) {
  const process = require('process');
  let result = 'failed';
  try {
    if (process.listenerCount('workerMessage') > 0) {
      result = 'errored';
      process.emit('workerMessage', message, from);
      result = 'done';
    }
  } catch {
    // The sender is told.
  }
  publish(topic(from), undefined, { answer: number, result });
}

function onValue(value) {
  if (value.answer === undefined) return onRequest(value);
  pending.get(value.answer)?.(value.result);
}

// From here on the main thread can be sent messages.
function listen() {
  if (listening) return;
  listening = true;
  subscribe(topic(threadId), onValue);
}

// A worker's messages come at a port that its parent subscribed for it: from its creation on it can be sent some.
function listenAt(port) {
  listening = true;
  port.on('message', onValue);
  port.unref();
}

async function postMessageToThread(target, message, transferList, timeout) {
  if (typeof transferList === 'number' && timeout === undefined) {
    timeout = transferList;
    transferList = [];
  }
  if (timeout !== undefined) validateNumber(timeout, 'timeout', 0);
  if (target === threadId) throw new ERR_WORKER_MESSAGING_SAME_THREAD();
  listen();
  const number = nextNumber++;
  const { promise, resolve } = Promise.withResolvers();
  pending.set(number, resolve);
  const timer = timeout === undefined ? undefined : setTimeout(resolve, timeout, 'timeout');
  // Something must keep the thread alive until the answer comes.
  const alive = setInterval(() => {}, 0x7fffffff);
  try {
    const message_ = { from: threadId, number, message };
    if (publish(topic(target), undefined, message_, transferList) === 0) throw new ERR_WORKER_MESSAGING_FAILED();
    const result = await promise;
    if (result === 'failed') throw new ERR_WORKER_MESSAGING_FAILED();
    if (result === 'errored') throw new ERR_WORKER_MESSAGING_ERRORED();
    if (result === 'timeout') throw new ERR_WORKER_MESSAGING_TIMEOUT();
  } finally {
    pending.delete(number);
    clearTimeout(timer);
    clearInterval(alive);
  }
}

module.exports = { listen, listenAt, portFor: (id) => subscribedPort(topic(id)), postMessageToThread };
