// SPDX-License-Identifier: MIT
// The tree of tests. A node runs its function between its hooks, starts its children within its concurrency, and reports in the order of
// declaration: a node is reported when its elder siblings are. Events go to the root's stream.

const { hrtime } = process;
const { codes: { ERR_INVALID_ARG_TYPE, ERR_TEST_FAILURE } } = require('internal/errors');
const {
  validateAbortSignal, validateFunction, validateNumber, validateObject, validateUint32,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { AsyncLocalStorage } = require('async_hooks');
const { location, isPattern } = require('internal/test_runner/location');

const kCallback = 'callbackAndPromisePresent';
const kCancelledByParent = 'cancelledByParent';
const kAborted = 'testAborted';
const kHookFailure = 'hookFailed';
const kSubtestsFailed = 'subtestsFailed';
const kTestCode = 'testCodeFailure';
const kTimeout = 'testTimeoutFailure';
const kExpectedFailure = 'expectedFailure';

const noop = () => {};
const storage = new AsyncLocalStorage();

// What the storage holds while a hook runs.
class HookRun {
  constructor(owner, { kind, loc }) {
    this.owner = owner;
    this.kind = kind;
    this.loc = loc;
    this.finished = false;
  }
}

// The node whose function, or a hook of it, is running (or being built); undefined outside.
function current() {
  const running = storage.getStore();
  return running instanceof HookRun ? running.owner : running;
}

// The same, but a hook is told as itself.
const running = () => storage.getStore();

function failure(error, type) {
  return new ERR_TEST_FAILURE(error, type);
}

// A promise that settles when the time is over or the signal aborts, and can be called off.
function stopWatch(timeout, signal, describe) {
  const { promise, resolve } = Promise.withResolvers();
  let timer;
  let onAbort;
  if (timeout !== null && timeout !== Infinity) {
    timer = setTimeout(() => resolve(failure(describe(timeout), kTimeout)), timeout);
  }
  if (signal) {
    onAbort = () => resolve(failure(signal.reason ?? 'The test was aborted', kAborted));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  }
  return {
    promise,
    cancel() {
      if (timer !== undefined) clearTimeout(timer);
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    },
  };
}

// Calls a test or hook in one of its three styles: synchronous, promise, or callback as last parameter.
function callUser(fn, self, args) {
  if (fn.length !== args.length + 1) return Reflect.apply(fn, self, args);
  return new Promise((resolve, reject) => {
    let called = 0;
    const done = (error) => {
      if (++called > 1) return reject(failure('callback invoked multiple times', 'multipleCallbackInvocations'));
      if (error) reject(error);
      else resolve();
    };
    const result = Reflect.apply(fn, self, [...args, done]);
    if (typeof result?.then === 'function') {
      reject(failure('passed a callback but also returned a Promise', kCallback));
    }
  });
}

// What `expectFailure` asks for: { label, match }, or null. A text is a label; a pattern, class or function a match; an object of only
// `label` and `match` is both, any other object a match of properties.
function expectation(value) {
  if (value === false || value === null || value === 0) return null;
  if (typeof value === 'string') return { label: value === '' ? undefined : value };
  if (typeof value === 'function' || value instanceof RegExp) return { match: value };
  if (typeof value !== 'object') return {};
  const keys = Object.keys(value);
  if (keys.length === 0) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('options.expectFailure', value, 'must not be an empty object');
  }
  return keys.every((key) => key === 'label' || key === 'match') ? { label: value.label, match: value.match } : { match: value };
}

function meets({ match }, error) {
  if (match === undefined) return true;
  const cause = error.code === 'ERR_TEST_FAILURE' ? error.cause ?? error : error;
  try {
    require('assert').throws(() => { throw cause; }, match);
    return true;
  } catch {
    // The assertion says that the failure is another one than the expected.
    return false;
  }
}

