// SPDX-License-Identifier: MIT
// Connects a stream of test events to its reporters and their destinations.

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { compose } = require('stream');

const builtins = ['spec', 'tap', 'dot', 'junit', 'lcov'];
const asList = (value) => (value === undefined || value === null || value === '' ? [] : [].concat(value));

function reporterOf(name) {
  if (builtins.includes(name)) {
    const reporter = require(`internal/test_runner/reporters/${name}`);
    return typeof reporter === 'function' && reporter.prototype?.constructor === reporter && reporter.prototype._transform ? new reporter() : reporter;
  }
  const { createRequire } = require('module');
  const path = require('path');
  const load = createRequire(path.join(process.cwd(), 'noop.js'));
  let loaded = load(name.startsWith('file:') ? require('url').fileURLToPath(name) : name);
  loaded = loaded?.default ?? loaded;
  return loaded?.prototype && Object.getOwnPropertyDescriptor(loaded.prototype, 'constructor') && loaded.prototype._transform ? new loaded() : loaded;
}

function destinationOf(name) {
  if (name === 'stdout') return process.stdout;
  if (name === 'stderr') return process.stderr;
  return require('fs').createWriteStream(name);
}

// A child of `--test` sends its events to the parent instead of reporting them.
function isChild() {
  return process.env.NODE_TEST_CONTEXT === 'child-v8';
}

// Everything a report says has been handed to its destination.
function written(report, destination) {
  const { promise, resolve } = Promise.withResolvers();
  if (destination === process.stdout || destination === process.stderr) {
    report.once('end', () => destination.write('', resolve));
  } else {
    destination.once('close', resolve);
  }
  report.pipe(destination);
  return promise;
}

// Resolves when all reports are written.
function attach(root) {
  if (isChild()) {
    require('internal/test_runner/transport').send(root.stream);
    return Promise.resolve();
  }
  if (process.env.NODE_TEST_CONTEXT === 'child') return written(compose(root.stream, reporterOf('tap')), process.stdout);
  const names = asList(getOptionValue('--test-reporter'));
  const destinations = asList(getOptionValue('--test-reporter-destination'));
  if (names.length === 0 && destinations.length === 0) names.push('spec');
  if (names.length === 1 && destinations.length === 0) destinations.push('stdout');
  if (names.length !== destinations.length) {
    throw new ERR_INVALID_ARG_VALUE('--test-reporter', names, 'must match the number of specified \'--test-reporter-destination\'');
  }
  return Promise.all(names.map((name, i) => written(compose(root.stream, reporterOf(name)), destinationOf(destinations[i]))));
}

module.exports = { attach, reporterOf };
