// SPDX-License-Identifier: MIT
// node:worker_threads: messages inside this thread. Worker itself is not there yet and says so.
'use strict';

const {
  MessagePort, MessageChannel, BroadcastChannel, isMessagePort, isOpen, receiveMessageOnPort,
} = require('internal/messaging');
const { isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable } =
  require('internal/worker/js_transferable');
const { notImplemented } = require('internal/unimplemented');

const environmentData = new Map();

class Worker extends require('events') {
  constructor(filename, options = {}) {
    super();
    throw notImplemented('worker_threads.Worker');
  }
}

Object.defineProperty(Worker, 'length', { __proto__: null, value: 1, configurable: true });

function setEnvironmentData(key, value) {
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, value);
}

function getEnvironmentData(key) {
  return environmentData.get(key);
}

function moveMessagePortToContext(port) {
  const { codes: { ERR_CLOSED_MESSAGE_PORT, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  if (!isMessagePort(port)) throw new ERR_INVALID_ARG_TYPE('port', 'MessagePort', port);
  if (!isOpen(port)) throw new ERR_CLOSED_MESSAGE_PORT();
  throw notImplemented('worker_threads.moveMessagePortToContext()');
}

async function postMessageToThread(threadId, value, transferList, timeout) {
  const { codes: { ERR_WORKER_MESSAGING_FAILED, ERR_WORKER_MESSAGING_SAME_THREAD } } = require('internal/errors');
  if (threadId === 0) throw new ERR_WORKER_MESSAGING_SAME_THREAD();
  throw new ERR_WORKER_MESSAGING_FAILED(); // there is no other thread
}

const locks = {
  request() {
    throw notImplemented('worker_threads.locks.request()');
  },
  query() {
    throw notImplemented('worker_threads.locks.query()');
  },
};

module.exports = {
  isInternalThread: false,
  isMainThread: true,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits: {},
  postMessageToThread,
  threadId: 0,
  threadName: 'main',
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  Worker,
  parentPort: null,
  workerData: null,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
  locks,
};
