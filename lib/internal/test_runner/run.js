// SPDX-License-Identifier: MIT
// run(): test files, each in a process of its own (or all in this one), as one stream of events. Also the heart of `--test`.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateBoolean, validateFunction, validateInteger, validateNumber, validateObject, validateOneOf,
  validateString, validateStringArray, validateUint32,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { coverageOptions, hookProcess, hookSignals, list, setRoot } = require('internal/test_runner/harness');
const { FileRun, RunTree } = require('internal/test_runner/file_run');
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

// The files as they are called: relative to the folder, or absolute where they were named so.
function expand(patterns, cwd) {
  if (patterns === undefined || patterns.length === 0) return !fs.statSync(cwd, { throwIfNoEntry: false })?.isDirectory() ? [] : discover(cwd).map((file) => path.relative(cwd, file));
  const files = new Set();
  let anyGlob = false;
  for (const pattern of patterns) {
    const full = path.resolve(cwd, pattern);
    if (fs.existsSync(full) && !fs.statSync(full).isDirectory()) {
      files.add(path.normalize(pattern));
      continue;
    }
    anyGlob ||= /[*?[{!]/.test(pattern);
    for (const match of fs.globSync(pattern, { cwd, exclude: (name) => name === 'node_modules' })) {
      if (!fs.statSync(path.resolve(cwd, match)).isDirectory()) files.add(match);
    }
  }
  if (files.size === 0 && !anyGlob) {
    process.stderr.write(`Could not find '${patterns.join(', ')}'\n`);
    process.exit(1);
  }
  return [...files].sort();
}

function validatePatterns(value, name) {
  if (value === undefined || value === null) return;
  for (const [i, pattern] of [].concat(value).entries()) {
    if (typeof pattern !== 'string' && !(pattern instanceof RegExp)) throw new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, ['string', 'RegExp'], pattern);
  }
}

function validateShard(shard, watch) {
  if (shard === undefined || shard === null) return;
  validateObject(shard, 'options.shard');
  validateInteger(shard.total, 'options.shard.total', 1);
  validateInteger(shard.index, 'options.shard.index', 1, shard.total);
  if (watch) throw new ERR_INVALID_ARG_VALUE('options.shard', watch, 'shards not supported with watch mode');
}

function validateFiles({ files, globPatterns }) {
  if (files !== undefined && files !== null) validateArray(files, 'options.files');
  if (globPatterns === undefined || globPatterns === null) return;
  validateArray(globPatterns, 'options.globPatterns');
  if (files !== undefined && globPatterns.length > 0) {
    throw new ERR_INVALID_ARG_VALUE('options.globPatterns', globPatterns, 'is not supported when specifying \'options.files\'');
  }
}

// What coverage is measured of and what it must reach.
function coverageOf(options) {
  const { coverage = false, coverageIncludeGlobs = [], coverageExcludeGlobs, lineCoverage = 0, branchCoverage = 0, functionCoverage = 0 } = options;
  validateBoolean(coverage, 'options.coverage');
  const include = [].concat(coverageIncludeGlobs ?? []);
  const exclude = coverageExcludeGlobs == null ? undefined : [].concat(coverageExcludeGlobs);
  validateStringArray(include, 'options.coverageIncludeGlobs');
  if (exclude !== undefined) validateStringArray(exclude, 'options.coverageExcludeGlobs');
  validateInteger(lineCoverage, 'options.lineCoverage', 0, 100);
  validateInteger(branchCoverage, 'options.branchCoverage', 0, 100);
  validateInteger(functionCoverage, 'options.functionCoverage', 0, 100);
  return coverage ? { include, exclude, lines: lineCoverage, branches: branchCoverage, functions: functionCoverage } : undefined;
}

function validatedPath(value, name) {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' && !(value instanceof URL) && !Buffer.isBuffer(value)) throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  return value instanceof URL ? require('internal/url').fileURLToPath(value) : `${value}`;
}

function validated(options) {
  validateObject(options, 'options');
  const {
    files, concurrency, timeout, signal, watch = false, setup, only = false, testNamePatterns, testSkipPatterns, shard, forceExit = false,
    isolation = 'process', cwd = process.cwd(), globPatterns, execArgv = [], argv = [], env,
  } = options;
  validateFiles(options);
  validateBoolean(watch, 'options.watch');
  validateBoolean(forceExit, 'options.forceExit');
  if (forceExit && watch) throw new ERR_INVALID_ARG_VALUE('options.forceExit', watch, 'is not supported with watch mode');
  validateBoolean(only, 'options.only');
  validateShard(shard, watch);
  if (setup !== undefined && setup !== null) validateFunction(setup, 'options.setup');
  validatePatterns(testNamePatterns, 'options.testNamePatterns');
  validatePatterns(testSkipPatterns, 'options.testSkipPatterns');
  if (timeout !== undefined && timeout !== null && timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  validateOneOf(isolation, 'options.isolation', ['process', 'none']);
  validateString(cwd, 'options.cwd');
  validateStringArray(execArgv, 'options.execArgv');
  validateStringArray(argv, 'options.argv');
  if (env !== undefined) {
    validateObject(env, 'options.env');
    if (isolation === 'none') throw new ERR_INVALID_ARG_VALUE('options.env', env, 'is not supported with isolation=\'none\'');
  }
  if (concurrency !== undefined && concurrency !== null && typeof concurrency !== 'boolean') validateUint32(concurrency, 'options.concurrency', true);
  return {
    files, concurrency, timeout, signal, watch, setup, only, testNamePatterns, testSkipPatterns, shard, forceExit, isolation, cwd, globPatterns, execArgv, argv, env,
    coverage: coverageOf(options), globalSetupPath: validatedPath(options.globalSetupPath, 'options.globalSetupPath'),
    rerunFailuresFilePath: validatedPath(options.rerunFailuresFilePath, 'options.rerunFailuresFilePath'),
  };
}

// All files in this process: each declares its tests, then all of them run.
async function runTogether(tree, files, cwd) {
  setRoot(tree);
  process.env.NODE_TEST_WORKER_ID = '1';
  const { importDynamically } = require('internal/modules/esm/loader');
  const { pathToFileURL } = require('internal/url');
  for (const name of files) {
    const file = path.resolve(cwd, name);
    tree.entryFile = file;
    try {
      await importDynamically(pathToFileURL(file).href, pathToFileURL(`${process.cwd()}/`).href);
    } catch (error) {
      tree.stream.emitEvent('test:enqueue', { __proto__: null, name: file, nesting: 0, file, line: 1, column: 1, type: 'test' });
      tree.fileResult(file, error);
    }
  }
  tree.started = true;
  // A run of the command line waits for what its tests left behind, whose errors are told.
  const isProgram = tree.config.isProgram && !tree.config.forceExit;
  if (isProgram) hookProcess(tree);
  await tree.drain();
  if (isProgram) await tree.runAfter().catch(() => {}); // finish() tells of it
  else await tree.finish();
  if (tree.config.forceExit) tree.written?.then(() => process.exit());
}

function widthOf({ concurrency }) {
  if (concurrency === false) return 1;
  return concurrency === true || concurrency == null ? Math.max(require('os').availableParallelism() - 1, 1) : concurrency;
}

// Each file in a process of its own, so many at a time.
async function runApart(tree, files, options) {
  const runs = files.map((file) => new FileRun(tree, file, options));
  const { round } = tree;
  let next = 0;
  const worker = async (id) => {
    while (next < runs.length && tree.round === round) await runs[next++].start(id);
  };
  await Promise.all(Array.from({ length: Math.min(widthOf(options), runs.length) }, (_, i) => worker(i + 1)));
}

function filesOf({ files, globPatterns, cwd, shard }) {
  const found = files ?? expand(globPatterns, cwd);
  return shard ? found.filter((_, i) => i % shard.total === shard.index - 1) : found;
}

async function runAll(tree, options) {
  await options.setup?.(tree.stream);
  if (options.globalSetupPath !== undefined) tree.teardown = await require('internal/test_runner/global_setup').setUp(options.globalSetupPath, options.cwd);
  if (options.watch) return require('internal/test_runner/watch').watch(tree, options, () => filesOf(options), runApart);
  const files = filesOf(options);
  if (options.isolation === 'none') return runTogether(tree, files, options.cwd);
  await runApart(tree, files, options);
  await tree.finish();
}

function run(options = kEmptyObject) {
  const valid = validated(options);
  const together = valid.isolation === 'none';
  const tree = new RunTree({
    started: !together, together, only: valid.only, namePatterns: list(valid.testNamePatterns), skipPatterns: list(valid.testSkipPatterns),
    timeout: together ? valid.timeout ?? null : null, forceExit: valid.forceExit, coverage: valid.coverage, cwd: valid.cwd,
    rerun: valid.rerunFailuresFilePath, records: true, isProgram: options.__internal === true,
  });
  if (process.env.NODE_TEST_CONTEXT !== undefined && options.__internal === undefined) {
    process.emitWarning('node:test run() is being called recursively within a test file. skipping running files.');
    setImmediate(() => tree.stream.finish());
    return tree.stream;
  }
  tree.beginCoverage();
  runAll(tree, valid).catch(require('internal/test_runner/global_setup').give);
  options.__onTree?.(tree);
  return tree.stream;
}

const given = (value) => (value?.length ? value : undefined);

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
    watch: !!getOptionValue('--watch'),
    forceExit: !!getOptionValue('--test-force-exit'),
    testNamePatterns: given(getOptionValue('--test-name-pattern')),
    testSkipPatterns: given(getOptionValue('--test-skip-pattern')),
    shard: shardText ? { index, total } : undefined,
    globalSetupPath: given(getOptionValue('--test-global-setup')),
    rerunFailuresFilePath: given(getOptionValue('--test-rerun-failures')),
    ...coverageOptions(),
  };
  require('internal/util/debuglog').debuglog('test_runner')('test runner configuration: %O', { ...config, timeout: config.timeout ?? Infinity });
  const stream = run({ ...config, __internal: true, __onTree(t) { tree = t; } });
  hookSignals(tree);
  tree.written = require('internal/test_runner/reporting').attach(tree);
  stream.on('test:fail', ({ todo }) => { if (todo === undefined) process.exitCode = 1; });
  stream.on('test:summary', ({ file, success }) => { if (file === undefined && !success) process.exitCode = 1; });
}

module.exports = { coverageOf, run, runFromCommandLine };
