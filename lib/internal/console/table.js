// SPDX-License-Identifier: MIT
//
// console.table: rows and columns in a frame.

const { inspect } = require('internal/util/inspect');
const { getStringWidth } = require('internal/util/inspect/width');
const types = require('internal/util/types');

const { hasOwn } = Object;
const kIndex = '(index)';
const kIteration = '(iteration index)';
const kKey = 'Key';
const kValues = 'Values';

// Cells show one level and no more.
function cellText(value, inspectOptions) {
  const depth = value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0;
  return inspect(value, { maxArrayLength: 3, breakLength: Infinity, ...inspectOptions, depth });
}

function line(cells, widths) {
  let text = '\u2502';
  for (let i = 0; i < cells.length; i++) {
    const space = widths[i] - getStringWidth(cells[i]) - 1;
    text += ` ${cells[i]}${' '.repeat(space)}\u2502`;
  }
  return text;
}

// `columns` holds lists of texts, top to bottom.
function draw(head, columns) {
  const height = columns.reduce((most, column) => Math.max(most, column.length), 0);
  const widths = head.map((name, i) => {
    let width = getStringWidth(name);
    for (let row = 0; row < height; row++) {
      columns[i][row] ??= '';
      width = Math.max(width, getStringWidth(columns[i][row]));
    }
    return width + 2;
  });
  const bars = widths.map((width) => '\u2500'.repeat(width));
  let text = `\u250c${bars.join('\u252c')}\u2510\n${line(head, widths)}\n\u251c${bars.join('\u253c')}\u2524\n`;
  for (let row = 0; row < height; row++) text += `${line(columns.map((column) => column[row]), widths)}\n`;
  return `${text}\u2514${bars.join('\u2534')}\u2518`;
}

function iteratorElements(data) {
  return types.isSetIterator(data) ? [...data] : undefined;
}

// The table's text, or undefined where the data is no table.
function tableOf(data, properties, inspectOptions) {
  const show = (value) => cellText(value, inspectOptions);
  if (types.isMap(data)) {
    const entries = [...Map.prototype.entries.call(data)];
    return draw([kIteration, kKey, kValues],
      [entries.map((_, i) => `${i}`), entries.map((entry) => show(entry[0])), entries.map((entry) => show(entry[1]))]);
  }
  if (types.isMapIterator(data)) return iteratorTable(data, show);
  const elements = types.isSet(data) ? [...Set.prototype.values.call(data)] : iteratorElements(data);
  if (elements !== undefined) {
    return draw([kIteration, kValues], [elements.map((_, i) => `${i}`), elements.map(show)]);
  }
  return objectTable(data, properties, show);
}

function iteratorTable(iterator, show) {
  const isEntries = inspect(iterator, { maxArrayLength: 0 }).startsWith('[Map Entries]');
  const elements = [...iterator];
  const index = elements.map((_, i) => `${i}`);
  if (!isEntries) return draw([kIteration, kValues], [index, elements.map(show)]);
  return draw([kIteration, kKey, kValues],
    [index, elements.map((entry) => show(entry[0])), elements.map((entry) => show(entry[1]))]);
}

function objectTable(data, properties, show) {
  const columns = new Map();
  const valueColumn = [];
  let hasPrimitives = false;
  const rows = Object.keys(data);
  rows.forEach((row, i) => {
    const item = data[row];
    const primitive = item === null || (typeof item !== 'function' && typeof item !== 'object');
    if (primitive) {
      hasPrimitives = true;
      valueColumn[i] = show(item);
      if (properties === undefined) return;
    }
    for (const name of properties ?? Object.keys(item)) {
      const key = String(name);
      if (!columns.has(key)) columns.set(key, []);
      if ((primitive && properties !== undefined) || !hasOwn(item, key)) columns.get(key)[i] = '';
      else columns.get(key)[i] = show(item[key]);
    }
  });
  const height = rows.length;
  const fill = (column) => Array.from({ length: height }, (_, i) => column[i] ?? '');
  // As an object keeps its keys: those that are indices first.
  const names = Object.keys(Object.fromEntries([...columns.keys()].map((key) => [key, 0])));
  const head = [kIndex, ...names];
  const body = [rows, ...names.map((key) => fill(columns.get(key)))];
  if (hasPrimitives && properties === undefined) {
    head.push(kValues);
    body.push(fill(valueColumn));
  }
  return draw(head.map(String), body);
}

module.exports = { tableOf };
