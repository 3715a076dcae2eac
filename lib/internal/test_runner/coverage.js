// SPDX-License-Identifier: MIT
// --experimental-test-coverage: what the files of the program's folder were covered by this process and those that it started, as the event
// test:coverage tells it. Lines, branches and functions are counted from V8-like ranges (internal/coverage).

const fs = require('fs');
const os = require('os');
const path = require('path');
const coverage = require('internal/coverage');
const { fileURLToPath } = require('internal/url');

// Test files, as the runner finds them, are left out unless the program says what to leave out.
const kTestFiles = [
  '**/*[.-_]test.{js,mjs,cjs,ts,mts,cts}', '**/*.test.{js,mjs,cjs,ts,mts,cts}', '**/*-test.{js,mjs,cjs,ts,mts,cts}', '**/*_test.{js,mjs,cjs,ts,mts,cts}',
  '**/test-*.{js,mjs,cjs,ts,mts,cts}', '**/test.{js,mjs,cjs,ts,mts,cts}', '**/test/**/*.{js,mjs,cjs,ts,mts,cts}',
];
const kIgnore = /\/\*\s*node:coverage (?:(?<word>enable|disable)|ignore next(?:\s+(?<count>\d+))?)\s*\*\//;

// The lines of a text, and which of them comments say to ignore.
function linesOf(text) {
  const lines = [];
  let start = 0, skip = 0, isOff = false;
  text.split('\n').forEach((content, i) => {
    const end = start + (content.endsWith('\r') ? content.length - 1 : content.length);
    const line = { line: i + 1, start, end, count: 1, ignore: false };
    const found = kIgnore.exec(content);
    line.ignore = isOff || skip > 0;
    if (skip > 0) skip--;
    if (found?.groups.word !== undefined) isOff = found.groups.word === 'disable';
    else if (found !== null) skip = Number(found.groups.count ?? 1);
    lines.push(line);
    start += content.length + 1;
  });
  if (lines.length > 1 && lines.at(-1).start === lines.at(-1).end) lines.pop();
  return lines;
}

// The lines that a range touches.
function within(lines, { startOffset, endOffset }) {
  return lines.filter((line) => line.end >= startOffset && line.start < endOffset);
}

const percent = (covered, total) => (total === 0 ? 100 : covered / total * 100);

function fileSummary(file, text, functions) {
  const lines = linesOf(text);
  const seen = { functions: [], branches: [], functionsCovered: 0, branchesCovered: 0 };
  functions.forEach(({ functionName, isBlockCoverage, ranges }, index) => {
    for (const range of ranges) {
      const touched = within(lines, range);
      for (const line of touched) if (range.startOffset <= line.start && range.endOffset >= line.end) line.count = range.count;
      if (!isBlockCoverage) continue;
      seen.branches.push({ line: touched[0]?.line, count: range.count });
      if (range.count !== 0 || touched.every((line) => line.ignore)) seen.branchesCovered++;
    }
    if (index === 0) return;
    const touched = within(lines, ranges[0]);
    const count = Math.max(...ranges.map((range) => range.count));
    seen.functions.push({ name: functionName, count, line: touched[0]?.line });
    if (count !== 0 || touched.every((line) => line.ignore)) seen.functionsCovered++;
  });
  const coveredLines = lines.filter((line) => line.count > 0 || line.ignore).length;
  return {
    path: file,
    totalLineCount: lines.length, totalBranchCount: seen.branches.length, totalFunctionCount: seen.functions.length,
    coveredLineCount: coveredLines, coveredBranchCount: seen.branchesCovered, coveredFunctionCount: seen.functionsCovered,
    coveredLinePercent: percent(coveredLines, lines.length),
    coveredBranchPercent: percent(seen.branchesCovered, seen.branches.length),
    coveredFunctionPercent: percent(seen.functionsCovered, seen.functions.length),
    functions: seen.functions,
    branches: seen.branches,
    lines: lines.filter((line) => !line.ignore).map(({ line, count }) => ({ line, count })),
  };
}

// Counts of one file by several processes.
function addUp(scripts) {
  const files = new Map();
  for (const { url, functions } of scripts) {
    const before = files.get(url);
    files.set(url, before === undefined ? functions : combine(before, functions));
  }
  return files;
}

const keyOf = (range) => `${range.startOffset}-${range.endOffset}`;

