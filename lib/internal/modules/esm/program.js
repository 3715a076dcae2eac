// SPDX-License-Identifier: MIT
// The program as a graph of ES modules that C has linked (src/modules/graph_link.h): its modules are called one after the other and take what
// they import from each other's objects. There are no module records, and no loader, until somebody asks for a module of the graph: import(),
// require() of an ES module. Then each gets the record that it would have had (`adopt`).

const native = binding('esm');
const { defineProperty, freeze } = Object;

const kNew = 0, kEvaluating = 3, kEvaluated = 5; // as in internal/modules/esm/records
const kNothing = freeze({ __proto__: null });

// Loaded when first needed.
const esm = () => require('internal/modules/esm/loader');
const translators = () => require('internal/modules/esm/translators');

let resolver;
let handle; // the graph in C
let steps; // functions in the order of evaluation ...
let units; // ... and which module each is, -1 for a group of them
let exported; // by module: what it exports, once it has run
let at = -1; // the module that runs
let hasEnded = false;
let failure; // { error } of the module `at`
let records; // by module, where somebody asked
let objects = new Map(); // "module request" -> what the module imports by it, where that is no module's own object
let alone; // module -> how it is called

const urlOf = (i) => (records === undefined ? `file://${native.nameOf(handle, i)}` : records[i].url);

// ---- what modules are given ------------------------------------------------------------------------------------------

// Of several modules, or of one under other names: [name, module, name there, whether it changes].
function makeObject(list) {
  const object = { __proto__: null };
  for (const { 0: name, 1: unit, 2: there, 3: isLive } of list) {
    const found = exported[unit][there];
    defineProperty(object, name, isLive ? { __proto__: null, get: found, enumerable: true } : { __proto__: null, value: found, enumerable: true });
  }
  return freeze(object);
}

// `k`: 0 import(), 1 import.meta, then the requests.
function objectOf(i, k) {
  if (k === 0) return require('internal/vm/import').lazyImporter(() => esm().program.importCallOf(urlOf(i)));
  if (k === 1) return require('internal/modules/esm/meta').importMetaOf(urlOf(i), i === 0, (specifier, parent) => esm().program.resolveText(specifier, parent));
  const found = objects.get(`${i} ${k - 2}`);
  return Array.isArray(found) ? makeObject(found) : found;
}

function setExports(values, anonymous) {
  exported[at] = freeze(values);
  if (typeof anonymous === 'function') defineProperty(anonymous, 'name', { __proto__: null, value: 'default', configurable: true });
}

// Built-in modules run before all others: nobody can tell. False where one of them, or a name, is missing.
function takeOutside(list) {
  const { link, evaluate } = require('internal/modules/esm/records');
  const { idOf, urlOf } = require('internal/modules/builtins');
  const { builtinRecord } = translators();
  for (const { 0: i, 1: request, 2: specifier, 3: names } of list) {
    const id = idOf(specifier);
    if (id === undefined) return false;
    const record = builtinRecord(urlOf(id));
    const object = { __proto__: null };
    for (const name of names) {
      if (record.resolveExport(name) === null) return false;
      if (!(name in object)) defineProperty(object, name, { __proto__: null, get: record.getterOf(name), enumerable: true });
    }
    if (record.status === kNew) {
      link(record);
      evaluate(record);
    }
    objects.set(`${i} ${request}`, freeze(object));
  }
  return true;
}

// ---- running ---------------------------------------------------------------------------------------------------------

function end() {
  if (at < 0) return;
  if (exported[at] === undefined) exported[at] = kNothing;
  if (records !== undefined) records[at].hasRun(exported[at]);
  at = -1;
}

// Whether the module is to run now.
function begin(i) {
  if (records !== undefined) return beginRecord(i);
  if (at >= 0 && exported[at] === undefined) exported[at] = kNothing;
  at = i;
  return true;
}

