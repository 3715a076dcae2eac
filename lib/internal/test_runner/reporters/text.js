// SPDX-License-Identifier: MIT
// What the reporters for people share: marks, colours, durations and errors as text.

const { inspect } = require('internal/util/inspect');

const symbols = { __proto__: null, pass: '\u2714', fail: '\u2716', skip: '\uFE63', todo: '\u26A0', warning: '\u26A0', error: '\u2716', info: '\u2139', arrow: '\u25B6' };
let palette;

function colors() {
  if (palette === undefined) {
    const on = process.stdout.isTTY && process.stdout.hasColors?.() || process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0';
    const code = (n) => (on ? `\u001b[${n}m` : '');
    palette = { __proto__: null, enabled: !!on, blue: code(34), green: code(32), red: code(31), white: code(39), yellow: code(33), gray: code(90), reset: code(39) };
    if (!on) palette.white = '';
  }
  return palette;
}

function mark(kind) {
  const c = colors();
  const color = { __proto__: null, pass: c.green, fail: c.red, skip: c.gray, todo: c.yellow, warning: c.yellow, error: c.red, info: c.blue, arrow: c.white }[kind];
  return { color, symbol: symbols[kind] };
}

const indent = (nesting) => '  '.repeat(nesting);

function duration(details) {
  const ms = details?.duration_ms;
  if (ms === undefined || ms === null) return '';
  const c = colors();
  return ` ${c.gray}(${ms}ms)${c.white}`;
}

// The error behind an ERR_TEST_FAILURE, indented.
function errorText(error) {
  if (error === undefined || error === null) return '';
  const shown = error.code === 'ERR_TEST_FAILURE' ? error.cause ?? error : error;
  const text = inspect(shown, { __proto__: null, colors: colors().enabled, breakLength: Infinity });
  return `${text.split('\n').map((line) => `  ${line}`).join('\n')}\n`;
}

module.exports = { colors, duration, errorText, indent, mark };
