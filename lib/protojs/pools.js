// SPDX-License-Identifier: MIT
// protojs:pools: figures of the threads behind the event loops.
'use strict';

const native = binding('worker');
const { isLoaded } = require('internal/builtins');

const names = ['threads', 'threadsMax', 'idle', 'queued', 'submitted', 'completed', 'stolen'];
const figures = new Float64Array(2 * names.length);

const take = (from) => Object.fromEntries(names.map((name, i) => [name, figures[from + i]]));

// { io, cpu, deferred }, as of now. `io` and `cpu` are the process', `deferred` this thread's.
function pools() {
  native.pools(figures);
  const cpu = take(names.length);
  const deferred = isLoaded('internal/deferred/pool') ? require('internal/deferred/pool').figures() :
    { threads: 0, threadsMax: cpu.threadsMax, queued: 0, running: 0 };
  return { io: take(0), cpu, deferred };
}

module.exports = { pools };
