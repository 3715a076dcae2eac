// SPDX-License-Identifier: MIT
//
// Puts the texts of an object's entries on one line, in columns, or one below the other.

const { getStringWidth } = require('internal/util/inspect/width');

const kObject = 0; // keys and values
const kElement = 1; // an array's element: no key
const kList = 2; // elements, perhaps followed by keys

const kApproxCharHeights = 2.5; // a character is about that much higher than wide
const kMaxColumns = 15;
const ansi = /\u001b\[\d\d?m/g;

function isNumeric(value) { return typeof value === 'number' || typeof value === 'bigint'; }

// Widths of the columns for entries of these widths.
function columnWidths(widths, columns, separator) {
  const result = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < widths.length; i += columns) if (widths[i] > width) width = widths[i];
    result.push(width + separator);
  }
  return result;
}

// Short elements in rows of aligned columns; the same output where they do not suit that.
function groupArrayElements(ctx, output, value) {
  let count = output.length;
  let extra = 0;
  if (ctx.maxArrayLength < count) {
    count--; // "... more items"
    extra = 1;
  }
  const separator = 2;
  const widths = new Array(count);
  let total = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const width = widths[i] = getStringWidth(output[i], ctx.colors);
    total += width + separator;
    if (width > longest) longest = width;
  }
  const cell = longest + separator;
  // Worth it where three columns fit and the entries are alike in length, or short.
  if (cell * 3 + ctx.indentationLvl >= ctx.breakLength || (total / cell <= 5 && longest > 6)) return output;
  const bias = Math.max(cell - 3 - Math.sqrt(cell - total / output.length), 1);
  const columns = Math.min(
    Math.round(Math.sqrt(kApproxCharHeights * bias * count) / bias),
    Math.floor((ctx.breakLength - ctx.indentationLvl) / cell),
    ctx.compact * 4,
    kMaxColumns,
  );
  if (columns <= 1) return output;
  const columnWidth = columnWidths(widths, columns, separator);
  let alignRight = value !== undefined;
  for (let i = 0; alignRight && i < output.length; i++) alignRight = isNumeric(value[i]);
  const rows = [];
  for (let first = 0; first < count; first += columns) {
    rows.push(row(output, widths, columnWidth, first, Math.min(first + columns, count), alignRight, separator));
  }
  if (extra) rows.push(output[count]);
  return rows;
}

function row(output, widths, columnWidth, first, end, alignRight, separator) {
  let text = '';
  for (let i = first; i < end - 1; i++) {
    const entry = `${output[i]}, `;
    const width = columnWidth[i - first] + output[i].length - widths[i];
    text += alignRight ? entry.padStart(width, ' ') : entry.padEnd(width, ' ');
  }
  const last = end - 1;
  if (!alignRight) return text + output[last];
  return text + output[last].padStart(columnWidth[last - first] + output[last].length - widths[last] - separator, ' ');
}

function fitsOneLine(ctx, output, start, base) {
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (let i = 0; i < output.length; i++) {
    total += ctx.colors ? output[i].replace(ansi, '').length : output[i].length;
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

// Joined by concatenation, which the engine does without copying: what is nested deeply would else be copied at every level.
function join(output, separator) {
  let text = output[0] ?? '';
  for (let i = 1; i < output.length; i++) text += separator + output[i];
  return text;
}

// All entries of an object between its braces.
function reduceToSingleString(ctx, output, base, open, close, layout, recurseTimes, value) {
  if (ctx.compact !== true) {
    if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
      const entries = output.length;
      if (layout === kList && entries > 6) output = groupArrayElements(ctx, output, value);
      // The innermost `compact` levels go on one line where they fit.
      if (ctx.currentDepth - recurseTimes < ctx.compact && entries === output.length) {
        const start = output.length + ctx.indentationLvl + open.length + base.length + 10;
        if (fitsOneLine(ctx, output, start, base)) {
          const joined = join(output, ', ');
          if (!joined.includes('\n')) return `${base ? `${base} ` : ''}${open} ${joined} ${close}`;
        }
      }
    }
    const indentation = `\n${' '.repeat(ctx.indentationLvl)}`;
    return `${base ? `${base} ` : ''}${open}${indentation}  ${join(output, `,${indentation}  `)}${indentation}${close}`;
  }
  if (fitsOneLine(ctx, output, 0, base)) return `${open}${base ? ` ${base}` : ''} ${join(output, ', ')} ${close}`;
  const indentation = `\n${' '.repeat(ctx.indentationLvl)}`;
  const lead = base === '' && open.length === 1 ? ' ' : `${base ? ` ${base}` : ''}${indentation}  `;
  return `${open}${lead}${join(output, `,${indentation}  `)} ${close}`;
}

module.exports = { groupArrayElements, kElement, kList, kObject, reduceToSingleString };
