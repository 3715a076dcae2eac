// SPDX-License-Identifier: MIT
// The report of shared values that are held when the process ends, by the stacks that made them: for PROTOJS_SHARED_LEAKS=1 in the environment. Loaded only then.
'use strict';

const kLooked = 40;
const kShown = 10;

function isOurs(line) {
  return line.includes('node:internal/') || line.includes('(protojs:') || line.endsWith('(<anonymous>)');
}

// Without the frames of the library that come first.
function stackOfNow() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = kLooked; // a message passes a dozen of our own
  const lines = `${new Error().stack}`.split('\n').slice(2);
  Error.stackTraceLimit = limit;
  const outside = lines.findIndex((line) => !isOurs(line));
  return (outside > 0 ? lines.slice(outside) : lines).slice(0, kShown).map((line) => line.trim()).join('\n');
}

function report(native) {
  const text = native.leaks();
  if (text !== '') require('fs').writeSync(2, `Shared values that are still held:\n${text}`);
}

// From now on this thread's values remember who made them; the main thread reports when it ends.
function trace(native) {
  native.traceRoots(stackOfNow);
  if (require('internal/worker/thread').isMainThread) process.on('exit', () => report(native));
}

module.exports = { trace };
