// SPDX-License-Identifier: MIT
// The process.nextTick queue and unhandled rejections. The door runs them between callbacks; the flags in tickInfo tell C when.

const tickInfo = new Int32Array(binding('host').tickInfoBuffer);
let queue = [];

function nextTick(callback, ...args) {
  queue.push({ callback, args });
  tickInfo[0] = 1;
}

function runTicks() {
  while (queue.length > 0) {
    const batch = queue;
    queue = [];
    for (let i = 0; i < batch.length; i++) {
      const { callback, args } = batch[i];
      try {
        callback(...args);
      } catch (error) {
        require('internal/process/execution').onUncaught(error, false);
      }
    }
  }
  tickInfo[0] = 0;
}

const rejections = [];
function onUnhandledRejection(promise, reason) {
  rejections.push({ promise, reason });
  tickInfo[1] = 1;
}

function processRejections() {
  tickInfo[1] = 0;
  while (rejections.length > 0) {
    require('internal/process/execution').onUncaught(rejections.shift().reason, true);
  }
}

module.exports = { tickInfo, nextTick, runTicks, onUnhandledRejection, processRejections };
