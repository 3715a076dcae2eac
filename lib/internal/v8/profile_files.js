// SPDX-License-Identifier: MIT
// --cpu-prof and --heap-prof: a profile of the whole program, or of a whole worker, written to a file at its end. --heapsnapshot-signal: a snapshot into a file whenever the
// signal comes.
'use strict';

const { getOptionValue } = require('internal/options');
const { diagnosticName } = require('internal/v8/files');

function target(kind, prefix, extension) {
  const { resolve } = require('path');
  const folder = resolve(getOptionValue(`--${kind}-dir`) || getOptionValue('--diagnostic-dir') || '.');
  const given = getOptionValue(`--${kind}-name`).replaceAll('${pid}', () => require('process').pid);
  return () => resolve(folder, given || diagnosticName(prefix, extension));
}

function write(path, text) {
  try {
    const fs = require('fs');
    fs.mkdirSync(require('path').dirname(path), { recursive: true });
    fs.writeFileSync(path, text);
  } catch (error) {
    binding('process').writeError(`Cannot write the profile ${path}: ${error.message}\n`);
  }
}

// Calls `last` when the program ends, by whatever way of its own.
function atEnd(last) {
  const { state } = require('internal/process/lifecycle');
  const before = state.atEnd;
  state.atEnd = () => {
    state.atEnd = undefined;
    before?.();
    last();
  };
}

function startCpu() {
  const { start, stop } = require('internal/v8/cpu_profile');
  const path = target('cpu-prof', 'CPU', 'cpuprofile');
  const profile = start('--cpu-prof');
  atEnd(() => write(path(), JSON.stringify(stop(profile))));
}

function startHeap() {
  const { start, stop } = require('internal/v8/heap_profile');
  const path = target('heap-prof', 'Heap', 'heapprofile');
  const interval = getOptionValue('--heap-prof-interval');
  start('--heap-prof', interval > 0 ? interval : undefined);
  atEnd(() => write(path(), stop()));
}

function listenForSnapshots(signal) {
  require('process').on(signal, () => {
    const { writeHeapSnapshot } = require('internal/v8/heap_snapshot');
    const { diagnosticPath } = require('internal/v8/files');
    writeHeapSnapshot(diagnosticPath(getOptionValue('--diagnostic-dir'), diagnosticName('Heap', 'heapsnapshot')));
  });
}

module.exports = { startCpu, startHeap, listenForSnapshots };
