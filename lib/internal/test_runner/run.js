// SPDX-License-Identifier: MIT
// run(): test files, each in a process of its own (or all in this one), as one stream of events. Also the heart of `--test`.

const { codes: { ERR_INVALID_ARG_VALUE }, genericNodeError } = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateBoolean, validateFunction, validateInteger, validateNumber, validateObject, validateOneOf,
  validateString, validateStringArray, validateUint32,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { Root, list, setRoot } = require('internal/test_runner/harness');
const { failure } = require('internal/test_runner/test');
const path = require('path');
const fs = require('fs');

const DEFAULT_PATTERN = /^(?:test|test-.+|.+[._-]test)\.(?:c|m)?js$/;

// The files that `--test` runs where none is named.
function discover(folder, inTestFolder = false) {
  const found = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') found.push(...discover(full, inTestFolder || entry.name === 'test'));
    } else if ((inTestFolder && /\.[cm]?js$/.test(entry.name)) || DEFAULT_PATTERN.test(entry.name)) {
      found.push(full);
    }
  }
  return found.sort();
}

function expand(patterns, cwd) {
  if (patterns === undefined || patterns.length === 0) return discover(cwd);
  const files = new Set();
  for (const pattern of patterns) {
    const full = path.resolve(cwd, pattern);
    if (fs.existsSync(full) && !fs.statSync(full).isDirectory()) {
      files.add(full);
      continue;
    }
    for (const match of fs.globSync(pattern, { cwd })) {
      const file = path.resolve(cwd, match);
      if (!fs.statSync(file).isDirectory()) files.add(file);
    }
  }
  if (files.size === 0) {
    process.stderr.write(`Could not find '${patterns.join(', ')}'\n`);
    process.exit(1);
  }
  return [...files].sort();
}

