// SPDX-License-Identifier: MIT
// Module records of ECMA-262: linking, evaluation with top-level await and cycles, namespaces. A source text module is a generator function
// that the front end made of the text: its first step hoists functions and hands over getters of the exported bindings, its second step
// evaluates. Other kinds (CommonJS, built-ins, JSON) are synthetic modules, whose exports are set when they are evaluated.

const { defineProperty, freeze } = Object;
const makeNamespace = (...args) => require('internal/modules/esm/namespace').makeNamespace(...args);

const kNew = 0, kLinking = 1, kLinked = 2, kEvaluating = 3, kEvaluatingAsync = 4, kEvaluated = 5;

const kSourcePhase = 1, kDeferPhase = 2;

// A name found by two `export *`.
const kAmbiguous = freeze({ __proto__: null });

class ModuleRecord {
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
  moduleSource = undefined; // what a source phase import gives

  constructor(url) {
    this.url = url;
  }

  // The records that must be linked and evaluated with this one: not those that are only imported as source.
  get dependencies() {
    const list = this.requestList;
    if (list === undefined || !list.some((request) => request.phase === kSourcePhase)) return this.requests;
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
  #namespaces = [];
  #source;
  #unbound = []; // imports whose exporter has no getters yet: it is one of those that run in one step

  // `compiled`: { factory, imports, exports, hasTLA, isAsyncGenerator }; see src/node/esm/esm.c.
  constructor(url, compiled, host) {
    super(url);
    this.#compiled = compiled;
    this.host = host;
    this.hasTLA = compiled.hasTLA;
  }

  // The text, for messages.
  get source() { return this.#source ??= this.host.source(); }
  get requestList() { return this.#compiled.requests; }
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
    for (const step of trail) {
      if (step.module === this && step.name === name) return null;
    }
    trail.push({ module: this, name });
    for (const entry of this.#compiled.exports) {
      if (entry.name !== name) continue;
      if (entry.local !== null) return this.#resolveLocal(entry.local, name, trail);
      const target = this.requests[entry.request];
      if (this.#isSource(entry)) return sourceOf(target);
      return entry.imported === null ? namespaceBinding(target, this.#phaseOf(entry)) : target.resolveExport(entry.imported, trail);
    }
    return name === 'default' ? null : this.#resolveStar(name, trail);
  }

  // A local export of an imported name is the exporter's binding.
  #resolveLocal(local, name, trail) {
    for (const entry of this.#compiled.imports) {
      if (entry.local !== local) continue;
      const target = this.requests[entry.request];
      if (this.#isSource(entry)) return sourceOf(target);
      return entry.name === null ? namespaceBinding(target, this.#phaseOf(entry)) : target.resolveExport(entry.name, trail);
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
    this.#unbound = [];
    this.#importObjects = this.#compiled.requests.map(() => ({ __proto__: null }));
    if (this.#compiled.isPlain) return;
    this.#generator = this.#call();
    if (!this.#compiled.isAsyncGenerator) this.#generator.next();
    else this.firstStep = this.#generator.next();
  }

  #call() {
    const { factory, imports } = this.#compiled;
    const exportCall = (getters, anonymous) => {
      if (this.#compiled.hasValues) this.constants = getters;
      else this.#getters = getters;
      if (typeof anonymous === 'function') defineProperty(anonymous, 'name', { __proto__: null, value: 'default', configurable: true });
    };
    // Namespaces are parameters, but can only be made once every module of the graph has its getters: their makers come first.
    this.#namespaces = imports.filter((entry) => entry.name === null);
    const namespaces = this.#namespaces.map((entry) => {
      const target = this.requests[entry.request];
      return this.#phaseOf(entry) === kDeferPhase ? target.deferredNamespace : target.namespace;
    });
    return factory(exportCall, this.host.importCall(), this.host.meta(), ...this.#importObjects, ...namespaces);
  }

  #bind(object, name, found) {
    if (found.name !== undefined && found.module.constants !== undefined) {
      object[name] = found.module.constants[found.name];
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
    for (const entry of this.#compiled.imports) {
      if (entry.name === null) continue;
      const target = this.requests[entry.request];
      if (this.#isSource(entry)) {
        this.host.requireSource(target);
        defineProperty(this.#importObjects[entry.request], entry.name, { __proto__: null, value: target.moduleSource, enumerable: true });
        continue;
      }
      const found = target.resolveExport(entry.name, []);
      if (found === null || found === kAmbiguous) throw this.host.missingExport(this, target, entry, found === kAmbiguous);
      this.#bind(this.#importObjects[entry.request], entry.name, found);
    }
    for (const entry of this.#compiled.exports) {
      if (entry.name === null || entry.local !== null || entry.imported === null || this.#isSource(entry)) continue;
      const target = this.requests[entry.request];
      const found = target.resolveExport(entry.imported, []);
      if (found === null || found === kAmbiguous) {
        throw this.host.missingExport(this, target, { ...entry, name: entry.imported }, found === kAmbiguous);
      }
    }
    if (this.#unbound.length === 0) for (const object of this.#importObjects) freeze(object);
  }

  // Evaluates. With top-level await: a promise.
  execute() {
    const generator = this.#generator;
    this.#bindRest();
    const explain = (error) => { throw this.host.explain(error, this.url, this.hasTLA); };
    if (this.hasTLA) {
      return (this.#compiled.isAsyncGenerator ? generator.next() : drive(generator)).then(() => undefined, explain);
    }
    try {
      if (generator === undefined) this.#call();
      else generator.next();
    } catch (error) {
      explain(error);
    }
    return undefined;
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
    for (const m of fresh) m.instantiate();
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
  if (list === undefined || !list.some((request) => request.phase === kDeferPhase)) return module.dependencies;
  const found = new Set();
  for (let i = 0; i < list.length; i++) {
    const { phase } = list[i];
    if (phase === kDeferPhase) gatherAsync(module.requests[i], found);
    else if (phase !== kSourcePhase) found.add(module.requests[i]);
  }
  return [...found];
}

function gatherAsync(module, into, seen = new Set()) {
  if (seen.has(module)) return into;
  seen.add(module);
  if (module.status === kEvaluating || module.status === kEvaluated) return into;
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
  if (module.status === kEvaluated || module.requestList === undefined) return true;
  if (module.status === kEvaluating || module.status === kEvaluatingAsync || module.hasTLA) return false;
  return module.dependencies.every((child) => isReady(child, seen));
}

function evaluateDeferred(module) {
  if (module.status !== kEvaluated && !isReady(module)) {
    throw new TypeError(`The deferred module '${module.url}' cannot be evaluated now: it is being evaluated, or waits`);
  }
  evaluate(module).catch(() => {});
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

function executeAsync(module) {
  module.execute().then(() => asyncFulfilled(module), (error) => asyncRejected(module, error));
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
  ModuleRecord, SourceModule, SyntheticModule, evaluate, findAsync, link, prepareDeferred, kEvaluated, kEvaluating, kEvaluatingAsync, kLinked, kNew,
};
