// SPDX-License-Identifier: MIT
// Emitters: emit with one and with four listeners, adding and removing, once, making.
'use strict';

const EventEmitter = require('node:events');

function measure(name, count, run) {
  run(Math.ceil(count / 20));
  const started = process.hrtime.bigint();
  const got = run(count);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (got !== count) throw new Error(`${name}: ${got} instead of ${count}`);
  console.log(JSON.stringify({ name, ops: Math.round(count / seconds) }));
}

let calls = 0;
function counted(run) {
  return (count) => {
    calls = 0;
    run(count);
    return calls;
  };
}

// Writing to memory keeps the compilers from adding the loop up.
const memory = new Float64Array(1024);
const one = new EventEmitter();
one.on('x', (a, b) => {
  memory[a & 1023] = b;
  calls++;
});
measure('emit to 1 listener', 5e6, counted((count) => {
  for (let i = 0; i < count; i++) one.emit('x', i, i + 1);
}));

const four = new EventEmitter();
for (let k = 0; k < 4; k++) four.on('x', (a, b) => { calls += (b - a) / 4; });
measure('emit to 4 listeners', 1e6, counted((count) => {
  for (let i = 0; i < count; i++) four.emit('x', i, i + 1);
}));

const listener = () => { calls++; };
const other = () => {};
measure('on and off', 1e6, counted((count) => {
  const emitter = new EventEmitter();
  for (let i = 0; i < count; i++) {
    emitter.on('x', listener);
    emitter.off('x', listener);
    calls++;
  }
  if (emitter.listenerCount('x') !== 0) throw new Error('a listener is left');
}));

measure('once and emit', 5e5, counted((count) => {
  const emitter = new EventEmitter();
  for (let i = 0; i < count; i++) {
    emitter.once('x', listener);
    emitter.emit('x');
  }
}));

measure('new EventEmitter', 1e6, counted((count) => {
  for (let i = 0; i < count; i++) {
    new EventEmitter().on('x', listener).emit('x');
  }
}));

// As a client's request does: a few events, some of them taken off again.
measure('on, once and removeListener, four events', 3e5, counted((count) => {
  for (let i = 0; i < count; i++) {
    const emitter = new EventEmitter();
    emitter.on('end', listener).on('error', listener).once('close', listener).on('data', listener);
    emitter.on('end', other);
    emitter.removeListener('data', listener);
    emitter.removeListener('end', listener);
    emitter.emit('close');
    emitter.off('error', listener);
  }
}));

const three = new EventEmitter();
three.on('x', (a, b, c) => {
  memory[a & 1023] = b + c;
  calls++;
});
three.on('x', other);
measure('emit 3 arguments to 2 listeners', 3e6, counted((count) => {
  for (let i = 0; i < count; i++) three.emit('x', i, i + 1, i + 2);
}));
