// SPDX-License-Identifier: MIT
// Module records of ECMA-262: linking, evaluation with top-level await and cycles, namespaces. A source text module is a generator function
// that the front end made of the text: its first step hoists functions and hands over getters of the exported bindings, its second step
// evaluates. Other kinds (CommonJS, built-ins, JSON) are synthetic modules, whose exports are set when they are evaluated.

const { defineProperty, freeze } = Object;
const context = require('internal/process/async_context');
const makeNamespace = (...args) => require('internal/modules/esm/namespace').makeNamespace(...args);

const kNew = 0, kLinking = 1, kLinked = 2, kEvaluating = 3, kEvaluatingAsync = 4, kEvaluated = 5;

const kSourcePhase = 1, kDeferPhase = 2;

// A name found by two `export *`.
const kAmbiguous = freeze({ __proto__: null });

class ModuleRecord {
  // Fields, since programs may put accessors on Object.prototype.
  url;
  requestList = undefined; // what this one asks for: { specifier, attributes, phase }
  status = kNew;
  namespaceObject = undefined;
  error = undefined;
  failed = false;
  // Of the graph algorithms.
  index = 0;
  ancestor = 0;
  cycleRoot = undefined;
  hasTLA = false;
  constants = undefined; // the values of exports that never change, once the module has run
  asyncOrder = undefined;
  pendingDependencies = 0;
  asyncParents = [];
  topLevel = undefined;
  requests = []; // the records that this one imports, in order
  expanded = false; // whether `requests` is complete
  hasPhases = false; // whether one of them is imported in another way than usual
  moduleSource = undefined; // what a source phase import gives

  constructor(url) {
    this.url = url;
  }

  // The records that must be linked and evaluated with this one: not those that are only imported as source.
  get dependencies() {
    const list = this.requestList;
    if (!this.hasPhases || !list.some((request) => request.phase === kSourcePhase)) return this.requests;
    return this.requests.filter((record, i) => list[i].phase !== kSourcePhase);
  }

  // What `import defer` gives: reading from it evaluates the module.
  get deferredNamespace() {
    this.deferredObject ??= makeNamespace(this.namesOfNamespace(), () => evaluateDeferred(this));
    return this.deferredObject;
  }

  get namespace() {
    if (this.namespaceObject === undefined) {
      this.namespaceObject = makeNamespace(this.namesOfNamespace());
    }
    return this.namespaceObject;
  }

  namesOfNamespace() {
    const names = [];
    for (const name of this.exportedNames(new Set())) {
      const found = this.resolveExport(name, []);
      if (found !== null && found !== kAmbiguous) names.push([name, found]);
    }
    return names;
  }
}

// Promises are resolved with records: they are no thenables, whatever programs put on Object.prototype.
defineProperty(ModuleRecord.prototype, 'then', { __proto__: null, value: undefined });

// A binding is { module, name }; name undefined stands for the module's namespace.
function readerOf({ module, name }) {
  if (name === undefined) return () => module.namespace;
  return module.getterOf(name);
}

// The binding that is a module's namespace as `phase` gives it.
function namespaceBinding(target, phase) {
  if (phase !== kDeferPhase) return { module: target, name: undefined };
  target.deferredBinding ??= { getterOf: () => () => target.deferredNamespace };
  return { module: target.deferredBinding, name: 'namespace' };
}

// The binding of a source phase import; one object a module, so that two ways to it are the same.
function sourceOf(target) {
  target.sourceBinding ??= { getterOf: () => () => target.moduleSource };
  return { module: target.sourceBinding, name: 'source' };
}

class SyntheticModule extends ModuleRecord {
  #names;
  #evaluate;
  values = { __proto__: null };

  constructor(url, names, evaluate) {
    super(url);
    this.#names = names;
    this.#evaluate = evaluate;
  }

