// SPDX-License-Identifier: MIT
// Kernels that run a JavaScript function over a shared list on several threads: each gets the list by handle and a range of it, and sends back a shared list of
// its results. The function goes as its text: it sees globals, and none of the variables around it.
'use strict';

const { share } = require('internal/protocore/codec');
const { List, checkFunction } = require('internal/protocore/list');

const RANGE_MIN = 1024; // elements for which a thread is worth asking

// ---- what runs on the other side (coverage: sent as text) -----------------------------------------------------------------

function mapRange(list, start, end, source) {
  const fn = new Function(`return (${source}\n)`)();
  const out = [];
  for (let i = start; i < end; i++) out.push(fn(list.get(i), i));
  return protoCore.share(out);
}

function filterRange(list, start, end, source) {
  const fn = new Function(`return (${source}\n)`)();
  const out = [];
  for (let i = start; i < end; i++) {
    const value = list.get(i);
    if (fn(value, i)) out.push(value);
  }
  return protoCore.share(out);
}

function reduceRange(list, start, end, source) {
  const fn = new Function(`return (${source}\n)`)();
  let sum = list.get(start);
  for (let i = start + 1; i < end; i++) sum = fn(sum, list.get(i), i);
  return protoCore.share([sum]);
}

function sortRange(list, start, end, source) {
  const fn = new Function(`return (${source}\n)`)();
  return protoCore.share(list.slice(start, end).toArray().sort(fn));
}

function groupRange(list, start, end, source) {
  const fn = new Function(`return (${source}\n)`)();
  const groups = new Map();
  for (let i = start; i < end; i++) {
    const value = list.get(i);
    const key = fn(value, i);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return protoCore.share(groups);
}

// ---- this side ----------------------------------------------------------------------------------------------------------

// The function's text as an expression; a method's has no `function` in front.
function sourceOf(fn) {
  checkFunction(fn);
  const source = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('callback', fn, 'is native and has no text');
  }
  try {
    new Function(`return (${source}\n)`);
    return source;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `({ ${source} })[${JSON.stringify(fn.name)}]`;
  }
}

async function ranges(kernel, list, fn) {
  const source = sourceOf(fn);
  const { size } = list;
  const parts = Math.max(1, Math.min(require('os').availableParallelism(), Math.ceil(size / RANGE_MIN)));
  const { Deferred } = globalThis;
  const running = [];
  for (let n = 0; n < parts; n++) {
    running.push(Deferred.run(kernel, list, Math.floor(size * n / parts), Math.floor(size * (n + 1) / parts), source));
  }
  return Promise.all(running);
}

function joined(lists) {
  return lists.length === 1 ? lists[0] : lists[0].concat(...lists.slice(1));
}

async function parallelMap(list, fn) {
  return joined(await ranges(mapRange, list, fn));
}

async function parallelFilter(list, fn) {
  return joined(await ranges(filterRange, list, fn));
}

// `fn` must be associative: ranges are reduced one by one, then their results.
async function parallelReduce(list, fn, ...initial) {
  if (list.size === 0) {
    if (initial.length === 0) throw new TypeError('Reduce of an empty collection with no initial value');
    return initial[0];
  }
  const sums = (await ranges(reduceRange, list, fn)).map((one) => one.get(0));
  return initial.length === 0 ? sums.reduce((a, b) => fn(a, b)) : sums.reduce((a, b) => fn(a, b), initial[0]);
}

function merge(a, b, compare) {
  const out = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) out.push(compare(a[i], b[j]) <= 0 ? a[i++] : b[j++]);
  while (i < a.length) out.push(a[i++]);
  while (j < b.length) out.push(b[j++]);
  return out;
}

async function parallelSort(list, compare) {
  const runs = (await ranges(sortRange, list, compare)).map((run) => run.toArray());
  while (runs.length > 1) runs.splice(0, 2, merge(runs[0], runs[1], compare));
  return new List(runs[0]);
}

async function parallelGroupBy(list, fn) {
  const groups = new Map();
  for (const part of await ranges(groupRange, list, fn)) {
    part.forEach((group, key) => groups.set(key, groups.has(key) ? groups.get(key).concat(group) : group));
  }
  return share(groups);
}

module.exports = { parallelFilter, parallelGroupBy, parallelMap, parallelReduce, parallelSort };
