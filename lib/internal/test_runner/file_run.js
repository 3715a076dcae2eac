// SPDX-License-Identifier: MIT
// A test file in a process of its own, and the tree that the events of all files make. Events that tell how things proceed (enqueue, dequeue,
// complete) pass at once; results and output are told file by file, in the order of the files.

const { genericNodeError } = require('internal/errors');
const { Root } = require('internal/test_runner/harness');
const { failure } = require('internal/test_runner/test');
const path = require('path');

const atOnce = new Set(['test:enqueue', 'test:dequeue', 'test:complete']);
const kSummaryLine = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

function patternText(pattern) {
  return pattern instanceof RegExp ? `/${pattern.source}/${pattern.flags}` : pattern;
}

function childArguments(file, options) {
  const args = [...options.execArgv];
  const add = (flag, value) => { for (const item of [].concat(value ?? [])) args.push(`${flag}=${patternText(item)}`); };
  add('--test-name-pattern', options.testNamePatterns);
  add('--test-skip-pattern', options.testSkipPatterns);
  if (options.rerunFailuresFilePath) args.push(`--test-rerun-failures=${options.rerunFailuresFilePath}`);
  if (options.timeout != null && options.timeout !== Infinity) args.push(`--test-timeout=${options.timeout}`);
  if (options.only) args.push('--test-only');
  if (options.forceExit) args.push('--test-force-exit');
  return [...inherited(process.execArgv), ...args, ...[].concat(file), ...options.argv];
}

// Options of the runner itself, and those that a child is given as run() was.
const own = new Set(['--test', '--experimental-test-coverage', '--watch', '--watch-path', '--watch-preserve-output', '--watch-kill-signal', '--test-reporter',
  '--test-reporter-destination', '--test-global-setup', '--test-shard', '--test-isolation', '--experimental-test-isolation', '--test-rerun-failures',
  '--test-name-pattern', '--test-skip-pattern', '--test-only', '--test-force-exit']);

// Of the options of this process those that a child has, too.
function inherited(execArgv) {
  const kept = [];
  for (let i = 0; i < execArgv.length; i++) {
    const flag = execArgv[i];
    if (!own.has(flag.split('=', 1)[0])) {
      kept.push(flag);
      continue;
    }
    // A value of its own.
    const { takesValue } = require('internal/options');
    if (!flag.includes('=') && takesValue(flag)) i++;
  }
  return kept;
}

class FileRun {
  #buffer = [];
  #failed = 0;
  #topLevel = 0;
  #spawnError;
  #child;
  #started;

  constructor(tree, file, options) {
    this.tree = tree;
    this.file = file;
    this.options = options;
    this.path = path.resolve(options.cwd, file);
    this.number = tree.order.push(this);
    this.done = Promise.withResolvers();
    this.finished = this.killed = false;
    this.#tell('test:enqueue', { nesting: 0, name: file, type: 'test' });
  }

  get loc() { return { __proto__: null, line: 1, column: 1, file: this.path }; }
  get running() { return this.#child !== undefined && !this.finished; }

  #tell(type, data) {
    this.tree.stream.emitEvent(type, { __proto__: null, ...data, ...this.loc });
  }

