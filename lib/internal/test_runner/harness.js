// SPDX-License-Identifier: MIT
// The root of a program's tests: made with the first test, ended when the program has nothing left to do. Counts, reporters, exit code.

const { location, patternOf } = require('internal/test_runner/location');
const { current, failure, HookRun, Node, parseArguments, running } = require('internal/test_runner/test');
const { TestsStream } = require('internal/test_runner/tests_stream');
const { getOptionValue } = require('internal/options');

let root;

const list = (value) => (value === undefined || value === null || value.length === 0 ? null : [].concat(value).map((p) => (typeof p === 'string' ? patternOf(p) : p)));

function optionConfig() {
  return {
    only: !!getOptionValue('--test-only'),
    namePatterns: list(getOptionValue('--test-name-pattern')),
    skipPatterns: list(getOptionValue('--test-skip-pattern')),
    timeout: getOptionValue('--test-timeout') || null,
    forceExit: !!getOptionValue('--test-force-exit'),
    rerun: getOptionValue('--test-rerun-failures') || undefined,
    // The results of a child of the runner are recorded by the runner.
    records: !isChild(),
  };
}

// A child of the runner tells it what happens; it reports and records nothing itself.
const isChild = () => process.env.NODE_TEST_CONTEXT === 'child-v8';

// As run() takes them.
function coverageOptions() {
  if (!getOptionValue('--experimental-test-coverage')) return undefined;
  const exclude = getOptionValue('--test-coverage-exclude');
  return {
    coverage: true,
    coverageIncludeGlobs: getOptionValue('--test-coverage-include'),
    coverageExcludeGlobs: exclude.length > 0 ? exclude : undefined,
    lineCoverage: getOptionValue('--test-coverage-lines'),
    branchCoverage: getOptionValue('--test-coverage-branches'),
    functionCoverage: getOptionValue('--test-coverage-functions'),
  };
}

const zeroes = () => ({ __proto__: null, tests: 0, failed: 0, passed: 0, cancelled: 0, skipped: 0, todo: 0, topLevel: 0, suites: 0 });

class Root extends Node {
  constructor(config) {
    super(null, null, 'root', '<root>', { timeout: config.timeout ?? undefined, concurrency: config.concurrency }, () => {}, undefined);
    this.config = config;
    this.stream = new TestsStream();
    this.running = true;
    this.started = config.started ?? true;
    this.startTime = process.hrtime.bigint();
    this.entryFile = process.argv[1];
    this.counters = zeroes();
    this.success = true;
    if (config.rerun !== undefined) this.#rememberAttempts(config);
  }

