// SPDX-License-Identifier: MIT
//
// What keeps the process alive, by name.
'use strict';

const native = binding('process');

exports.activeResourcesInfo = () => {
  const [timers, immediates] = require('internal/timers').activeCounts();
  return [
    ...native.activeHandleNames(),
    ...new Array(native.activeJobs()).fill('FSReqCallback'),
    ...new Array(timers).fill('Timeout'),
    ...new Array(immediates).fill('Immediate'),
  ];
};

// Objects that stand for open native handles; rooms register theirs.
const handles = new Set();
exports.add = (handle) => handles.add(handle);
exports.delete = (handle) => handles.delete(handle);

// One object for each operation that waits in the IO pool or runs there.
exports.activeRequests = () => Array.from({ length: native.activeJobs() }, () => ({ type: 'FSReqCallback' }));

exports.activeHandles = () => [...handles].filter((handle) => handle.hasRef?.() !== false).map((handle) => handle.owner ?? handle);
