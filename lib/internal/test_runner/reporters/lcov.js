// SPDX-License-Identifier: MIT
// Coverage as LCOV, which other tools read. Says nothing of the tests.

const { Transform } = require('stream');
const path = require('path');

function record({ path: file, functions, branches, lines, ...counts }, base) {
  const rows = [`SF:${path.relative(base, file)}`];
  for (const { line, name } of functions) rows.push(`FN:${line},${name || 'anonymous_0'}`);
  for (const { count, name } of functions) rows.push(`FNDA:${count},${name || 'anonymous_0'}`);
  rows.push(`FNF:${counts.totalFunctionCount}`, `FNH:${counts.coveredFunctionCount}`);
  branches.forEach(({ line, count }, i) => rows.push(`BRDA:${line},${i},0,${count}`));
  rows.push(`BRF:${counts.totalBranchCount}`, `BRH:${counts.coveredBranchCount}`);
  for (const { line, count } of [...lines].sort((a, b) => a.line - b.line)) rows.push(`DA:${line},${count}`);
  rows.push(`LH:${counts.coveredLineCount}`, `LF:${counts.totalLineCount}`, 'end_of_record');
  return `${rows.join('\n')}\n`;
}

class LcovReporter extends Transform {
  #isFirst = true;

  constructor() {
    super({ __proto__: null, writableObjectMode: true });
  }

  _transform({ type, data }, encoding, callback) {
    if (type !== 'test:coverage') return callback(null);
    const head = this.#isFirst ? 'TN:\n' : '';
    this.#isFirst = false;
    callback(null, head + data.summary.files.map((file) => record(file, data.summary.workingDirectory)).join(''));
  }
}

module.exports = LcovReporter;
