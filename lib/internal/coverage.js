// SPDX-License-Identifier: MIT
// Coverage of the program's own files. The front end puts counters into their texts (modules/source_cover.h); here the counts become what V8 tells:
// for each function the ranges whose count differs from that of what encloses them. NODE_V8_COVERAGE names a folder into which each process writes that
// at its end.

const native = binding('modules');

let isStarted = false;

function start() {
  if (isStarted) return;
  isStarted = true;
  const counters = new Uint32Array(native.startCoverage());
  Object.defineProperty(globalThis, '$pj_cover', { __proto__: null, value: counters });
}

// Ranges [isFunction, start, end, name, count] as a tree by their spans, below a root that is the whole text.
function treeOf(length, rows) {
  const root = { isFunction: true, start: 0, end: length, name: '', count: 1, children: [] };
  const nodes = rows.map(([isFunction, start, end, name, count]) => ({ isFunction: isFunction === 1, start, end, name, count, children: [] }));
  nodes.sort((a, b) => a.start - b.start || b.end - a.end || b.isFunction - a.isFunction);
  const open = [root];
  for (const node of nodes) {
    while (open.at(-1).end < node.end || open.at(-1).end <= node.start) {
      if (open.length === 1) break;
      open.pop();
    }
    open.at(-1).children.push(node);
    open.push(node);
  }
  return root;
}

// The blocks of a function that count otherwise than what encloses them, neighbours that count alike as one.
function blocksOf(node, count, found) {
  let last;
  for (const child of node.children) {
    if (child.isFunction) continue;
    if (child.count === count || child.start >= child.end) {
      blocksOf(child, count, found);
      last = undefined;
      continue;
    }
    if (last !== undefined && last.endOffset === child.start && last.count === child.count) last.endOffset = child.end;
    else found.push(last = { startOffset: child.start, endOffset: child.end, count: child.count });
    blocksOf(child, child.count, found);
  }
  return found;
}

// Functions of what never ran are not told of, as they never came to be.
function functionsOf(node, list) {
  const ran = node.count > 0;
  const ranges = [{ startOffset: node.start, endOffset: node.end, count: node.count }];
  if (ran) ranges.push(...blocksOf(node, node.count, []));
  list.push({ functionName: node.name, isBlockCoverage: ran, ranges });
  if (!ran) return list;
  const visit = (inner) => {
    for (const child of inner.children) {
      if (child.isFunction) functionsOf(child, list);
      else if (child.count > 0) visit(child);
    }
  };
  visit(node);
  return list;
}

const urlOf = (name) => (name.startsWith('file:') ? name : require('internal/url').pathToFileURL(name).href);

// Adds counts of texts that were loaded more than once (in workers, or after a change of the cache).
function merged(scripts) {
  const known = new Map();
  for (const [name, length, ...rows] of scripts) {
    const url = urlOf(name);
    const before = known.get(url);
    if (before === undefined || before.length !== length || before.rows.length !== rows.length) known.set(url, { length, rows });
    else rows.forEach((row, i) => { before.rows[i][4] += row[4]; });
  }
  return known;
}

// What has been counted so far: [{ scriptId, url, functions }].
function take() {
  const result = [];
  let scriptId = 0;
  for (const [url, { length, rows }] of merged(JSON.parse(native.coverage()))) {
    result.push({ scriptId: `${++scriptId}`, url, functions: functionsOf(treeOf(length, rows), []) });
  }
  return result;
}

let written = 0;
function write(folder) {
  const fs = require('fs');
  const process = require('process');
  fs.mkdirSync(folder, { recursive: true });
  const name = `coverage-${process.pid}-${Date.now()}-${written++}.json`;
  fs.writeFileSync(`${folder}/${name}`, JSON.stringify({ result: take(), timestamp: performance.timeOrigin }));
}

// With NODE_V8_COVERAGE: counts from here on and writes at the end.
function startWriting(folder) {
  const process = require('process');
  const path = require('path').resolve(folder);
  process.env.NODE_V8_COVERAGE = path;
  start();
  process.on('exit', () => write(path));
}

module.exports = { isStarted: () => isStarted, start, startWriting, take, write };