  start(workerId) {
    const { spawn } = require('child_process');
    const { Receiver } = require('internal/test_runner/transport');
    const { options } = this;
    this.#tell('test:dequeue', { nesting: 0, name: this.file, type: 'test' });
    this.#started = process.hrtime.bigint();
    const env = { ...(options.env ?? process.env), NODE_TEST_CONTEXT: 'child-v8', NODE_TEST_WORKER_ID: String(workerId), ...options.childEnv };
    if (options.watch) env.WATCH_REPORT_DEPENDENCIES = '1';
    const stdio = ['ignore', 'pipe', 'pipe'];
    if (options.watch) stdio.push('ipc');
    const args = options.together ? childArguments(['--test', '--test-isolation=none', ...options.together], options) : childArguments(this.file, options);
    const child = this.#child = spawn(process.execPath, args, { cwd: options.cwd, env, signal: options.signal, killSignal: 'SIGTERM', stdio });
    const receiver = new Receiver((event) => this.#receive(event), (bytes) => this.#output('test:stdout', `${bytes}`));
    child.stdout.on('data', (chunk) => receiver.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (message) => this.#output('test:stderr', message));
    child.on('error', (error) => { this.#spawnError = error; });
    child.on('message', (message) => { for (const name of message?.['watch:require'] ?? []) options.onDependency(name, this); });
    child.on('close', (code, signal) => {
      receiver.end();
      this.#close(code, signal);
    });
    return this.done.promise;
  }

  kill() {
    this.killed = true;
    this.#child?.kill('SIGTERM');
    return this.running ? this.done.promise : undefined;
  }

  #output(type, message) {
    this.#deliver({ type, data: { __proto__: null, file: this.file, message } });
  }

  #receive(event) {
    const { type, data } = event;
    if (type === 'test:plan' && data.nesting === 0) return;
    if (type === 'test:diagnostic' && data.nesting === 0 && data.line === undefined && kSummaryLine.test(data.message)) return;
    if (type === 'test:summary') {
      if (this.options.together === undefined) this.#deliver({ type, data: { __proto__: null, ...data, file: this.path } });
      return;
    }
    if (data.nesting === 0 && (type === 'test:pass' || type === 'test:fail')) {
      this.#topLevel++;
      if (type === 'test:fail' && data.todo === undefined) this.#failed++;
    }
    this.#deliver(event);
  }

  #deliver(event) {
    if (this.killed) return;
    if (atOnce.has(event.type)) this.tree.stream.emitEvent(event.type, event.data);
    else if (this.tree.isNext(this)) this.tree.tell(event);
    else this.#buffer.push(event);
  }

  flush() {
    for (const event of this.#buffer.splice(0)) this.tree.tell(event);
  }

  // What the file itself failed of, beyond its tests; undefined where that is nothing.
  #ownError(code, signal) {
    if (this.#spawnError?.name === 'AbortError') return failure(this.#spawnError, 'testAborted');
    if (code === 0 && signal === null) return undefined;
    const cause = genericNodeError('test failed', { __proto__: null, code: 'ERR_TEST_FAILURE', failureType: 'testCodeFailure' });
    const error = failure('test failed', this.#failed > 0 ? 'subtestsFailed' : 'testCodeFailure');
    error.exitCode = code;
    error.signal = signal;
    error.stack = undefined;
    error.cause ??= cause.message;
    return error;
  }

  #close(code, signal) {
    const error = this.#ownError(code, signal);
    const details = { __proto__: null, duration_ms: Number(process.hrtime.bigint() - this.#started) / 1e6, type: 'test' };
    if (error !== undefined) details.error = error;
    if (!this.killed) this.#tell('test:complete', { name: this.file, nesting: 0, testNumber: this.number, details: { ...details, passed: error === undefined } });
    const isResult = error === undefined ? this.#topLevel === 0 && this.options.together === undefined : this.#failed === 0;
    if (isResult && !this.killed) {
      const head = { __proto__: null, name: this.file, nesting: 0 };
      this.#deliver({ type: 'test:start', data: { ...head, ...this.loc } });
      this.#deliver({ type: error === undefined ? 'test:pass' : 'test:fail', data: { ...head, testNumber: 0, details, ...this.loc } });
    }
    this.finished = true;
    this.tree.proceed();
    this.done.resolve();
  }
}

class RunTree extends Root {
  order = [];
  reportedTop = 0;
  #head = 0;

  isNext(run) { return this.order[this.#head] === run; }

  proceed() {
    while (this.#head < this.order.length && this.order[this.#head].finished) {
      this.#head++;
      this.order[this.#head]?.flush();
    }
  }

  tell({ type, data }) {
    if (type === 'test:pass' || type === 'test:fail') {
      if (data.nesting === 0) data.testNumber = ++this.reportedTop;
      this.countEvent(type, data);
    }
    this.stream.emitEvent(type, data);
  }

  countEvent(type, data) {
    const { counters } = this;
    const isSuite = data.details?.type === 'suite';
    const passed = type === 'test:pass';
    if (data.nesting === 0) counters.topLevel++;
    if (isSuite) counters.suites++;
    else counters.tests++;
    const kind = data.details?.error?.failureType;
    if (!isSuite) {
      if (data.skip !== undefined) counters.skipped++;
      else if (data.todo !== undefined) counters.todo++;
      else if (passed) counters.passed++;
      else if (kind === 'testTimeoutFailure' || kind === 'testAborted' || kind === 'cancelledByParent') counters.cancelled++;
      else counters.failed++;
    }
    if (!passed && data.todo === undefined) this.success = false;
  }

  // A file that could not be loaded into this process is a test itself.
  fileResult(file, error) {
    const name = path.relative(process.cwd(), file) || file;
    const loc = { __proto__: null, line: 1, column: 1, file };
    const details = { __proto__: null, duration_ms: 0, type: 'test', error };
    this.stream.emitEvent('test:start', { __proto__: null, name, nesting: 0, ...loc });
    this.tell({ type: 'test:fail', data: { __proto__: null, name, nesting: 0, testNumber: 0, details, ...loc } });
  }

  unfinished() {
    if (this.order.length === 0) return super.unfinished();
    return this.order.filter((run) => run.running).map((run) => ({ __proto__: null, name: run.file, nesting: 0, ...run.loc }));
  }

  // Ends what runs; what waits never will.
  round = 0;
  stop() {
    this.round++;
    for (const run of this.order) {
      if (run.running) run.kill();
      else run.finished = run.killed = true;
    }
    this.proceed();
  }

  reportPlan() {
    this.stream.emitEvent('test:plan', { __proto__: null, nesting: 0, count: this.reportedTop || this.children.filter((c) => !c.filtered).length });
  }
}

module.exports = { FileRun, RunTree };