  #rememberAttempts({ rerun, records }) {
    const { Earlier, Recorder } = require('internal/test_runner/rerun');
    this.earlier = new Earlier(rerun);
    if (!records) return;
    this.recorder = new Recorder(rerun);
    this.stream.on('test:pass', (data) => this.recorder.note('test:pass', data));
    this.stream.on('test:fail', (data) => this.recorder.note('test:fail', data));
  }

  // What is under way when the program is interrupted.
  unfinished() {
    const found = [];
    const add = (node) => {
      for (const child of node.children) {
        if (child.finished || !child.running) continue;
        const before = found.length;
        add(child);
        if (found.length === before) found.push({ __proto__: null, name: child.name, nesting: child.nesting, ...child.loc });
      }
    };
    add(this);
    return found;
  }
  stop() {}

  rootContext() {
    const { TestContext } = require('internal/test_runner/context');
    return this.context ??= new TestContext(this);
  }

  count(node) {
    const { counters } = this;
    if (node.nesting === 0) counters.topLevel++;
    if (node.kind === 'suite') counters.suites++;
    else counters.tests++;
    if (node.skipped && node.kind === 'test') counters.skipped++;
    else if (node.isTodo && node.kind === 'test') counters.todo++;
    else if (node.cancelled || node.error?.failureType === 'testTimeoutFailure' || node.error?.failureType === 'testAborted') counters.cancelled += node.kind === 'test' ? 1 : 0;
    else if (node.kind === 'test') node.passed ? counters.passed++ : counters.failed++;
    if (!node.passed && !node.isTodo) this.success = false;
  }

  // Everything has run or never will: hooks, plan, summary.
  async finish() {
    try {
      await this.runAfter();
    } catch (error) {
      this.success = false;
      this.fail(error);
      this.counters.failed++;
      this.stream.emitEvent('test:fail', {
        __proto__: null, name: this.entryFile, nesting: 0, testNumber: this.children.length + 1,
        details: { __proto__: null, duration_ms: this.durationMs, type: 'test', error }, file: this.entryFile, line: 1, column: 1,
      });
    }
    this.finished = true;
    await this.tearDown();
    this.summarize();
    require('internal/test_runner/snapshot').writeSnapshots();
    this.recorder?.write();
    this.coverage?.end();
    this.stream.finish();
  }

  async tearDown() {
    const { teardown } = this;
    this.teardown = undefined;
    try {
      await teardown?.();
    } catch (error) {
      this.success = false;
      process.exitCode = 1;
      this.stream.emitEvent('test:diagnostic', {
        __proto__: null, nesting: 0, message: `globalTeardown() failed: ${error?.stack ?? error}`, level: 'error',
      });
    }
  }

  // The plan, the counts, what was covered. In watch mode once for each round.
  summarize() {
    this.endTime = process.hrtime.bigint();
    this.reportPlan();
    const { counters, stream } = this;
    const summary = { tests: counters.tests, suites: counters.suites, pass: counters.passed, fail: counters.failed,
                      cancelled: counters.cancelled, skipped: counters.skipped, todo: counters.todo, duration_ms: this.durationMs };
    for (const key of Object.keys(summary)) {
      stream.emitEvent('test:diagnostic', { __proto__: null, nesting: 0, message: `${key} ${summary[key]}`, level: 'info' });
    }
    this.reportCoverage();
    stream.emitEvent('test:summary', {
      __proto__: null, success: this.success, counts: { __proto__: null, ...counters }, duration_ms: this.durationMs, file: undefined,
    });
  }

  beginRound() {
    this.counters = zeroes();
    this.success = true;
    this.reportedTop = 0;
    this.startTime = process.hrtime.bigint();
  }

  beginCoverage() {
    const { coverage, cwd = process.cwd() } = this.config;
    if (coverage !== undefined) this.coverage = new (require('internal/test_runner/coverage').Coverage)(coverage, cwd);
  }

  reportCoverage() {
    if (this.coverage === undefined) return;
    const summary = this.coverage.summary();
    for (const message of require('internal/test_runner/coverage').shortfalls(summary)) {
      this.success = false;
      process.exitCode = 1;
      this.stream.emitEvent('test:diagnostic', { __proto__: null, nesting: 0, message, level: 'error' });
    }
    this.stream.emitEvent('test:coverage', { __proto__: null, nesting: 0, summary });
  }

  // With --test-force-exit the program ends with its last test.
  advance() {
    super.advance();
    if (!this.config.forceExit || this.leaving || this.end === undefined || !this.children.every((c) => c.finished)) return;
    this.leaving = true;
    setImmediate(() => {
      if (!this.children.every((c) => c.finished)) {
        this.leaving = false;
        return;
      }
      this.end().then(() => this.written).then(() => process.exit());
    });
  }

  // Something the program made (a server, say) may wait for the `after` hooks to end it: they do not wait for the program's end.
  idled() {
    if (this.hooks.after.length === 0 || this.end === undefined) return;
    setImmediate(() => {
      if (this.active === 0 && this.waiting.length === 0) this.runAfter().catch(() => {}); // finish() tells of it
    });
  }

  runAfter() {
    return this.afterDone ??= this.runHooks('after', this.rootContext());
  }

  reportPlan() {
    const count = this.children.filter((c) => !c.filtered).length;
    this.stream.emitEvent('test:plan', { __proto__: null, nesting: 0, count });
  }

  orphan(error, kind) {
    const node = running();
    const isHook = node instanceof HookRun;
    if (node !== undefined && !isHook && !node.finished && node.kind !== 'root') {
      node.breakOff(failure(error, kind));
      return;
    }
    const at = `${node?.loc?.file}:${node?.loc?.line}:${node?.loc?.column}`;
    const text = node === undefined || node.kind === 'root' ?
      `Error: A resource generated asynchronous activity after the test ended. This activity created the error "${error}" which triggered an ${kind} event, caught by the test runner.` :
      `Error: Test ${isHook ? `hook "${node.kind}"` : `"${node.fullName}"`} at ${at} generated asynchronous activity after the test ended. This activity created the error "${error}" and would have caused the test to fail, but instead triggered an ${kind} event.`;
    this.diagnostics.push(text);
    this.stream.emitEvent('test:diagnostic', { __proto__: null, nesting: 0, message: text, level: 'warn' });
    process.exitCode = 1;
  }
}

