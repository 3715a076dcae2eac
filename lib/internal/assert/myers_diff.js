// SPDX-License-Identifier: MIT
//
// The shortest edit script between two lists of lines (Myers' greedy algorithm), and how assert prints one.

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');

const kDelete = -1; // only in `expected`
const kNop = 0;
const kInsert = 1; // only in `actual`

const kCollapse = 5; // equal lines in a row that are shown

// With `comma`, lines that differ in a trailing comma only are equal: the last entry of an object has none.
function sameLine(a, b, comma) {
  if (a === b) return true;
  return comma && (`${a},` === b || a === `${b},`);
}

// A list of [operation, line] from the end to the start.
function myersDiff(actual, expected, comma = false) {
  const n = actual.length;
  const m = expected.length;
  const max = n + m;
  if (max > 2 ** 31 - 1) throw new ERR_OUT_OF_RANGE('myersDiff input size', '< 2^31', max);
  // reach[k + max]: how far into `actual` the furthest path on diagonal k has come.
  const reach = new Int32Array(2 * max + 1);
  const trace = [];
  for (let level = 0; level <= max; level++) {
    trace.push(reach.slice(max - level, max + level + 1));
    for (let k = -level; k <= level; k += 2) {
      const down = k === -level || (k !== level && reach[max + k - 1] < reach[max + k + 1]);
      let x = down ? reach[max + k + 1] : reach[max + k - 1] + 1;
      let y = x - k;
      while (x < n && y < m && sameLine(actual[x], expected[y], comma)) {
        x++;
        y++;
      }
      reach[max + k] = x;
      if (x >= n && y >= m) return backtrack(trace, actual, expected, comma);
    }
  }
  return [];
}

function backtrack(trace, actual, expected, comma) {
  let x = actual.length;
  let y = expected.length;
  const script = [];
  for (let level = trace.length - 1; level >= 0; level--) {
    // What the level below had reached: index k + level in its copy.
    const reach = trace[level];
    const at = (k) => reach[k + level] ?? 0;
    const k = x - y;
    const down = k === -level || (k !== level && at(k - 1) < at(k + 1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = at(previousK);
    const previousY = previousX - previousK;
    while (x > previousX && y > previousY) {
      const line = actual[x - 1];
      script.push([kNop, comma && !line.endsWith(',') ? expected[y - 1] : line]);
      x--;
      y--;
    }
    if (level === 0) break;
    if (x === previousX) script.push([kDelete, expected[--y]]);
    else script.push([kInsert, actual[--x]]);
  }
  return script;
}

// The script as lines; long runs of equal ones are cut.
function printMyersDiff(script, operator, colors) {
  let text = '';
  let skipped = false;
  let equal = 0;
  const nop = (i) => `${colors.white}  ${script[i][1]}\n`;
  for (let i = script.length - 1; i >= 0; i--) {
    const { 0: operation, 1: line } = script[i];
    if (operation !== kNop && equal > 0) {
      if (equal === kCollapse + 1) {
        text += nop(i + 1);
      } else if (equal === kCollapse + 2) {
        text += nop(i + 2) + nop(i + 1);
      } else if (equal > kCollapse + 2) {
        text += `${colors.blue}...${colors.white}\n${nop(i + 1)}`;
        skipped = true;
      }
      equal = 0;
    }
    if (operation === kNop) {
      if (equal < kCollapse) text += nop(i);
      equal++;
    } else if (operation === kDelete) {
      text += `${colors.red}-${colors.white} ${line}\n`;
    } else if (operator === 'partialDeepStrictEqual') {
      text += `${colors.gray}${colors.hasColors ? ' ' : '+'} ${line}${colors.white}\n`;
    } else {
      text += `${colors.green}+${colors.white} ${line}\n`;
    }
  }
  return { text: `\n${text.trimEnd()}`, skipped };
}

// Two texts of one line, differing characters coloured.
function printInline(script, colors) {
  let text = '\n';
  for (let i = script.length - 1; i >= 0; i--) {
    const { 0: operation, 1: character } = script[i];
    const color = operation === kInsert ? colors.green : operation === kDelete ? colors.red : colors.white;
    text += `${color}${character}${colors.white}`;
  }
  return text;
}

module.exports = { myersDiff, printInline, printMyersDiff };
