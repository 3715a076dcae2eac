// SPDX-License-Identifier: MIT
//
// util.inspect with its properties, and what the library uses beside it.

const { inspect, formatProperty, formatValue } = require('internal/util/inspect/core');
const { colors, defaults, stylizePlain, stylizeWithColor } = require('internal/util/inspect/options');
const { getStringWidth, stripVTControlCharacters } = require('internal/util/inspect/width');
const { formatNumber, formatBigInt, strEscape } = require('internal/util/inspect/primitives');
const { isIndex } = require('internal/util/inspect/names');

const formatting = require('internal/util/format');

module.exports = {
  colors,
  format: formatting.format,
  formatBigInt,
  formatNumber,
  formatProperty,
  formatValue,
  formatWithOptions: formatting.formatWithOptions,
  getStringWidth,
  inspect,
  inspectDefaultOptions: defaults,
  isIndex,
  strEscape,
  stripVTControlCharacters,
  stylizeNoColor: stylizePlain,
  stylizeWithColor,
};
