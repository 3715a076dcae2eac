// SPDX-License-Identifier: MIT
//
// Defaults, colours and styles of util.inspect.

const { defineProperty, keys } = Object;

const defaults = {
  __proto__: null,
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};

const kForeground = 39;
const kBackground = 49;

// name -> [start, end] of the escape sequences
const colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
};
const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const title = (word) => word[0].toUpperCase() + word.slice(1);
hues.forEach((hue, i) => { colors[hue] = [30 + i, kForeground]; });
hues.forEach((hue, i) => { colors[`bg${title(hue)}`] = [40 + i, kBackground]; });
colors.framed = [51, 54];
colors.overlined = [53, 55];
colors.gray = [90, kForeground];
hues.slice(1).forEach((hue, i) => { colors[`${hue}Bright`] = [91 + i, kForeground]; });
colors.bgGray = [100, kBackground];
hues.slice(1).forEach((hue, i) => { colors[`bg${title(hue)}Bright`] = [101 + i, kBackground]; });

const aliases = {
  grey: 'gray',
  blackBright: 'gray',
  bgGrey: 'bgGray',
  bgBlackBright: 'bgGray',
  faint: 'dim',
  crossedout: 'strikethrough',
  strikeThrough: 'strikethrough',
  crossedOut: 'strikethrough',
  conceal: 'hidden',
  swapColors: 'inverse',
  swapcolors: 'inverse',
  doubleUnderline: 'doubleunderline',
};
for (const alias of keys(aliases)) {
  const target = aliases[alias];
  defineProperty(colors, alias, {
    __proto__: null,
    get() { return this[target]; },
    set(value) { this[target] = value; },
    configurable: true,
    enumerable: false,
  });
}

function highlightRegExp(source) {
  return require('internal/util/inspect/regexp').highlight(source, highlightRegExp.colors, colors);
}
highlightRegExp.colors = ['green', 'red', 'yellow', 'cyan', 'magenta'];

const styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp: highlightRegExp,
  module: 'underline',
};

function stylizePlain(text) { return text; }

function stylizeWithColor(text, styleType) {
  const style = styles[styleType];
  if (style === undefined) return text;
  if (typeof style === 'function') return style(text);
  const color = colors[style];
  return color === undefined ? text : `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
}

module.exports = { colors, defaults, styles, stylizePlain, stylizeWithColor };
