// SPDX-License-Identifier: MIT
// mock.timers: every kind of timer and Date stand still until they are told to go on. mock.method and kin in all forms.
const assert = require('assert');
const { mock, test } = require('node:test');
const timers = require('timers');
const promises = require('timers/promises');

function plain() {
  mock.timers.enable();
  assert.throws(() => mock.timers.enable(), { code: 'ERR_INVALID_STATE' });
  const seen = [];
  setTimeout((a) => seen.push(`timeout ${a}`), 100, 'x');
  const stopped = setTimeout(() => seen.push('never'), 50);
  clearTimeout(stopped);
  const interval = setInterval(() => seen.push('interval'), 40);
  setImmediate(() => seen.push('immediate'));
  clearImmediate(setImmediate(() => seen.push('never')));
  mock.timers.tick(0);
  assert.deepStrictEqual(seen, ['immediate']);
  mock.timers.tick(80);
  assert.deepStrictEqual(seen, ['immediate', 'interval', 'interval']);
  clearInterval(interval);
  mock.timers.tick(20);
  assert.deepStrictEqual(seen, ['immediate', 'interval', 'interval', 'timeout x']);
  assert.strictEqual(Date.now(), 100);
  timers.setTimeout(() => seen.push('timers'), 5);
  mock.timers.runAll();
  assert.strictEqual(seen.at(-1), 'timers');
  const handle = setTimeout(() => {}, 1);
  assert.strictEqual(handle.hasRef(), true);
  handle.unref();
  handle.ref();
  handle.close?.();
  mock.timers.reset();
  assert.ok(Date.now() > 1e12);
  assert.throws(() => mock.timers.tick(1), { code: 'ERR_INVALID_STATE' });
}

async function promised() {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'scheduler.wait'] });
  const one = promises.setTimeout(50, 'value');
  const two = promises.setImmediate('now');
  const waited = promises.scheduler.wait(30);
  mock.timers.tick(50);
  assert.strictEqual(await one, 'value');
  assert.strictEqual(await two, 'now');
  await waited;
  const controller = new AbortController();
  const aborted = promises.setTimeout(100, 'x', { signal: controller.signal });
  controller.abort();
  await assert.rejects(aborted, { name: 'AbortError' });
  let turns = 0;
  const loop = (async () => {
    for await (const start of promises.setInterval(10, 'tick')) {
      assert.strictEqual(start, 'tick');
      if (++turns === 3) break;
    }
  })();
  for (let i = 0; i < 5; i++) {
    await null;
    mock.timers.tick(10);
    await new Promise((resolve) => process.nextTick(resolve));
  }
  await loop;
  assert.strictEqual(turns, 3);
  mock.timers.reset();
}

function dates() {
  mock.timers.enable({ apis: ['Date'], now: new Date('2020-01-02T03:04:05Z') });
  assert.strictEqual(new Date().toISOString(), '2020-01-02T03:04:05.000Z');
  assert.strictEqual(new Date(5).getTime(), 5);
  assert.strictEqual(Date.UTC(2000, 0), 946684800000);
  assert.strictEqual(typeof Date(), 'string');
  assert.ok(new Date() instanceof Date);
  mock.timers.setTime(1000);
  assert.strictEqual(Date.now(), 1000);
  mock.timers.reset();
  assert.throws(() => mock.timers.enable({ apis: ['nothing'] }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => mock.timers.enable({ apis: 'Date' }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => mock.timers.enable({ now: 'x' }), { code: 'ERR_INVALID_ARG_TYPE' });
}

function functions() {
  const object = { add(a, b) { return a + b; }, get value() { return 1; }, set value(v) { this.v = v; } };
  const add = mock.method(object, 'add');
  assert.strictEqual(object.add(1, 2), 3);
  assert.throws(() => object.add.call(null, { valueOf() { throw new Error('x'); } }, 1), /x/);
  assert.strictEqual(add.mock.callCount(), 2);
  assert.deepStrictEqual(add.mock.calls[0].arguments, [1, 2]);
  assert.strictEqual(add.mock.calls[0].this, object);
  assert.strictEqual(add.mock.calls[1].error.message, 'x');
  add.mock.mockImplementation(() => 'other');
  assert.strictEqual(object.add(), 'other');
  add.mock.mockImplementationOnce(() => 'once');
  add.mock.mockImplementationOnce(() => 'fifth', 5);
  assert.deepStrictEqual([object.add(), object.add(), object.add()], ['once', 'other', 'fifth']);
  add.mock.resetCalls();
  assert.strictEqual(add.mock.callCount(), 0);
  add.mock.restore();
  assert.strictEqual(object.add(1, 1), 2);
  mock.getter(object, 'value', () => 5);
  assert.strictEqual(object.value, 5);
  const setter = mock.setter(object, 'value', function(v) { this.w = v; });
  object.value = 7;
  assert.strictEqual(object.w, 7);
  assert.strictEqual(setter.mock.callCount(), 1);
  mock.restoreAll();
  const fn = mock.fn((x) => x * 2, { times: 1 });
  assert.strictEqual(fn(2), 4);
  const made = mock.fn(class A { constructor() { this.x = 1; } });
  assert.strictEqual(new made().x, 1);
  assert.strictEqual(made.mock.calls[0].target !== undefined, true);
  if (mock.property) {
    object.v = 1;
    const property = mock.property(object, 'v', 9);
    assert.strictEqual(object.v, 9);
    object.v = 10;
    assert.strictEqual(property.mock.accessCount(), 2);
    property.mock.restore();
  }
  assert.throws(() => mock.method(object, 'absent'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => mock.method(5, 'x'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => mock.fn(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => mock.fn(() => {}, { times: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  mock.reset();
}

test('contexts restore their own mocks', async (t) => {
  plain();
  await promised();
  dates();
  functions();
  const object = { f: () => 1 };
  await t.test('inside', (inner) => {
    inner.mock.method(object, 'f', () => 2);
    inner.mock.timers.enable({ apis: ['setTimeout'] });
    assert.strictEqual(object.f(), 2);
    assert.strictEqual(inner.name, 'inside');
    assert.match(inner.fullName, /> inside$/);
    inner.after(() => {});
    inner.before(() => {});
    inner.runOnly(false);
    inner.todo('some day');
  });
  assert.strictEqual(object.f(), 1);
  await t.test('skipped inside', (inner) => { inner.skip('why'); });
  await t.test('waits', async (inner) => {
    let n = 0;
    assert.strictEqual(await inner.waitFor(() => { if (++n < 3) throw new Error('not yet'); return n; }, { interval: 1 }), 3);
    await assert.rejects(inner.waitFor(() => { throw new Error('never'); }, { interval: 1, timeout: 10 }), /timed out|never/i);
    assert.ok(inner.signal instanceof AbortSignal);
    assert.strictEqual(inner.passed, false);
  });
  await t.test('hooks', async (inner) => {
    const order = [];
    inner.beforeEach(() => order.push('before'));
    inner.afterEach(() => order.push('after'));
    await inner.test('a', () => order.push('a'));
    await inner.test('b', () => order.push('b'));
    assert.deepStrictEqual(order, ['before', 'a', 'after', 'before', 'b', 'after']);
  });
});
