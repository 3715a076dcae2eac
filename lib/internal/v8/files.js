// SPDX-License-Identifier: MIT
// Names of the files that diagnostics write: Heap.20260131.235959.4711.0.001.heapsnapshot (day, time, process, thread, number).
'use strict';

const padded = (number, length) => String(number).padStart(length, '0');

function diagnosticName(prefix, extension) {
  const now = new Date();
  const day = `${now.getFullYear()}${padded(now.getMonth() + 1, 2)}${padded(now.getDate(), 2)}`;
  const time = padded(now.getHours(), 2) + padded(now.getMinutes(), 2) + padded(now.getSeconds(), 2);
  const { threadId } = require('internal/worker/thread');
  return `${prefix}.${day}.${time}.${require('process').pid}.${threadId}.${padded(binding('profiler').fileNumber(), 3)}.${extension}`;
}

// The path of a file in a folder, which is made where it is not there; no folder: the name alone.
function diagnosticPath(folder, name) {
  if (!folder) return name;
  require('fs').mkdirSync(folder, { recursive: true });
  return require('path').join(folder, name);
}

module.exports = { diagnosticName, diagnosticPath };
