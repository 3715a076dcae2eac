// SPDX-License-Identifier: MIT
// A dot for what passed, an X for what failed, twenty (or the terminal's width) a line; then the failures.

const { colors, duration, errorText, mark } = require('internal/test_runner/reporters/text');

module.exports = async function* dot(source) {
  let count = 0;
  const columns = () => Math.max((process.stdout.columns ?? 20), 20);
  const failed = [];
  for await (const { type, data } of source) {
    if (type === 'test:pass') yield `${colors().green}.${colors().reset}`;
    if (type === 'test:fail') {
      yield `${colors().red}X${colors().reset}`;
      failed.push(data);
    }
    if ((type === 'test:fail' || type === 'test:pass') && ++count === columns()) {
      yield '\n';
      count = 0;
    }
  }
  yield '\n';
  if (failed.length === 0) return;
  yield `\n${colors().red}Failed tests:${colors().white}\n\n`;
  for (const data of failed) {
    const { color, symbol } = mark(data.todo !== undefined ? 'todo' : 'fail');
    yield `${color}${symbol} ${data.name}${duration(data.details)}${colors().reset}${data.todo !== undefined ? ' # TODO' : ''}\n${errorText(data.details?.error)}`;
  }
};