// It may have run already, for somebody who asked for it before its turn.
function beginRecord(i) {
  end();
  const record = records[i];
  if (record.status === kEvaluated) {
    at = record.failed ? i : -1;
    if (record.failed) throw record.error;
    exported[i] = record.takeExports();
    return false;
  }
  at = i;
  markRunning();
  return true;
}

function runAlone(step, i) {
  const { 0: usesImport, 1: usesMeta, 2: sources } = alone.get(i);
  const list = [usesImport ? objectOf(i, 0) : undefined, usesMeta ? objectOf(i, 1) : undefined];
  for (let r = 0; r < sources.length; r++) list.push(sources[r] >= 0 ? exported[sources[r]] : objectOf(i, r + 2));
  step(setExports, ...list);
}

function run() {
  try {
    for (let k = 0; k < steps.length; k++) {
      const step = steps[k];
      const unit = units[k];
      if (unit < 0) step(setExports, begin, exported, objectOf);
      else if (begin(unit)) runAlone(step, unit);
    }
    end();
  } catch (error) {
    failure = { error: at < 0 ? error : translators().explain(error, urlOf(at), false) };
    if (records !== undefined) markFailed();
    // Uncaught in a later microtask, as the rejection of a module's promise is.
    Promise.reject(failure.error).then(undefined, (reason) => require('internal/process/execution').onUncaught(reason, false));
  }
  hasEnded = true;
  steps = units = objects = alone = undefined;
  if (records === undefined && failure === undefined) native.hasRun(handle);
}

// ---- records ---------------------------------------------------------------------------------------------------------

let rows;
let parents; // who asked for a module first, in the order of evaluation

function findParents() {
  parents = new Array(rows.length).fill(undefined);
  const stack = [[0, 0]];
  parents[0] = -1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const request = rows[top[0]].requests[top[1]++];
    if (request === undefined) {
      stack.pop();
    } else if (request.target !== undefined && parents[request.target] === undefined) {
      parents[request.target] = top[0];
      stack.push([request.target, 0]);
    }
  }
}

// The module that runs, and those that wait for it.
function markRunning() {
  for (let i = at; i >= 0; i = parents[i]) records[i].status = kEvaluating;
}

function markFailed() {
  for (let i = at; i >= 0; i = parents[i]) records[i].failWith(failure.error);
}

function adopt(loader) {
  if (handle === undefined || records !== undefined) return;
  const { builtinRecord, graphRecord } = translators();
  const { idOf, urlOf } = require('internal/modules/builtins');
  rows = JSON.parse(native.describe(handle));
  findParents();
  records = rows.map((row, i) => graphRecord(loader, row, `file://${row.filename}`, i === 0));
  for (let i = 0; i < rows.length; i++) {
    const record = records[i];
    record.requests = rows[i].requests.map(({ target, specifier }) => (target === undefined ? builtinRecord(urlOf(idOf(specifier))) : records[target]));
    record.expanded = true;
    loader.records.set(record.url, record);
    if (exported[i] !== undefined && (hasEnded || i !== at)) record.hasRun(exported[i]);
  }
  if (failure !== undefined) markFailed();
  else if (!hasEnded) markRunning();
}

// ---- starting --------------------------------------------------------------------------------------------------------

// False where the loader must do it.
function start(filename) {
  resolver = binding('modules').begin('node\nimport\nmodule-sync\nnode-addons', true);
  binding('modules').setExtensions(resolver, '');
  const found = native.program(resolver, filename);
  if (found === undefined) return false;
  exported = new Array(found[4]).fill(undefined);
  const links = found[3] === undefined ? undefined : JSON.parse(found[3]);
  if (links !== undefined) {
    if (links.outside.length > 0 && !takeOutside(links.outside)) return false;
    for (const { 0: i, 1: request, 2: list } of links.made) objects.set(`${i} ${request}`, list);
    alone = new Map(links.alone);
  }
  ({ 0: handle, 1: steps, 2: units } = found);
  // In a microtask: what modules leave in the queue of ticks comes after their promises.
  Promise.resolve().then(run);
  return true;
}

module.exports = { adopt, start, resolver: () => resolver };
