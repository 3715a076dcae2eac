// SPDX-License-Identifier: MIT
// v8.promiseHooks tells of promises that are made, of their reactions and of what settles them; without hooks all is as it was.
'use strict';
const assert = require('node:assert');
const { promiseHooks } = require('node:v8');

const NativePromise = Promise;
const { then } = Promise.prototype;
const log = [];
const names = new Map();
const name = (promise) => (promise === undefined ? '-' : names.get(promise) ?? names.set(promise, `p${names.size}`).get(promise));
const stop = promiseHooks.createHook({
  init: (promise, parent) => log.push(`init ${name(promise)} ${name(parent)}`),
  before: (promise) => log.push(`before ${name(promise)}`),
  after: (promise) => log.push(`after ${name(promise)}`),
  settled: (promise) => log.push(`settled ${name(promise)}`),
});

const first = new Promise((resolve) => resolve(1));
const second = first.then((value) => {
  log.push(`runs ${value}`);
  return value + 1;
});
const third = second.catch(() => assert.fail());
assert.deepStrictEqual(log, ['init p0 -', 'settled p0', 'init p1 p0', 'init p2 p1']);
log.length = 0;

class Special extends Promise {}
assert.ok(Special.resolve(1) instanceof Special && Special.resolve(1) instanceof NativePromise);
assert.throws(() => new Promise(), TypeError);
assert.ok(Promise.resolve(first) === first);
log.length = 0;

third.then((value) => {
  assert.strictEqual(value, 2);
  stop();
  stop();
  assert.strictEqual(Promise, NativePromise);
  assert.strictEqual(Promise.prototype.then, then);
  assert.strictEqual(Promise.prototype.constructor, NativePromise);
  assert.deepStrictEqual(log.filter((line) => !line.includes('p6')), [ // p6: of the library
    'init p5 p2', 'before p1', 'runs 1', 'settled p1', 'after p1', 'before p2', 'settled p2', 'after p2', 'before p5',
  ]);
  hookThatThrows();
});

function hookThatThrows() {
  const error = new Error('of a hook');
  const end = promiseHooks.onSettled(() => {
    end();
    throw error;
  });
  process.once('uncaughtException', (seen) => {
    assert.strictEqual(seen, error);
    awaits();
  });
  Promise.resolve(5);
}

async function awaits() {
  let parent;
  const end = promiseHooks.onInit((promise, of) => { parent = of; });
  const waited = new Promise((resolve) => setImmediate(resolve, 'value'));
  const value = await waited;
  assert.strictEqual(value, 'value');
  assert.strictEqual(parent, waited);
  end();
  process.once('exit', () => assert.strictEqual(value, 'value'));
}

for (const hook of ['init', 'before', 'after', 'settled']) {
  for (const bad of [async () => {}, async function*() {}, 'text', {}]) {
    assert.throws(() => promiseHooks.createHook({ [hook]: bad }), { code: 'ERR_INVALID_ARG_TYPE', message: new RegExp(`^The "${hook}Hook" argument`) });
  }
}
assert.throws(() => promiseHooks.onInit(undefined), { code: 'ERR_INVALID_ARG_TYPE' });
