// SPDX-License-Identifier: MIT
// What thread this is, and what it was given.
'use strict';

const { threadId, threadName, limits } = binding('worker');

const state = {
  parentPort: null,
  workerData: null,
  environmentData: new Map(),
  isInternal: false,
  stdin: undefined,
};

function resourceLimits() {
  if (threadId === 0) return {};
  return {
    maxYoungGenerationSizeMb: limits[0],
    maxOldGenerationSizeMb: limits[1],
    codeRangeSizeMb: limits[2],
    stackSizeMb: limits[3],
  };
}

module.exports = { threadId, threadName, isMainThread: threadId === 0, state, resourceLimits };
