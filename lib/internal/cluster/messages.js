// SPDX-License-Identifier: MIT
//
// The talk between primary and workers: numbered messages over the channel of fork(), each of which may be answered.
'use strict';

const callbacks = new Map();
let sequence = 0;

// Sends to a process. `callback(reply, handle)` gets the answer. False where the channel is closed.
function sendMessage(target, message, handle, callback) {
  if (!target.connected) return false;
  message = { cmd: 'NODE_CLUSTER', ...message, seq: sequence };
  if (typeof callback === 'function') callbacks.set(sequence, callback);
  sequence++;
  return target.send(message, handle);
}

// A listener for 'internalMessage': answers go to who asked, the rest to `receive`.
function internal(worker, receive) {
  return function onInternalMessage(message, handle) {
    if (message.cmd !== 'NODE_CLUSTER') return;
    let fn = receive;
    if (message.ack !== undefined) {
      const callback = callbacks.get(message.ack);
      if (callback !== undefined) {
        fn = callback;
        callbacks.delete(message.ack);
      }
    }
    Reflect.apply(fn, worker, [message, handle]);
  };
}

module.exports = { sendMessage, internal };
