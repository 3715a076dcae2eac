// SPDX-License-Identifier: MIT
//
// Escape sequences for a stream that shows colours, empty texts for one that does not.

const sequences = {
  __proto__: null,
  blue: '\u001b[34m',
  green: '\u001b[32m',
  white: '\u001b[39m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  gray: '\u001b[90m',
  clear: '\u001bc',
  reset: '\u001b[0m',
};

function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) return require('internal/tty').getColorDepth() > 2;
  return Boolean(stream?.isTTY) && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
}

const colors = {
  ...sequences,
  hasColors: false,
  shouldColorize,
  // Sets the texts to what stderr shows.
  refresh() {
    const has = shouldColorize(process.stderr);
    for (const key of Object.keys(sequences)) colors[key] = has ? sequences[key] : '';
    colors.hasColors = has;
  },
};
for (const key of Object.keys(sequences)) colors[key] = '';

module.exports = colors;
