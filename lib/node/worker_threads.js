// SPDX-License-Identifier: MIT
// node:worker_threads.
'use strict';

const { MessagePort, MessageChannel, BroadcastChannel, isMessagePort, isOpen, receiveMessageOnPort } = require('internal/messaging');
const { isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable } = require('internal/worker/js_transferable');
const thread = require('internal/worker/thread');
const { Worker, SHARE_ENV } = require('internal/worker/worker');

require('internal/worker/shared_memory').install();

function setEnvironmentData(key, value) {
  const { environmentData } = thread.state;
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, value);
}

function getEnvironmentData(key) {
  return thread.state.environmentData.get(key);
}

function moveMessagePortToContext(port, contextifiedSandbox) {
  const { codes: { ERR_CLOSED_MESSAGE_PORT, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  if (!isMessagePort(port)) throw new ERR_INVALID_ARG_TYPE('port', 'MessagePort', port);
  if (!isOpen(port)) throw new ERR_CLOSED_MESSAGE_PORT();
  return require('internal/worker/move_port').movePort(port, contextifiedSandbox);
}

// Loaded when it is used.
function postMessageToThread(threadId, value, transferList, timeout) {
  return require('internal/worker/messaging').postMessageToThread(threadId, value, transferList, timeout);
}

module.exports = {
  isInternalThread: thread.state.isInternal,
  isMainThread: thread.isMainThread,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits: thread.resourceLimits(),
  postMessageToThread,
  threadId: thread.threadId,
  threadName: thread.threadName,
  SHARE_ENV,
  Worker,
  parentPort: thread.state.parentPort,
  workerData: thread.state.workerData,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
  get locks() {
    return require('internal/worker/locks').locks;
  },
};
