// SPDX-License-Identifier: MIT
// Coverage as a table, by folder.

const path = require('path');

// [3, 4, 5, 9] -> '3-5 9'
function spans(numbers) {
  const parts = [];
  for (let i = 0; i < numbers.length; i++) {
    const first = numbers[i];
    while (numbers[i + 1] === numbers[i] + 1) i++;
    parts.push(first === numbers[i] ? `${first}` : `${first}-${numbers[i]}`);
  }
  return parts.join(' ');
}

// Folders and files as they are listed: { name, depth, file }.
function listed(files, base) {
  const rows = [];
  const root = { folders: new Map(), files: [] };
  for (const file of files) {
    const parts = path.relative(base, file.path).split(path.sep);
    let at = root;
    for (const part of parts.slice(0, -1)) {
      if (!at.folders.has(part)) at.folders.set(part, { folders: new Map(), files: [] });
      at = at.folders.get(part);
    }
    at.files.push({ name: parts.at(-1), file });
  }
  const walk = (node, depth) => {
    const entries = [...node.files.map(({ name, file }) => ({ name, file })), ...[...node.folders].map(([name, folder]) => ({ name, folder }))];
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, file, folder } of entries) {
      rows.push({ name: ' '.repeat(depth) + name, depth, file });
      if (folder !== undefined) walk(folder, depth + 1);
    }
  };
  walk(root, 0);
  return rows;
}

// `prefix` begins each line.
function table(summary, { color }, prefix) {
  const rows = listed(summary.files, summary.workingDirectory);
  const deepest = Math.max(0, ...rows.map((row) => row.depth));
  const width = Math.max('all files'.length, ...rows.map((row) => row.name.length - row.depth + deepest)) + 1;
  const uncovered = (file) => spans(file.lines.filter((line) => line.count === 0).map((line) => line.line));
  const last = Math.max('uncovered lines'.length, ...rows.map((row) => (row.file ? uncovered(row.file).length : 0)));
  const rule = '-'.repeat(width + 32 + last + 1);
  const shade = (value) => (color === undefined ? '' : value >= 90 ? color.green : value >= 50 ? color.yellow : color.red);
  const cell = (value, size) => (value === undefined ? ' '.repeat(size) : `${shade(value)}${value.toFixed(2).padStart(size)}${color === undefined ? '' : color.white}`);
  const line = (name, data, text) => `${name.padEnd(width)}| ${cell(data?.coveredLinePercent, 6)} | ${cell(data?.coveredBranchPercent, 8)} | ${cell(data?.coveredFunctionPercent, 7)} | ${text}`;
  const lines = [
    'start of coverage report', rule, `${'file'.padEnd(width)}| line % | branch % | funcs % | uncovered lines`, rule,
    ...rows.map(({ name, file }) => line(name, file, file === undefined ? '' : uncovered(file))),
    rule, line('all files', summary.totals, ''), rule, 'end of coverage report',
  ];
  return lines.map((text) => `${prefix}${text}\n`).join('');
}

module.exports = { table };
