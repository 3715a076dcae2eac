// SPDX-License-Identifier: MIT
// What programs see beside the messages: the event of a closed port, the main thread's name, limits, errors' order and texts, process.env in messages.
'use strict';
const assert = require('node:assert');
const { MessageChannel, Worker, markAsUncloneable, receiveMessageOnPort, threadName } = require('node:worker_threads');

assert.strictEqual(threadName, '');

// The event of a closed port, in both ways of listening.
{
  const { port1, port2 } = new MessageChannel();
  let calls = 0;
  port1.on('close', (event) => {
    calls++;
    assert.strictEqual(event.constructor.name, 'MessagePortCloseEvent');
  });
  port1.addEventListener('close', (event) => {
    calls++;
    assert.ok(event instanceof Event && event.type === 'close' && event.target === port1);
  });
  port2.close();
  process.on('exit', () => assert.strictEqual(calls, 2));
  assert.throws(() => port1.postMessage(), { code: 'ERR_MISSING_ARGS', message: 'Not enough arguments to MessagePort.postMessage' });
}

// Names of what cannot be cloned are V8's.
{
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  class Mine { f() {} }
  const cases = [
    [(function*() {})(), '[object Generator]'], [new Map().keys(), '[object Map Iterator]'], [[].values(), '[object Array Iterator]'],
    [Object(Symbol('a')), '[object Symbol]'], [(function() { return arguments; })(1), '#<Object>'], [revoked.proxy, 'null'],
    [Promise.resolve(), '#<Promise>'], [new WeakMap(), '#<WeakMap>'], [globalThis, '#<Object>'], [Symbol('s'), 'Symbol(s)'],
    [new Proxy(new Mine(), {}), '#<Mine>'],
  ];
  const { port1 } = new MessageChannel();
  for (const [value, name] of cases) {
    const expected = { name: 'DataCloneError', code: 25, message: `${name} could not be cloned.` };
    assert.throws(() => structuredClone(value), expected);
    assert.throws(() => port1.postMessage(value), expected);
  }
  const error = new Error('x');
  markAsUncloneable(error);
  assert.throws(() => structuredClone(error), { name: 'DataCloneError', message: 'Cannot clone object of unsupported type.' });
  port1.close();
}

// The environment is copied as an ordinary object, here and in workers.
process.env.SMALL_MATTERS = 'here';
assert.strictEqual(structuredClone(process.env).SMALL_MATTERS, 'here');
{
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(process.env);
  assert.strictEqual(receiveMessageOnPort(port2).message.SMALL_MATTERS, 'here');
  port1.close();
}

// What an 'exit' listener sends comes before the error that ended the worker.
{
  const seen = [];
  const worker = new Worker(`
    const { parentPort } = require('worker_threads');
    process.on('exit', (code) => parentPort.postMessage(['exit', code, process.env]));
    throw new RangeError('x');`, { eval: true, env: { A: 1, B: undefined } });
  worker.on('message', ([name, code, env]) => {
    seen.push(name, code);
    assert.deepStrictEqual(env, { A: '1', B: 'undefined' });
  });
  worker.on('error', (error) => seen.push(error.name));
  worker.on('exit', (code) => {
    seen.push(code);
    assert.deepStrictEqual(seen, ['exit', 1, 'RangeError', 1]);
  });
}
{
  const worker = new Worker('require("worker_threads").parentPort.postMessage(require("worker_threads").resourceLimits)', { eval: true });
  worker.once('message', (limits) => {
    assert.deepStrictEqual(limits, { maxYoungGenerationSizeMb: 192, maxOldGenerationSizeMb: 4096, codeRangeSizeMb: 0, stackSizeMb: 4 });
  });
}