function hookProcess(tree) {
  const onUncaught = (error) => tree.orphan(error, 'uncaughtException');
  const onRejected = (error) => tree.orphan(error, 'unhandledRejection');
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onRejected);
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    tree.cancelUnfinished('Promise resolution is still pending but the event loop has already resolved');
    await tree.finish();
    if (!tree.success) process.exitCode = 1;
    tree.unhook();
  };
  process.on('beforeExit', end);
  tree.end = end;
  tree.unhook = () => {
    process.removeListener('uncaughtException', onUncaught);
    process.removeListener('unhandledRejection', onRejected);
    process.removeListener('beforeExit', end);
  };
  process.on('exit', () => {
    if (!tree.finished) {
      tree.cancelUnfinished('Promise resolution is still pending but the event loop has already resolved');
      if (!tree.success) process.exitCode = 1;
    }
  });
}

// The runner, unlike a test file, reports what was running when it is interrupted.
function hookSignals(tree) {
  const interrupted = async () => {
    const tests = tree.unfinished();
    tree.stop();
    if (tests.length > 0) tree.stream.emitEvent('test:interrupted', { __proto__: null, tests });
    await tree.tearDown();
    tree.stream.finish();
    await tree.written;
    process.exit(1);
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
}

// The files of a run without isolation declare their tests in its tree.
function setRoot(tree) {
  if (root !== undefined) {
    // Preloaded modules declared hooks for all files.
    for (const kind of Object.keys(root.hooks)) tree.hooks[kind].push(...root.hooks[kind]);
    tree.beforeDone = root.beforeDone;
    root.unhook();
  }
  root = tree;
}

function getRoot() {
  if (root === undefined) {
    const setup = isChild() ? '' : getOptionValue('--test-global-setup');
    const coverage = isChild() ? undefined : coverageOptions();
    root = new Root({ ...optionConfig(), started: setup === '', coverage: coverage && require('internal/test_runner/run').coverageOf(coverage) });
    root.beginCoverage();
    hookProcess(root);
    if (setup !== '') setUp(root, setup);
    root.written = require('internal/test_runner/reporting').attach(root);
  }
  return root;
}

async function setUp(tree, file) {
  const { give, setUp: start } = require('internal/test_runner/global_setup');
  try {
    tree.teardown = await start(file);
  } catch (error) {
    tree.unhook();
    tree.finished = true;
    give(error);
    return;
  }
  tree.started = true;
  tree.drain();
}

function declare(kind, name, options, fn, overrides, hide) {
  const parsed = parseArguments(name, options, fn, overrides);
  const parent = current() ?? getRoot();
  return parent.add(kind, parsed.name, parsed.options, parsed.fn, location(hide));
}

// test(), suite() and their variants .skip, .todo, .only.
function declarer(kind) {
  const declareOne = (name, options, fn) => declare(kind, name, options, fn, undefined, declareOne);
  for (const word of ['expectFailure', 'skip', 'todo', 'only']) {
    declareOne[word] = (name, options, fn) => declare(kind, name, options, fn, { [word]: true }, declareOne[word]);
  }
  return declareOne;
}

function hook(kind) {
  return (fn, options) => {
    const parent = current() ?? getRoot();
    parent.addHook(kind, fn, options);
  };
}

module.exports = { Root, coverageOptions, declarer, getRoot, hook, hookProcess, hookSignals, setRoot, current, list, optionConfig };