function validated(options) {
  validateObject(options, 'options');
  const {
    files, concurrency, timeout, signal, watch = false, setup, only = false, testNamePatterns, testSkipPatterns, shard, forceExit = false,
    isolation = 'process', cwd = process.cwd(), globPatterns, execArgv = [], argv = [], env,
  } = options;
  if (files !== undefined && files !== null) validateArray(files, 'options.files');
  validateBoolean(watch, 'options.watch');
  validateBoolean(forceExit, 'options.forceExit');
  validateBoolean(only, 'options.only');
  if (globPatterns !== undefined && globPatterns !== null) {
    validateArray(globPatterns, 'options.globPatterns');
    if (files !== undefined && globPatterns.length > 0) {
      throw new ERR_INVALID_ARG_VALUE('options.globPatterns', globPatterns, 'is not supported when specifying \'options.files\'');
    }
  }
  if (shard !== undefined && shard !== null) {
    validateObject(shard, 'options.shard');
    validateInteger(shard.total, 'options.shard.total', 1);
    validateInteger(shard.index, 'options.shard.index');
    if (shard.index <= 0 || shard.total < shard.index) {
      throw new (require('internal/errors').codes.ERR_OUT_OF_RANGE)('options.shard.index', `>= 1 && <= ${shard.total} ("options.shard.total")`, shard.index);
    }
    if (watch) throw new ERR_INVALID_ARG_VALUE('options.shard', watch, 'shards not supported with watch mode');
  }
  if (setup !== undefined && setup !== null) validateFunction(setup, 'options.setup');
  for (const [value, name] of [[testNamePatterns, 'options.testNamePatterns'], [testSkipPatterns, 'options.testSkipPatterns']]) {
    if (value === undefined || value === null) continue;
    for (const [i, pattern] of [].concat(value).entries()) {
      if (typeof pattern !== 'string' && !(pattern instanceof RegExp)) {
        throw new (require('internal/errors').codes.ERR_INVALID_ARG_TYPE)(`${name}[${i}]`, ['string', 'RegExp'], pattern);
      }
    }
  }
  if (timeout !== undefined && timeout !== null && timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  validateOneOf(isolation, 'options.isolation', ['process', 'none']);
  validateString(cwd, 'options.cwd');
  validateStringArray(execArgv, 'options.execArgv');
  validateStringArray(argv, 'options.argv');
  if (env !== undefined) validateObject(env, 'options.env');
  if (concurrency !== undefined && concurrency !== null && typeof concurrency !== 'boolean') validateUint32(concurrency, 'options.concurrency', true);
  return { files, concurrency, timeout, signal, watch, setup, only, testNamePatterns, testSkipPatterns, shard, isolation, cwd, globPatterns, execArgv, argv, env };
}

function childArguments(file, options) {
  const { getOptionValue } = require('internal/options');
  const args = [...options.execArgv];
  const add = (flag, value) => { for (const item of [].concat(value ?? [])) args.push(`${flag}=${item instanceof RegExp ? `/${item.source}/${item.flags}` : item}`); };
  add('--test-name-pattern', options.testNamePatterns);
  add('--test-skip-pattern', options.testSkipPatterns);
  if (options.only) args.push('--test-only');
  for (const flag of ['--test-update-snapshots', '--test-force-exit']) {
    if (getOptionValue(flag)) args.push(flag);
  }
  for (const flag of process.execArgv) {
    if (!flag.startsWith('--test') && !flag.startsWith('--watch')) args.push(flag);
  }
  return [...args, file, ...options.argv];
}

// Runs one file in a child and takes its tests into the tree's stream and counts.
function runFile(tree, file, options, workerId) {
  const { spawn } = require('child_process');
  const { Receiver } = require('internal/test_runner/transport');
  const started = process.hrtime.bigint();
  const { promise, resolve } = Promise.withResolvers();
  const env = { ...(options.env ?? process.env), NODE_TEST_CONTEXT: 'child-v8', NODE_TEST_WORKER_ID: String(workerId) };
  const child = spawn(process.execPath, childArguments(file, options), { cwd: options.cwd, env, signal: options.signal, killSignal: 'SIGTERM', stdio: ['ignore', 'pipe', 'pipe'] });
  let failedTests = 0;
  let topLevel = 0;
  let timedOut = false;
  const timer = options.timeout != null && options.timeout !== Infinity ? setTimeout(() => {
    timedOut = true;
    child.kill('SIGTERM');
  }, options.timeout) : undefined;
  const events = [];
  const receiver = new Receiver((event) => {
    const { type, data } = event;
    if (type === 'test:summary' || (type === 'test:plan' && data.nesting === 0)) return;
    if (type === 'test:diagnostic' && data.nesting === 0 && /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) return;
    if (type === 'test:pass' || type === 'test:fail') {
      tree.countEvent(event);
      if (data.nesting === 0) {
        data.testNumber = ++tree.reportedTop;
        topLevel++;
        if (type === 'test:fail' && data.todo === undefined) failedTests++;
      }
    }
    events.push(event);
  }, (bytes) => events.push({ type: 'test:stdout', data: { __proto__: null, file, message: `${bytes}` } }));
  child.stdout.on('data', (chunk) => receiver.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (message) => events.push({ type: 'test:stderr', data: { __proto__: null, file, message } }));
  let spawnError;
  child.on('error', (error) => { spawnError = error; });
  child.on('close', (code, signal) => {
    clearTimeout(timer);
    receiver.end();
    const flush = () => { for (const event of events) tree.stream.emitEvent(event.type, event.data); };
    if ((code !== 0 || signal !== null) && failedTests === 0) {
      flush();
      let error;
      if (timedOut) error = failure(`test timed out after ${options.timeout}ms`, 'testCodeFailure');
      else if (spawnError !== undefined && spawnError.name === 'AbortError') error = failure(spawnError, 'testAborted');
      else {
        const cause = genericNodeError('test failed', { __proto__: null, code: 'ERR_TEST_FAILURE', failureType: 'testCodeFailure' });
        error = failure('test failed', 'testCodeFailure');
        error.exitCode = code;
        error.signal = signal;
        error.stack = undefined;
        error.cause ??= cause.message;
      }
      tree.fileResult(file, false, error, Number(process.hrtime.bigint() - started) / 1e6);
    } else {
      if (topLevel === 0) {
        flush();
        tree.fileResult(file, true, null, Number(process.hrtime.bigint() - started) / 1e6);
      } else {
        flush();
      }
    }
    resolve();
  });
  return promise;
}

class RunTree extends Root {
  reportedTop = 0;

  countEvent({ type, data }) {
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

  // A file without tests is a test itself.
  fileResult(file, passed, error, duration) {
    const name = path.relative(process.cwd(), file) || file;
    const loc = { __proto__: null, file, line: 1, column: 1 };
    this.stream.emitEvent('test:start', { __proto__: null, name, nesting: 0, ...loc });
    const details = { __proto__: null, duration_ms: duration, type: 'test' };
    if (!passed) details.error = error;
    const event = { type: passed ? 'test:pass' : 'test:fail', data: { __proto__: null, name, nesting: 0, testNumber: ++this.reportedTop, details, ...loc } };
    this.countEvent(event);
    this.stream.emitEvent(event.type, event.data);
  }

  reportPlan() {
    const count = this.reportedTop || this.children.length;
    this.stream.emitEvent('test:plan', { __proto__: null, nesting: 0, count });
  }
}

// All files in this process: each declares its tests, then all of them run.
async function runTogether(tree, files) {
  setRoot(tree);
  process.env.NODE_TEST_WORKER_ID = '1';
  const { importDynamically } = require('internal/modules/esm/loader');
  const { pathToFileURL } = require('internal/url');
  for (const file of files) {
    tree.entryFile = file;
    try {
      await importDynamically(pathToFileURL(file).href, pathToFileURL(`${process.cwd()}/`).href);
    } catch (error) {
      tree.stream.emitEvent('test:enqueue', { __proto__: null, name: file, nesting: 0, file, line: 1, column: 1, type: 'test' });
      tree.fileResult(file, false, error, 0);
    }
  }
  tree.started = true;
  await tree.drain();
  await tree.finish();
  if (require('internal/options').getOptionValue('--test-force-exit')) tree.written.then(() => process.exit());
}

function run(options = kEmptyObject) {
  const valid = validated(options);
  const tree = new RunTree({ started: valid.isolation === 'process', together: valid.isolation === 'none', only: valid.only, namePatterns: list(valid.testNamePatterns), skipPatterns: list(valid.testSkipPatterns),
                             timeout: valid.isolation === 'none' ? valid.timeout ?? null : null });
  if (process.env.NODE_TEST_CONTEXT !== undefined && options.__internal === undefined) {
    process.emitWarning('node:test run() is being called recursively within a test file. skipping running files.');
    setImmediate(() => tree.stream.finish());
    return tree.stream;
  }
  if (valid.watch) throw require('internal/unimplemented').notImplemented('test.run({ watch: true })');
  let files = valid.files?.map((f) => path.resolve(valid.cwd, f)) ?? expand(valid.globPatterns, valid.cwd);
  if (valid.shard) files = files.filter((_, i) => i % valid.shard.total === valid.shard.index - 1);
  const width = valid.concurrency === true || valid.concurrency == null ? Math.max(require('os').availableParallelism() - 1, 1) :
    valid.concurrency === false ? 1 : valid.concurrency;
  (async () => {
    await valid.setup?.(tree.stream);
    if (valid.isolation === 'none') {
      await runTogether(tree, files);
      return;
    }
    let next = 0;
    const worker = async (id) => {
      while (next < files.length) {
        const file = files[next++];
        tree.stream.emitEvent('test:enqueue', { __proto__: null, name: file, nesting: 0, file, line: 1, column: 1, type: 'test' });
        tree.stream.emitEvent('test:dequeue', { __proto__: null, name: file, nesting: 0, file, line: 1, column: 1, type: 'test' });
        await runFile(tree, file, valid, id);
      }
    };
    await Promise.all(Array.from({ length: Math.min(width, files.length) }, (_, i) => worker(i + 1)));
    await tree.finish();
  })();
  options.__onTree?.(tree);
  return tree.stream;
}

// The entry of `--test`.
function runFromCommandLine(patterns) {
  const { getOptionValue } = require('internal/options');
  let tree;
  const shardText = getOptionValue('--test-shard');
  const [index, total] = shardText ? shardText.split('/').map(Number) : [];
  const config = {
    isolation: getOptionValue('--test-isolation') || 'process',
    globPatterns: patterns,
    concurrency: getOptionValue('--test-concurrency') || true,
    timeout: getOptionValue('--test-timeout') || undefined,
    only: !!getOptionValue('--test-only'),
    testNamePatterns: getOptionValue('--test-name-pattern')?.length ? getOptionValue('--test-name-pattern') : undefined,
    testSkipPatterns: getOptionValue('--test-skip-pattern')?.length ? getOptionValue('--test-skip-pattern') : undefined,
    shard: shardText ? { index, total } : undefined,
  };
  require('internal/util/debuglog').debuglog('test_runner')('test runner configuration: %O', { ...config, timeout: config.timeout ?? Infinity });
  const stream = run({ ...config, __internal: true, __onTree(t) { tree = t; } });
  require('internal/test_runner/harness').hookSignals(tree);
  tree.written = require('internal/test_runner/reporting').attach(tree);
  stream.on('test:fail', ({ todo }) => { if (todo === undefined) process.exitCode = 1; });
}

module.exports = { run, runFromCommandLine };
