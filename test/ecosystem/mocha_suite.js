// SPDX-License-Identifier: MIT
// Mocha runs a suite with passing, pending, failing and late tests.
const path = require('node:path');
const { load } = require('./_packages');

const Mocha = load('mocha');
const mocha = new Mocha({ reporter: 'json', color: false });
const lines = [];
const { log } = console;
const { write } = process.stdout;
process.stdout.write = function(chunk, ...rest) {
  lines.push(String(chunk));
  const done = rest.at(-1);
  if (typeof done === 'function') process.nextTick(done);
  return true;
};
mocha.addFile(path.join(__dirname, 'fixtures', 'suite.js'));
mocha.run((failures) => {
  process.stdout.write = write;
  const { stats, tests } = JSON.parse(lines.join(''));
  log(failures, stats.tests, stats.passes, stats.pending, stats.failures);
  for (const test of tests) log(test.fullTitle, '|', test.err.message?.replace(/ \(\/.*\)/, '') ?? 'ok', '|', test.err.code ?? '');
});
