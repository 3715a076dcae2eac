// SPDX-License-Identifier: MIT
// What cannot go to another thread is named with its place: in captured variables, arguments and results. What can is not held up by it.
'use strict';
const assert = require('node:assert');

const captured = { list: [1, { deep: () => 1 }] };
const method = { go() { return 1; } };

(async () => {
  const fails = async (deferred, message) => {
    const error = await deferred.then(() => assert.fail('it crossed'), (e) => e);
    assert.ok(error instanceof DOMException, `${error}`);
    assert.strictEqual(error.name, 'DataCloneError');
    assert.match(error.message, message);
  };
  await fails(Deferred.run(() => captured.list), /captured variable 'captured' cannot .* \(at captured\.list\[1\]\.deep\)$/);
  await fails(Deferred.run((a, b) => b, 1, { m: new Map([['k', Symbol('s')]]) }), /\(at args\[1\]\.m\.get\("k"\)\)$/);
  await fails(Deferred.run(() => ({ a: { 'b c': [0, () => 1] } })), /\(at result\.a\["b c"\]\[1\]\)$/);
  await fails(Deferred.run(() => new Proxy({}, {})), /\(at result\)$/);
  await fails(Deferred.run(method.go), /is a method/);
  await fails(Deferred.run(Math.max, 1), /no source text/);
  const { port1, port2 } = new MessageChannel();
  await fails(Deferred.run((port) => port, port2), /transfer/);
  port1.close();
  const mixed = await Promise.allSettled([0, 1, 2, 3].map((i) => Deferred.run((i) => (i % 2 === 0 ? { i } : { i, bad: Symbol('no') }), i)));
  assert.deepStrictEqual(mixed.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  process.exitCode = 0;
})();
process.exitCode = 1;
