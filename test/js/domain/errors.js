// SPDX-License-Identifier: MIT
// Errors thrown by what a domain started arrive at the domain: timers, ticks, emitters, file callbacks.
'use strict';
const assert = require('node:assert');
const domain = require('node:domain');
const EventEmitter = require('node:events');
const fs = require('node:fs');

const seen = [];
function inDomain(name, start) {
  const d = domain.create();
  d.on('error', (error) => {
    assert.strictEqual(error.domain, d);
    assert.strictEqual(error.message, name);
    seen.push(name);
  });
  d.run(() => {
    assert.strictEqual(process.domain, d);
    start(() => { throw new Error(name); }, d);
  });
}
inDomain('timer', (fail) => setTimeout(fail, 1));
inDomain('immediate', (fail) => setImmediate(fail));
inDomain('tick', (fail) => process.nextTick(fail));
inDomain('file', (fail) => fs.stat(__filename, fail));
inDomain('emitter', () => new EventEmitter().emit('error', new Error('emitter')));
inDomain('intercept', (fail, d) => d.intercept(() => assert.fail())(new Error('intercept')));
process.on('exit', () => assert.deepStrictEqual(seen.sort(),
  ['emitter', 'file', 'immediate', 'intercept', 'tick', 'timer']));
