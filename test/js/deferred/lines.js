// SPDX-License-Identifier: MIT
// Stacks of deferred functions, and of the functions and classes that they capture, have the lines of the author's file.
'use strict';
const assert = require('node:assert');

function early() {
  throw new Error('early');
}

class Mine extends Error {
  constructor(message) {
    super(message);
    this.inside = new Error('inside').stack;
  }
}

const first = (error) => /lines\.js:(\d+)/.exec(error.stack ?? error)[1];

(async () => {
  const thrown = (deferred) => deferred.then(() => assert.fail('it did not throw'), (error) => error);
  assert.strictEqual(first(await thrown(Deferred.run(() => { early(); }))), '7');
  const mine = await thrown(Deferred.run(() => {
    const message = 'mine';
    throw new Mine(message);
  }));
  assert.strictEqual(first(mine.inside), '13');
  assert.match(mine.stack, /lines\.js:24:/);
  assert.strictEqual(first(await thrown(Deferred.run(() => late(new Mine('m'))))), '35');
  process.exitCode = 0;
})();
process.exitCode = 1;

const late = () => {

  throw new TypeError('late');
};
