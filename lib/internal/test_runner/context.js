// SPDX-License-Identifier: MIT
// What a test's and a suite's function receive.

const { setTimeout: sleep } = require('timers/promises');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction, validateNumber, validateObject, validateUint32 } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { location } = require('internal/test_runner/location');

// How many assertions and subtests a test promised.
class Plan {
  #expected; #actual = 0; #wait; #waiting = null;
  constructor(count, wait) {
    this.#expected = count;
    this.#wait = wait;
  }
  count() {
    this.#actual++;
    if (this.#actual === this.#expected) this.#waiting?.resolve();
  }
  #error() {
    const { failure } = require('internal/test_runner/test');
    return failure(`plan expected ${this.#expected} assertions but received ${this.#actual}`, 'testCodeFailure');
  }
  async check() {
    if (this.#actual === this.#expected) return;
    if (this.#wait !== undefined && this.#wait !== false && this.#actual < this.#expected) {
      this.#waiting = Promise.withResolvers();
      if (this.#wait === true) await this.#waiting.promise;
      else await Promise.race([this.#waiting.promise, sleep(this.#wait, undefined, { ref: true })]);
      if (this.#actual === this.#expected) return;
      const { failure } = require('internal/test_runner/test');
      throw failure(`plan timed out after ${this.#wait}ms with ${this.#actual} assertions when expecting ${this.#expected}`, 'testTimeoutFailure');
    }
    throw this.#error();
  }
}

class TestContext {
  #node;
  #assert;
  #mock;

  constructor(node) { this.#node = node; }

  get signal() { return this.#node.controller.signal; }
  get name() { return this.#node.name; }
  get fullName() { return this.#node.fullName; }
  get filePath() { return this.#node.root.entryFile; }
  get error() { return this.#node.error; }
  get passed() { return this.#node.passed; }
  get attempt() { return this.#node.attempt; }
  get workerId() { return Number(process.env.NODE_TEST_WORKER_ID) || 1; }

  diagnostic(message) { this.#node.diagnostics.push(message); }

  plan(count, options = kEmptyObject) {
    const { failure } = require('internal/test_runner/test');
    if (this.#node.plan !== null) throw failure('cannot set plan more than once', 'testCodeFailure');
    validateUint32(count, 'count');
    validateObject(options, 'options');
    const { wait } = options;
    if (wait !== undefined && typeof wait !== 'boolean') {
      if (typeof wait !== 'number') throw new ERR_INVALID_ARG_TYPE('options.wait', ['boolean', 'number'], wait);
      validateNumber(wait, 'options.wait', 0, 2 ** 31 - 1);
    }
    this.#node.plan = new Plan(count, wait);
  }

  get assert() {
    if (this.#assert !== undefined) return this.#assert;
    const { assertions } = require('internal/test_runner/assertions');
    const node = this.#node;
    const assert = this.#assert = { __proto__: null };
    for (const [name, method] of assertions()) {
      const context = this;
      assert[name] = function(...args) {
        node.plan?.count();
        // A failing ok() quotes its caller's source.
        if (method === require('assert').ok) return require('internal/assert/ok').innerOk(assert[name], args.length, ...args);
        return Reflect.apply(method, context, args);
      };
    }
    return assert;
  }

  get mock() {
    if (this.#mock === undefined) {
      const { MockTracker } = require('internal/test_runner/mock');
      this.#mock = new MockTracker();
      this.mockTracker = undefined;
      Object.defineProperty(this, 'mockTracker', { __proto__: null, value: this.#mock, enumerable: false, configurable: true });
    }
    return this.#mock;
  }

  runOnly(value) { this.#node.runOnlySubtests = !!value; }

  skip(message) {
    this.#node.skipped = true;
    this.#node.skippedByHook = true;
    if (message !== undefined && message !== '') this.#node.message = String(message);
  }

  todo(message) {
    this.#node.isTodo = true;
    if (message !== undefined && message !== '') this.#node.message = String(message);
  }

  test(name, options, fn) {
    const { parseArguments } = require('internal/test_runner/test');
    const parsed = parseArguments(name, options, fn);
    this.#node.plan?.count();
    return this.#node.add('test', parsed.name, parsed.options, parsed.fn, location(this.test));
  }

  before(fn, options) { this.#node.addHook('before', fn, options); return this.#node.running ? void this.#node.runBefore() : undefined; }
  after(fn, options) { this.#node.addHook('after', fn, options); }
  beforeEach(fn, options) { this.#node.addHook('beforeEach', fn, options); }
  afterEach(fn, options) { this.#node.addHook('afterEach', fn, options); }

  waitFor(condition, options = kEmptyObject) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = 50, timeout = 1000 } = options;
    validateNumber(interval, 'options.interval', 0, 2 ** 31 - 1);
    validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
    const { promise, resolve, reject } = Promise.withResolvers();
    let cause;
    let pollId;
    const limit = setTimeout(() => {
      clearTimeout(pollId);
      const error = new Error('waitFor() timed out');
      if (cause !== undefined) error.cause = cause;
      reject(error);
      pollId = null;
    }, timeout);
    const poll = async () => {
      try {
        const result = await condition();
        clearTimeout(limit);
        resolve(result);
      } catch (error) {
        cause = error;
        if (pollId !== null) pollId = setTimeout(poll, interval);
      }
    };
    poll();
    return promise;
  }
}

class SuiteContext {
  #node;
  constructor(node) { this.#node = node; }
  get signal() { return this.#node.controller.signal; }
  get name() { return this.#node.name; }
  get filePath() { return this.#node.root.entryFile; }
  get fullName() { return this.#node.fullName; }
  diagnostic(message) { this.#node.diagnostics.push(message); }
}

module.exports = { SuiteContext, TestContext };