  exportedNames() { return this.#names; }
  resolveExport(name) { return this.#names.includes(name) ? { module: this, name } : null; }
  getterOf(name) { return () => this.values[name]; }
  instantiate() {}
  bindImports() {}
  execute() { this.#evaluate(this.values); }
}

class SourceModule extends ModuleRecord {
  #compiled;
  #getters = { __proto__: null };
  #generator;
  #importObjects = [];
  #source;
  #unbound = []; // imports whose exporter has no getters yet: it is one of those that run in one step
  #found = []; // of a plain module: the bindings of its imports, in their order
  isPlain = false;
  graph = undefined; // of modules that were read ahead, while this one's requests are to be loaded
  groups = undefined; // of the graph whose root this is
  group = undefined; // a plain module may run as one of a group
  ranInGroup = false;

  // `compiled`: { factory, imports, exports, hasTLA, isAsyncGenerator }; see src/node/esm/esm.c.
  constructor(url, compiled, host) {
    super(url);
    this.#compiled = compiled;
    this.host = host;
    this.hasTLA = compiled.hasTLA;
    this.requestList = compiled.requests;
    this.isPlain = compiled.isPlain === true;
    for (const request of compiled.requests) if (request.phase) this.hasPhases = true;
  }

  // The text, for messages.
  get source() { return this.#source ??= this.host.source(); }
  // Where the first await at the top stands.
  get awaitPlace() { return { line: this.#compiled.awaitLine, column: this.#compiled.awaitColumn }; }
  // { request, name, local, line, column } of each import; name null for a namespace.
  get importList() { return this.#compiled.imports; }

  exportedNames(seen) {
    if (seen.has(this)) return [];
    seen.add(this);
    const names = new Set();
    for (const entry of this.#compiled.exports) {
      if (entry.name !== null) {
        names.add(entry.name);
        continue;
      }
      for (const name of this.requests[entry.request].exportedNames(seen)) {
        if (name !== 'default') names.add(name);
      }
    }
    return [...names];
  }

  resolveExport(name, trail) {
    const { exports } = this.#compiled;
    for (let i = 0; i < exports.length; i++) {
      const entry = exports[i];
      if (entry.name === name && entry.local !== null) return this.#resolveLocal(entry.local, name);
    }
    for (const step of trail) {
      if (step.module === this && step.name === name) return null;
    }
    trail.push({ module: this, name });
    for (const entry of exports) {
      if (entry.name !== name) continue;
      const target = this.requests[entry.request];
      if (this.#isSource(entry)) return sourceOf(target);
      return entry.imported === null ? namespaceBinding(target, this.#phaseOf(entry)) : target.resolveExport(entry.imported, trail);
    }
    return name === 'default' ? null : this.#resolveStar(name, trail);
  }

  // A local export may be a namespace or the like that was imported; other imports that are exported are no local exports.
  #resolveLocal(local, name) {
    const { imports } = this.#compiled;
    for (let i = 0; i < imports.length; i++) {
      const entry = imports[i];
      if (entry.local !== local) continue;
      const target = this.requests[entry.request];
      if (this.#isSource(entry)) return sourceOf(target);
      return namespaceBinding(target, this.#phaseOf(entry));
    }
    return { module: this, name };
  }

  #phaseOf(entry) { return this.#compiled.requests[entry.request].phase; }
  #isSource(entry) { return this.#phaseOf(entry) === kSourcePhase; }

  #resolveStar(name, trail) {
    let star = null;
    for (const entry of this.#compiled.exports) {
      if (entry.name !== null) continue;
      const found = this.requests[entry.request].resolveExport(name, trail);
      if (found === kAmbiguous) return found;
      if (found === null) continue;
      if (star === null) star = found;
      else if (found.module !== star.module || found.name !== star.name) return kAmbiguous;
    }
    return star;
  }

  getterOf(name) {
    const { constants } = this;
    return constants === undefined ? this.#getters[name] : () => constants[name];
  }

  // First step: the function's own bindings exist. Import objects are still empty. A plain function has no steps: it is called to evaluate.
  instantiate() {
    if (this.isPlain) return;
    this.#unbound = [];
    this.#importObjects = this.#compiled.requests.map(() => ({ __proto__: null }));
    this.#generator = this.#call();
    if (!this.#compiled.isAsyncGenerator) this.#generator.next();
    else this.firstStep = this.#generator.next();
  }

  #call() {
    const { factory, isPlain } = this.#compiled;
    const list = isPlain ? this.plainArguments() : this.#arguments();
    return factory((exported, anonymous) => this.setExports(exported, anonymous), ...list);
  }

  // What the module's function is called with behind the export call. Namespaces read their bindings when they are asked.
  #arguments() {
    const { imports, usesImportCall, usesMeta } = this.#compiled;
    const list = [usesImportCall ? this.host.importCall() : undefined, usesMeta ? this.host.meta() : undefined, ...this.#importObjects];
    for (let i = 0; i < imports.length; i++) {
      const entry = imports[i];
      if (entry.name !== null) continue;
      const target = this.requests[entry.request];
      list.push(this.#phaseOf(entry) === kDeferPhase ? target.deferredNamespace : target.namespace);
    }
    return list;
  }

  // Of a plain module, which is about to run. An exporter's own object of values serves where it has all that is imported by the same names.
  plainArguments() {
    const { imports, requests } = this.#compiled;
    const objects = this.#importObjects = new Array(requests.length).fill(undefined);
    for (let i = 0; i < imports.length; i++) {
      const { name, request } = imports[i];
      if (name === null) continue;
      const found = this.#found[i];
      const shared = found !== undefined && found.name === name && found.module.constants || null;
      if (objects[request] === undefined) objects[request] = shared;
      else if (objects[request] !== shared) objects[request] = null;
    }
    this.#unbound = [];
    for (let r = 0; r < objects.length; r++) if (objects[r] === null) objects[r] = this.#importObjectOf(r);
    this.#found = [];
    return this.#arguments();
  }

  #importObjectOf(request) {
    const { imports } = this.#compiled;
    const object = { __proto__: null };
    for (let i = 0; i < imports.length; i++) {
      const entry = imports[i];
      if (entry.name === null || entry.request !== request) continue;
      if (this.#isSource(entry)) defineProperty(object, entry.name, { __proto__: null, value: this.requests[request].moduleSource, enumerable: true });
      else this.#bind(object, entry.name, this.#found[i]);
    }
    return freeze(object);
  }

  // What the module hands over: getters of its exports, or their values once it has run.
  setExports(exported, anonymous) {
    if (this.#compiled.hasValues) this.constants = freeze(exported);
    else this.#getters = exported;
    if (typeof anonymous === 'function') defineProperty(anonymous, 'name', { __proto__: null, value: 'default', configurable: true });
  }

  // It has run in a linked graph, without this record.
  hasRun(exported) {
    this.setExports(exported);
    this.status = kEvaluated;
    this.cycleRoot = this;
  }

  failWith(error) {
    fail(this, error);
    this.cycleRoot = this;
  }

  // What hasRun() would have been given, of a module that has run by itself.
  takeExports() {
    const { exports, hasValues } = this.#compiled;
    const object = { __proto__: null };
    for (const { name, local } of exports) {
      if (local === null) continue;
      const getter = this.getterOf(name);
      defineProperty(object, name, hasValues ? { __proto__: null, get: getter, enumerable: true } : { __proto__: null, value: getter, enumerable: true });
    }
    return freeze(object);
  }

  // Runs as a module of its own where its group cannot run.
  #leaveGroup() {
    this.group = undefined;
    this.#compiled = this.host.compileAlone();
    this.requestList = this.#compiled.requests;
    this.isPlain = false;
    this.instantiate();
    this.bindImports();
  }

  #bind(object, name, found) {
    if (found.name !== undefined && found.module.constants !== undefined) {
      defineProperty(object, name, { __proto__: null, value: found.module.constants[found.name], enumerable: true });
      return;
    }
    const getter = readerOf(found);
    if (getter === undefined) this.#unbound.push(object, name, found);
    else if (!(name in object)) defineProperty(object, name, { __proto__: null, get: getter, enumerable: true });
  }

  // What was left open when linking: whoever is imported has run by now.
  #bindRest() {
    const rest = this.#unbound;
    if (rest.length === 0) return;
    this.#unbound = [];
    for (let i = 0; i < rest.length; i += 3) this.#bind(rest[i], rest[i + 1], rest[i + 2]);
    for (const object of this.#importObjects) freeze(object);
  }

  // Second step of linking: live bindings on the import objects; every imported name must resolve.
  bindImports() {
    const { imports, exports, isPlain } = this.#compiled;
    if (isPlain) this.#found = new Array(imports.length);
    for (let i = 0; i < imports.length; i++) {
      const { name, request } = imports[i];
      if (name === null) continue;
      const target = this.requests[request];
      if (this.hasPhases && this.#isSource(imports[i])) {
        this.#bindSource(name, request);
        continue;
      }
      const found = target.resolveExport(name, []);
      if (found === null || found === kAmbiguous) throw this.host.missingExport(this, target, { ...imports[i], index: i }, found === kAmbiguous);
      if (isPlain) this.#found[i] = found;
      else this.#bind(this.#importObjects[request], name, found);
    }
    for (let i = 0; i < exports.length; i++) if (exports[i].local === null) this.#checkExport(exports[i], i);
    if (!isPlain && this.#unbound.length === 0) for (const object of this.#importObjects) freeze(object);
  }

  #bindSource(name, request) {
    const target = this.requests[request];
    this.host.requireSource(target);
    if (!this.isPlain) defineProperty(this.#importObjects[request], name, { __proto__: null, value: target.moduleSource, enumerable: true });
  }

  // An export of something imported must be there.
  #checkExport(entry, index) {
    if (entry.name === null || entry.imported === null || this.#isSource(entry)) return;
    const target = this.requests[entry.request];
    const found = target.resolveExport(entry.imported, []);
    // What another TypeScript file does not export is a type of it.
    if (found === null && this.#compiled.mayExportTypes && /\.[cm]?tsx?$/.test(target.url)) return;
    if (found === null || found === kAmbiguous) {
      throw this.host.missingExport(this, target, { ...entry, name: entry.imported, index, isExport: true }, found === kAmbiguous);
    }
  }

  // Evaluates. With top-level await: a promise, whose reason wants to be explained.
  execute() {
    if (this.group !== undefined) {
      if (this.group.run(this)) return undefined;
      this.#leaveGroup();
    }
    const generator = this.#generator;
    this.#bindRest();
    if (this.hasTLA) {
      return this.#compiled.isAsyncGenerator ? generator.next() : drive(generator);
    }
    try {
      if (generator === undefined) this.#call();
      else generator.next();
    } catch (error) {
      throw this.explain(error);
    }
    return undefined;
  }

  explain(error) { return this.host.explain(error, this.url, this.hasTLA); }

  // Of what it imports, what is in no file: nobody can tell when that is evaluated.
  evaluateBuiltins() {
    const { requests } = this;
    for (let i = 0; i < requests.length; i++) {
      const child = requests[i];
      if (child.requestList === undefined && child.status === kLinked) evaluateInner(child, [], 0);
    }
  }
}

// Plain modules whose functions are one (src/modules/graph_groups.h). It may run when a graph is evaluated of which all of them are part; it then runs
// them all when the first of them is due, which is right before the others are. In any other case they run alone.
class Group {
  members = [];
  size = 0; // so many members there must be
  #function;
  #graph;
  #isArmed = false;
  #hasRun = false;
  #failed = undefined;
  #error = undefined;

  constructor(run, graph) {
    this.#function = run;
    this.#graph = graph;
  }

  arm() { this.#isArmed = this.members.length === this.size && this.members.every((member) => member.status === kLinked); }
  disarm() { this.#isArmed = false; }

  // Whether a member that is due has run so. Throws what it threw.
  run(member) {
    if (this.#isArmed && !this.#hasRun) this.#start();
    if (this.#failed === member) {
      this.#failed = undefined;
      throw this.#error;
    }
    return member.ranInGroup;
  }

  #start() {
    this.#hasRun = true;
    let current;
    let before;
    const end = () => {
      if (current === undefined) return;
      current.status = kEvaluated;
      current.cycleRoot = current;
      current.ranInGroup = true;
      current = undefined;
    };
    // Undefined for a module that has run by itself meanwhile.
    const begin = (index) => {
      end();
      const { record } = this.#graph[index];
      if (record.status === kEvaluated && !record.failed) return undefined;
      current = record;
      before = record.status;
      if (record.failed) throw record.error;
      record.status = kEvaluating;
      return record.plainArguments();
    };
    try {
      for (const member of this.members) member.evaluateBuiltins();
      const run = this.#function;
      run((exported, anonymous) => current.setExports(exported, anonymous), begin);
      end();
    } catch (error) {
      this.#error = current === undefined ? error : current.explain(error);
      this.#failed = current;
      if (current === undefined) throw error;
      current.status = before;
    }
    this.#function = this.#graph = undefined;
  }
}

// Runs a generator whose yields are awaits.
async function drive(generator) {
  let step = generator.next();
  while (!step.done) {
    let value;
    let failed = false;
    try {
      value = await step.value;
    } catch (error) {
      failed = true;
      value = error;
    }
    step = failed ? generator.throw(value) : generator.next(value);
  }
}

// ---- linking ---------------------------------------------------------------------------------------------------------

function collect(module, into) {
  if (module.status !== kNew) return;
  module.status = kLinking;
  into.push(module);
  for (const child of module.dependencies) collect(child, into);
}

// Links a loaded graph: on failure every module of it is as before, and the error is thrown.
function link(module) {
  const fresh = [];
  collect(module, fresh);
  try {
    for (const m of fresh) m.checkImports?.();
    for (const m of fresh) if (!m.isPlain) m.instantiate();
    for (const m of fresh) m.bindImports();
  } catch (error) {
    for (const m of fresh) m.status = kNew;
    throw error;
  }
  for (const m of fresh) m.status = kLinked;
}

// ---- evaluation ------------------------------------------------------------------------------------------------------

let asyncCount = 0;

function fail(module, error) {
  module.status = kEvaluated;
  module.failed = true;
  module.error = error;
}

// ---- deferred evaluation

// What must be evaluated before a module: of those it imports deferred, what has to be waited for.
function toEvaluate(module) {
  const list = module.requestList;
  if (!module.hasPhases || !list.some((request) => request.phase === kDeferPhase)) return module.dependencies;
  const found = new Set();
  for (let i = 0; i < list.length; i++) {
    const { phase } = list[i];
    if (phase === kDeferPhase) gatherAsync(module.requests[i], found);
    else if (phase !== kSourcePhase) found.add(module.requests[i]);
  }
  return [...found];
}

// A module may be done while the cycle that it belongs to still waits.
function isCycleEvaluated(module) {
  return (module.cycleRoot ?? module).status === kEvaluated;
}

function gatherAsync(module, into, seen = new Set()) {
  if (seen.has(module)) return into;
  seen.add(module);
  if (module.status === kEvaluating || isCycleEvaluated(module)) return into;
  if (module.hasTLA) {
    into.add(module);
    return into;
  }
  for (const child of module.dependencies) gatherAsync(child, into, seen);
  return into;
}

function isReady(module, seen = new Set()) {
  if (seen.has(module)) return true;
  seen.add(module);
  if (isCycleEvaluated(module) || module.requestList === undefined) return true;
  if (module.status === kEvaluating || module.status === kEvaluatingAsync || module.hasTLA) return false;
  return module.dependencies.every((child) => isReady(child, seen));
}

// What a promise is rejected with is told by other means.
async function settle(promise) {
  try {
    await promise;
  } catch {
    // the module keeps the error
  }
}

function evaluateDeferred(module) {
  if (!isReady(module)) {
    throw new TypeError(`The deferred module '${module.url}' cannot be evaluated now: it is being evaluated, or waits`);
  }
  settle(evaluate(module));
  if (module.failed) throw module.error;
}

// For import.defer(): what has to be waited for is evaluated.
async function prepareDeferred(module) {
  for (const dependency of gatherAsync(module, new Set())) await evaluate(dependency);
}

// InnerModuleEvaluation.
function evaluateInner(module, stack, index) {
  if (module.status === kEvaluatingAsync || module.status === kEvaluated) {
    if (module.failed) throw module.error;
    return index;
  }
  if (module.status === kEvaluating) return index;
  module.status = kEvaluating;
  module.index = module.ancestor = index++;
  module.pendingDependencies = 0;
  stack.push(module);
  for (let child of toEvaluate(module)) {
    index = evaluateInner(child, stack, index);
    if (child.status === kEvaluating) {
      module.ancestor = Math.min(module.ancestor, child.ancestor);
    } else {
      child = child.cycleRoot;
      if (child.failed) throw child.error;
    }
    if (child.asyncOrder !== undefined && child.asyncOrder !== 'done') {
      module.pendingDependencies++;
      child.asyncParents.push(module);
    }
  }
  if (module.pendingDependencies > 0 || module.hasTLA) {
    module.asyncOrder = asyncCount++;
    if (module.pendingDependencies === 0) executeAsync(module);
  } else {
    module.execute();
  }
  if (module.ancestor === module.index) settleCycle(module, stack);
  return index;
}

function settleCycle(root, stack) {
  let member;
  do {
    member = stack.pop();
    member.status = member.asyncOrder === undefined ? kEvaluated : kEvaluatingAsync;
    member.cycleRoot = root;
  } while (member !== root);
}

// By await, which makes nothing of what the program may have made of then().
async function executeAsync(module) {
  const { frame } = context;
  try {
    await module.execute();
  } catch (error) {
    context.frame = frame;
    asyncRejected(module, module.explain?.(error) ?? error);
    return;
  }
  context.frame = frame;
  asyncFulfilled(module);
}

function gatherAvailable(module, list) {
  for (const parent of module.asyncParents) {
    if (list.includes(parent) || parent.cycleRoot.failed) continue;
    if (--parent.pendingDependencies > 0) continue;
    list.push(parent);
    if (!parent.hasTLA) gatherAvailable(parent, list);
  }
}

function asyncFulfilled(module) {
  if (module.status === kEvaluated) return;
  module.asyncOrder = 'done';
  module.status = kEvaluated;
  module.topLevel?.resolve();
  const ready = [];
  const order = new Map();
  gatherAvailable(module, ready);
  for (const m of ready) order.set(m, m.asyncOrder);
  ready.sort((a, b) => order.get(a) - order.get(b));
  for (const m of ready) {
    if (m.status === kEvaluated) continue;
    if (m.hasTLA) {
      executeAsync(m);
      continue;
    }
    try {
      m.execute();
    } catch (error) {
      asyncRejected(m, error);
      continue;
    }
    m.asyncOrder = 'done';
    m.status = kEvaluated;
    m.topLevel?.resolve();
  }
}

function asyncRejected(module, error) {
  if (module.status === kEvaluated && module.asyncOrder !== undefined && module.failed) return;
  module.asyncOrder = 'done';
  fail(module, error);
  module.topLevel?.reject(error);
  for (const parent of module.asyncParents) asyncRejected(parent, error);
}

// Evaluate(): a promise. A graph without top-level await has run when it returns.
function evaluate(module) {
  if (module.status === kEvaluatingAsync || module.status === kEvaluated) module = module.cycleRoot ?? module;
  if (module.topLevel !== undefined) return module.topLevel.promise;
  const topLevel = module.topLevel = Promise.withResolvers();
  const stack = [];
  const { groups } = module;
  if (module.status === kLinked) groups?.forEach((group) => group.arm());
  try {
    evaluateInner(module, stack, 0);
    if (module.asyncOrder === undefined || module.asyncOrder === 'done') topLevel.resolve();
  } catch (error) {
    for (const m of stack) {
      fail(m, error);
      m.cycleRoot = m;
    }
    topLevel.reject(error);
  }
  groups?.forEach((group) => group.disarm());
  return topLevel.promise;
}

// The first module of a loaded graph that has a top-level await, or undefined.
function findAsync(module, seen = new Set()) {
  if (seen.has(module)) return undefined;
  seen.add(module);
  if (module.hasTLA) return module;
  for (const child of module.dependencies) {
    const found = findAsync(child, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

module.exports = {
  Group, ModuleRecord, SourceModule, SyntheticModule, evaluate, findAsync, link, prepareDeferred, kEvaluated, kEvaluating, kEvaluatingAsync, kLinked, kNew,
};