// The count of an offset span in a function that may not list it.
function countWithin(ranges, { startOffset, endOffset }) {
  let found = ranges[0];
  for (const range of ranges) if (range.startOffset <= startOffset && range.endOffset >= endOffset && range.endOffset - range.startOffset <= found.endOffset - found.startOffset) found = range;
  return found.count;
}

function combine(a, b) {
  const byPlace = new Map(a.map((fn) => [keyOf(fn.ranges[0]), fn]));
  for (const fn of b) {
    const place = keyOf(fn.ranges[0]);
    const other = byPlace.get(place);
    if (other === undefined || !other.isBlockCoverage) {
      byPlace.set(place, fn);
      continue;
    }
    if (!fn.isBlockCoverage) continue;
    const spans = new Map([...other.ranges, ...fn.ranges].map((range) => [keyOf(range), range]));
    const ranges = [...spans.values()].sort((x, y) => x.startOffset - y.startOffset || y.endOffset - x.endOffset)
      .map((range) => ({ ...range, count: countWithin(other.ranges, range) + countWithin(fn.ranges, range) }));
    byPlace.set(place, { ...fn, ranges: [ranges[0], ...ranges.slice(1).filter((range) => range.count !== ranges[0].count)] });
  }
  return [...byPlace.values()].sort((x, y) => x.ranges[0].startOffset - y.ranges[0].startOffset || y.ranges[0].endOffset - x.ranges[0].endOffset);
}

class Coverage {
  constructor({ include, exclude, lines, branches, functions }, cwd) {
    this.include = include;
    this.exclude = exclude;
    this.thresholds = { function: functions, branch: branches, line: lines };
    this.cwd = cwd;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'node-coverage-'));
    this.before = process.env.NODE_V8_COVERAGE;
    // For processes that tests start. This one counts from the start of the program where the option was given.
    process.env.NODE_V8_COVERAGE = this.folder;
    coverage.start();
  }

  #isWanted(file) {
    if (!file.startsWith(this.cwd + path.sep) || file.includes('/node_modules/')) return false;
    const relative = path.relative(this.cwd, file);
    const matches = (pattern) => path.matchesGlob(relative, pattern) || path.matchesGlob(file, pattern);
    if ((this.exclude ?? kTestFiles).some(matches)) return false;
    return this.include.length === 0 || this.include.some(matches);
  }

  #scripts() {
    const scripts = coverage.take();
    for (const name of fs.readdirSync(this.folder)) {
      if (/^coverage-.*\.json$/.test(name)) scripts.push(...JSON.parse(fs.readFileSync(path.join(this.folder, name), 'utf8')).result);
    }
    return scripts.filter(({ url }) => url.startsWith('file:'));
  }

  summary() {
    const files = [];
    for (const [url, functions] of addUp(this.#scripts())) {
      const file = fileURLToPath(url);
      if (this.#isWanted(file) && fs.existsSync(file)) files.push(fileSummary(file, fs.readFileSync(file, 'utf8'), functions));
    }
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const totals = {};
    for (const kind of ['Line', 'Branch', 'Function']) {
      totals[`total${kind}Count`] = files.reduce((sum, file) => sum + file[`total${kind}Count`], 0);
      totals[`covered${kind}Count`] = files.reduce((sum, file) => sum + file[`covered${kind}Count`], 0);
    }
    for (const kind of ['Line', 'Branch', 'Function']) totals[`covered${kind}Percent`] = percent(totals[`covered${kind}Count`], totals[`total${kind}Count`]);
    return { workingDirectory: this.cwd, files, thresholds: this.thresholds, totals };
  }

  end() {
    if (this.before === undefined) delete process.env.NODE_V8_COVERAGE;
    else process.env.NODE_V8_COVERAGE = this.before;
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

// [message] for each threshold that is not met.
function shortfalls({ thresholds, totals }) {
  const found = [];
  for (const [name, key] of [['line', 'Line'], ['branch', 'Branch'], ['function', 'Function']]) {
    const reached = totals[`covered${key}Percent`];
    if (reached < thresholds[name]) found.push(`Error: ${reached.toFixed(2)}% ${name} coverage does not meet threshold of ${thresholds[name]}%.`);
  }
  return found;
}

module.exports = { Coverage, shortfalls };