class Node {
  constructor(root, parent, kind, name, options, fn, loc) {
    this.root = root ?? this;
    this.parent = parent;
    this.kind = kind;
    this.name = name;
    this.fn = fn;
    this.loc = loc;
    this.children = [];
    this.waiting = [];
    this.active = 0;
    this.hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
    this.diagnostics = [];
    this.passed = false;
    this.error = null;
    this.startTime = null;
    this.endTime = null;
    this.finished = false;
    this.reported = false;
    this.reportable = parent === null;
    this.startReported = false;
    this.nextReport = 0;
    this.beforeDone = null;
    this.controller = new AbortController();
    this.done = Promise.withResolvers();
    this.plan = null;
    this.broken = null;
    this.attempt = 0;
    this.tags = options.tags;
    this.nesting = parent === null ? -1 : parent.nesting + 1;
    this.number = parent === null ? 0 : parent.children.length + 1;
    this.#configure(options);
    const { earlier } = this.root;
    if (earlier !== undefined && parent !== null) this.#recall(earlier);
  }

  // A test that passed in an earlier attempt only declares again what it declared then.
  #recall(earlier) {
    this.attempt = earlier.attempt;
    const entry = this.loc?.file === undefined ? undefined : earlier.entry(this.loc);
    if (entry === undefined) return;
    this.passedOnAttempt = entry.passed_on_attempt;
    if (this.kind !== 'test') return;
    this.plannedByOptions = undefined;
    this.fn = () => {
      for (const { name, line, column, file } of entry.children ?? []) this.add('test', name, kEmptyObject, noop, { __proto__: null, line, column, file });
    };
  }

  #configure(options) {
    const { parent } = this;
    const { concurrency, only, signal, skip, todo, timeout, expectFailure, plan } = options;
    if (plan !== undefined) validateUint32(plan, 'options.plan');
    this.plannedByOptions = plan;
    if (timeout != null && timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
    this.timeout = timeout ?? (parent === null || parent.kind === 'root' ? parent?.timeout ?? null : parent.timeout);
    this.signal = signal;
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    this.only = only ?? false;
    if (this.only) this.root.anyOnly = true;
    this.skipped = !!skip;
    this.isTodo = todo !== undefined && todo !== false;
    this.expectFailure = expectFailure === undefined ? parent?.expectFailure ?? null : expectation(expectFailure);
    this.message = typeof skip === 'string' ? skip : typeof todo === 'string' ? todo : null;
    this.concurrency = this.#concurrency(concurrency);
    this.runOnlySubtests = parent?.runOnlySubtests ?? false;
  }

  #concurrency(value) {
    const inherited = this.parent === null ? 1 : this.parent.concurrency;
    switch (typeof value) {
      case 'number':
        validateUint32(value, 'options.concurrency', true);
        return value;
      case 'boolean':
        if (!value) return 1;
        return this.parent === null ? Math.max(require('os').availableParallelism() - 1, 1) : Infinity;
      default:
        if (value != null) throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], value);
        return inherited;
    }
  }

  get fullName() {
    return this.parent === null || this.parent.kind === 'root' ? this.name : `${this.parent.fullName} > ${this.name}`;
  }

  get durationMs() {
    return this.startTime === null ? 0 : Number((this.endTime ?? hrtime.bigint()) - this.startTime) / 1e6;
  }

  // ---- children --------------------------------------------------------------------------------------------------

  // Adds a child and returns a promise of its end. It starts when the parent runs and its concurrency allows.
  add(kind, name, options, fn, loc) {
    const child = new Node(this.root, this, kind, name, options, fn, loc);
    this.children.push(child);
    this.root.stream.emitEvent('test:enqueue', child.#beginning({ type: kind }));
    if (this.finished) {
      child.#cancelNow(failure('test could not be started because its parent finished', 'parentAlreadyFinished'));
      return child.done.promise;
    }
    if (kind === 'suite') child.#build();
    if (this.kind === 'suite' && !this.running) this.waiting.push(child);
    else this.#schedule(child);
    return child.done.promise;
  }

  #schedule(child) {
    if (this.active < this.concurrency && (this.kind !== 'root' || this.started)) this.#startChild(child);
    else this.waiting.push(child);
  }

  #startChild(child) {
    this.active++;
    child.run().then(() => {
      this.active--;
      this.#next();
    });
  }

  #next() {
    while (this.waiting.length > 0 && this.active < this.concurrency) this.#startChild(this.waiting.shift());
    if (this.active === 0 && this.waiting.length === 0) {
      this.idle?.resolve();
      this.idle = null;
      this.idled?.();
    }
  }

  // Starts what waits; resolves when no child is waiting or running.
  drain() {
    if (this.active === 0 && this.waiting.length === 0) return undefined;
    this.idle ??= Promise.withResolvers();
    const { promise } = this.idle;
    this.#next();
    return promise;
  }

  // A suite's function runs at once and declares its children.
  #build() {
    if (!this.fn || this.skipped) return;
    const { SuiteContext } = require('internal/test_runner/context');
    const context = new SuiteContext(this);
    try {
      const result = storage.run(this, () => Reflect.apply(this.fn, context, [context]));
      if (typeof result?.then === 'function') {
        this.building = Promise.resolve(result).catch((error) => this.fail(failure(error, kTestCode)));
      }
    } catch (error) {
      this.fail(failure(error, kTestCode));
    }
  }

  // ---- running ---------------------------------------------------------------------------------------------------

  isSkippedByFilter() {
    const { config } = this.root;
    if (this.kind === 'root' || this.parent === null) return false;
    const onlyChosen = config.only || this.parent.runOnlySubtests || (config.together && this.root.anyOnly === true);
    return !this.#matchesNames(config) || (onlyChosen && !this.#matchesOnly());
  }

  #lineage() {
    const nodes = [];
    for (let n = this; n !== null && n.kind !== 'root'; n = n.parent) nodes.push(n);
    return nodes;
  }

  #matchesNames({ namePatterns, skipPatterns }) {
    const name = this.fullName.replaceAll(' > ', ' ');
    if (skipPatterns !== null && skipPatterns.some((p) => isPattern(p, name) || isPattern(p, this.name))) return false;
    if (namePatterns === null) return true;
    if (namePatterns.some((p) => isPattern(p, name))) return true;
    if (this.#lineage().some((n) => namePatterns.some((p) => isPattern(p, n.name)))) return true;
    return this.kind === 'suite' && this.children.some((c) => c.#matchesNames({ namePatterns, skipPatterns }));
  }

  #matchesOnly() {
    if (this.#lineage().some((n) => n.only)) return true;
    return this.kind === 'suite' && this.children.some((c) => c.#matchesOnly());
  }

  async run() {
    const { root } = this;
    this.running = true;
    this.startTime = hrtime.bigint();
    root.stream.emitEvent('test:dequeue', this.#beginning({ type: this.kind }));
    if (this.building) await this.building;
    if (this.isSkippedByFilter()) {
      this.filtered = true;
      this.#end();
      return;
    }
    root.advance();
    if (this.skipped || this.error !== null) {
      if (this.error === null) this.passed = true;
      this.#skipChildren();
      this.#end();
      return;
    }
    const watch = stopWatch(this.timeout, this.signal, (ms) => `test timed out after ${ms}ms`);
    let stopped = null;
    const stop = watch.promise.then((error) => {
      stopped = error;
      this.controller.abort(error);
      throw error;
    });
    this.broken = Promise.withResolvers();
    this.broken.promise.catch(noop);
    stop.catch(noop);
    try {
      await this.parent.runBefore();
      await this.#body(stop);
    } catch (error) {
      this.fail(error?.code === 'ERR_TEST_FAILURE' && error.failureType !== undefined ? error : failure(error, kTestCode));
      if (stopped !== null) this.#cancelChildren();
    }
    await this.#afterHooks();
    watch.cancel();
    this.#conclude();
    this.#end();
  }

  async #body(stop) {
    const { TestContext, SuiteContext } = require('internal/test_runner/context');
    if (this.kind === 'suite') {
      this.context = new SuiteContext(this);
      await Promise.race([this.runBefore(), stop]);
      await Promise.race([Promise.resolve(this.drain()), stop]);
      return;
    }
    const context = this.context = new TestContext(this);
    if (this.plannedByOptions !== undefined) context.plan(this.plannedByOptions);
    await this.parent.runEach('beforeEach', this, context);
    if (this.skipped && this.skippedByHook) return;
    const ended = Promise.race([stop, this.broken.promise]);
    ended.catch(noop);
    try {
      const result = storage.run(this, () => callUser(this.fn, context, [context]));
      await Promise.race([Promise.resolve(result), ended]);
    } catch (error) {
      if (error?.failureType === undefined || error.code !== 'ERR_TEST_FAILURE') this.fail(failure(error, kTestCode));
      else throw error;
    }
    await Promise.race([Promise.resolve(this.drain()), ended]);
    if (this.plan !== null && this.error === null) await Promise.race([this.plan.check(), ended]);
  }

  async #afterHooks() {
    try {
      if (this.kind === 'test' && this.context !== undefined) await this.parent.runEach('afterEach', this, this.context);
    } catch (error) {
      this.fail(error);
    }
    try {
      await this.runHooks('after', this.context);
    } catch (error) {
      this.fail(error);
    }
    this.context?.mockTracker?.reset();
    this.controller.abort(failure('test finished', 'testFinished'));
  }

  #conclude() {
    if (this.expectFailure !== null && this.kind === 'test' && !this.isTodo) {
      if (this.error === null) {
        this.fail(failure('test was expected to fail but passed', kExpectedFailure));
        return;
      }
      if (!meets(this.expectFailure, this.error)) return;
      this.error = null;
      this.passed = true;
      return;
    }
    const failed = this.children.filter((c) => !c.passed && !c.isTodo && !c.filtered).length;
    if (failed > 0 && this.error === null) {
      this.fail(failure(`${failed} subtest${failed > 1 ? 's' : ''} failed`, kSubtestsFailed));
    }
    this.passed = this.error === null;
  }

  fail(error) {
    if (this.error !== null) return;
    this.error = error;
    this.passed = false;
  }

  // An error outside the function's own flow ends a test that still runs.
  breakOff(error) {
    this.fail(error);
    this.broken?.reject(error);
  }

  #end() {
    this.endTime = hrtime.bigint();
    this.finished = true;
    const { root } = this;
    if (!this.filtered) {
      root.stream.emitEvent('test:complete', this.#eventData({
        testNumber: this.number, details: { ...this.#details(), passed: this.passed },
      }));
    }
    root.advance();
    this.done.resolve();
  }

  #cancelNow(error) {
    this.startTime ??= hrtime.bigint();
    this.running = true;
    this.cancelled = true;
    this.fail(error);
    this.#end();
  }

  #cancelChildren() {
    this.waiting.length = 0;
    for (const child of this.children) {
      if (child.finished) continue;
      child.cancelled = true;
      if (child.running) {
        child.controller.abort(failure('parent stopped', kCancelledByParent));
        child.#cancelChildren();
      }
      child.#cancelNow(failure('test did not finish before its parent and was cancelled', kCancelledByParent));
    }
  }

  #skipChildren() {
    for (const child of this.waiting.splice(0)) {
      child.skipped = true;
      child.running = true;
      child.startTime = hrtime.bigint();
      child.passed = true;
      child.#skipChildren();
      child.#end();
    }
  }

  // The program is about to end: what has not finished never will.
  cancelUnfinished(message) {
    for (const child of this.children) {
      if (child.finished) continue;
      child.cancelUnfinished(message);
      child.#cancelNow(failure(message, kCancelledByParent));
    }
  }

  // ---- hooks -----------------------------------------------------------------------------------------------------

  addHook(kind, fn = noop, options = kEmptyObject) {
    validateFunction(fn, 'fn');
    validateObject(options, 'options');
    const { timeout = null, signal } = options;
    if (timeout !== null && timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    const hook = { kind, fn, timeout, signal, loc: location(this.addHook) };
    // What runs already has its `before` hooks run at once.
    if (kind === 'before' && this.kind !== 'suite' && this.running) {
      const context = this.kind === 'root' ? this.rootContext() : this.context;
      this.beforeDone = Promise.all([this.beforeDone, this.#runHook(hook, context)]);
      this.beforeDone.catch(noop);
      return;
    }
    this.hooks[kind].push(hook);
  }

  // The `before` hooks run once, ahead of the first child.
  runBefore() {
    return this.beforeDone ??= this.runHooks('before', this.context);
  }

  async runEach(kind, node, context) {
    const nodes = [];
    for (let n = this; n !== null; n = n.parent) nodes.push(n);
    if (kind === 'beforeEach') nodes.reverse();
    for (const n of nodes) await n.runHooks(kind, context);
  }

  async runHooks(kind, context) {
    for (const hook of this.hooks[kind]) await this.#runHook(hook, context);
  }

  async #runHook(hook, context) {
    const watch = stopWatch(hook.timeout, hook.signal, (ms) => `hook timed out after ${ms}ms`);
    const run = new HookRun(this, hook);
    try {
      const result = storage.run(run, () => callUser(hook.fn, context, [context]));
      await Promise.race([Promise.resolve(result), watch.promise.then((e) => { throw e; })]);
    } catch (error) {
      const cause = failure(`failed running ${hook.kind} hook`, kHookFailure);
      cause.cause = error?.code === 'ERR_TEST_FAILURE' && error.cause !== undefined ? error.cause : error;
      throw cause;
    } finally {
      run.finished = true;
      watch.cancel();
    }
  }

  // ---- reporting -------------------------------------------------------------------------------------------------

  #beginning(extra) {
    return { __proto__: null, nesting: this.nesting, name: this.name, ...extra, ...this.loc };
  }

  #eventData(extra) {
    return { __proto__: null, name: this.name, nesting: this.nesting, ...extra, ...this.loc, ...this.#directives() };
  }

  #details() {
    const details = { __proto__: null, duration_ms: this.durationMs };
    if (this.kind === 'suite') details.type = 'suite';
    else details.type = 'test';
    if (!this.passed) details.error = this.error;
    if (this.root.earlier !== undefined) details.attempt = this.attempt;
    if (this.passedOnAttempt !== undefined && this.passed) details.passed_on_attempt = this.passedOnAttempt;
    return details;
  }

  #directives() {
    const directives = { __proto__: null };
    if (this.skipped) directives.skip = this.message ?? true;
    else if (this.isTodo) directives.todo = this.message ?? true;
    else if (this.expectFailure !== null) directives.expectFailure = this.expectFailure.label ?? true;
    return directives;
  }

  // Emits in order whatever has become reportable below this node.
  advance() {
    if (!this.reportable || this.reported) return;
    while (!this.filtered && this.nextReport < this.children.length) {
      const child = this.children[this.nextReport];
      child.reportable = true;
      child.advance();
      if (!child.reported) return;
      this.nextReport++;
    }
    if (this.kind !== 'root' && this.finished) this.#report(this.root.stream);
  }

  // A test is announced with the first result of it or below it.
  #announce() {
    if (this.startReported || this.kind === 'root') return;
    this.startReported = true;
    this.parent.#announce();
    this.root.stream.emitEvent('test:start', this.#beginning());
  }

  #report(stream) {
    this.reported = true;
    if (this.filtered) return;
    this.#announce();
    const shown = this.children.filter((c) => !c.filtered);
    if (shown.length > 0) {
      stream.emitEvent('test:plan', { __proto__: null, nesting: this.nesting + 1, count: shown.length, ...this.loc });
    }
    this.root.count(this);
    this.parent.reportedCount = (this.parent.reportedCount ?? 0) + 1;
    stream.emitEvent(this.passed ? 'test:pass' : 'test:fail', this.#eventData({
      testNumber: this.parent.reportedCount, details: this.#details(),
    }));
    for (const message of this.diagnostics) {
      stream.emitEvent('test:diagnostic', { __proto__: null, nesting: this.nesting, message, level: 'info', ...this.loc });
    }
  }
}

// The arguments of test(), it(), suite() ...: [name][, options][, fn], with defaults.
function parseArguments(name, options, fn, overrides) {
  if (typeof name === 'function') {
    fn = name;
    name = undefined;
    options = undefined;
  } else if (name !== null && typeof name === 'object') {
    fn = options;
    options = name;
    name = undefined;
  } else if (typeof options === 'function') {
    fn = options;
    options = undefined;
  }
  options = { ...options, ...overrides };
  if (fn !== undefined && typeof fn !== 'function') fn = noop;
  if (typeof name !== 'string' || name === '') name = fn?.name || '<anonymous>';
  return { name, options, fn: fn ?? noop };
}

module.exports = { HookRun, Node, callUser, current, failure, parseArguments, running, storage };
