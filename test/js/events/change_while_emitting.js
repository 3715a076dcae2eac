// SPDX-License-Identifier: MIT
// Listeners that come and go during an emission: it calls those that were there when it began.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

for (const count of [1, 2, 3, 6]) {
  const changes = {
    'adds at the end': (emitter, add) => emitter.on('x', add('new')),
    'adds in front': (emitter, add) => emitter.prependListener('x', add('new')),
    'removes the next': (emitter, add, listeners) => { if (listeners[1]) emitter.off('x', listeners[1]); },
    'removes the last': (emitter, add, listeners) => emitter.off('x', listeners.at(-1)),
    'removes itself': (emitter, add, listeners) => emitter.off('x', listeners[0]),
    'removes all': (emitter) => emitter.removeAllListeners('x'),
    'removes and adds': (emitter, add, listeners) => {
      emitter.off('x', listeners[0]);
      emitter.on('x', add('new'));
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    const emitter = new EventEmitter();
    const seen = [];
    const add = (label) => (value) => { seen.push(label + value); };
    const listeners = [];
    listeners.push((value) => {
      add('0')(value);
      if (value === 1) change(emitter, add, listeners);
    });
    for (let i = 1; i < count; i++) listeners.push(add(String(i)));
    for (const listener of listeners) emitter.on('x', listener);
    const before = emitter.rawListeners('x');
    emitter.emit('x', 1);
    assert.deepStrictEqual(seen.splice(0), before.map((_, i) => `${i}1`), `${name}, ${count}`);
    assert.deepStrictEqual(before, listeners);
    emitter.emit('x', 2);
    assert.strictEqual(seen.length, emitter.listenerCount('x'), `${name}, ${count}`);
    assert.ok(seen.every((label) => label.endsWith('2')));
  }
}

// The warning of too many listeners comes once, however the list changes.
const many = new EventEmitter();
let warnings = 0;
process.on('warning', ({ name }) => { if (name === 'MaxListenersExceededWarning') warnings++; });
const listeners = Array.from({ length: 13 }, () => () => {});
for (const listener of listeners) many.on('x', listener);
for (let i = 0; i < 4; i++) many.off('x', listeners[i]);
for (let i = 0; i < 4; i++) many.prependListener('x', listeners[i]);
assert.deepStrictEqual(many.listeners('x'), [...listeners.slice(0, 4).reverse(), ...listeners.slice(4)]);
setImmediate(() => assert.strictEqual(warnings, 1));
