// SPDX-License-Identifier: MIT
// protojs FILE, with no option that asks for more: the file is found, compiled and run without the CommonJS loader. The loader takes over
// (adopts the module, its require and the resolver) when the program first uses `require`, or a part of `module` that only it knows.
// Whatever is out of the ordinary here (not found, a syntax error, an ES module, import() calls) is left to the loader from the start.

const native = binding('modules');
const { firstLineShift } = require('internal/error_stack');

const kMain = 1, kForgetMisses = 2;
const kShift = 62; // length of the wrapper's head

// What the loader adopts: { resolver, filename, module }.
let taken;
let real;

// The loader's own require of the entry module.
function adopted() {
  if (real === undefined) {
    real = require('internal/modules/cjs/loader').adoptEntry();
    Object.setPrototypeOf(taken.require, Function.prototype);
    Object.assign(taken.require, real);
  }
  return real;
}

// What `require` and `module` inherit until the loader gives them their own: each getter lets it take over first.
const requirePrototype = {
  __proto__: Function.prototype,
  get resolve() { return adopted().resolve; },
  get main() { return adopted().main; },
  get extensions() { return adopted().extensions; },
  get cache() { return adopted().cache; },
};
const modulePrototype = {
  get constructor() { return adopted() && taken.module.constructor; },
  get parent() { return adopted() && taken.module.parent; },
  get isPreloading() { return adopted() && taken.module.isPreloading; },
  get load() { return adopted() && taken.module.load; },
  get require() { return adopted() && taken.module.require; },
  get _compile() { return adopted() && taken.module._compile; },
};

function folders(directory) {
  const paths = [];
  for (let at = directory === '/' ? 0 : directory.length; at > 0; at = directory.lastIndexOf('/', at - 1)) {
    const part = directory.slice(0, at);
    if (!part.endsWith('/node_modules')) paths.push(`${part}/node_modules`);
  }
  paths.push('/node_modules');
  return paths;
}

// The exports may have been seen half-made by a module of a cycle.
function complete(module) {
  const { isLoaded, requireBuiltin } = require('internal/builtins');
  if (isLoaded('internal/modules/cjs/loader')) requireBuiltin('internal/modules/cjs/loader').restorePrototype(module);
}

const startModules = (filename) => require('internal/modules/esm/program').start(filename);

// False where the loader must do it.
function run(file) {
  const resolver = native.begin('node\nrequire\nmodule-sync\nnode-addons');
  const filename = native.resolve(resolver, file, '/', kMain | kForgetMisses);
  if (typeof filename !== 'string') return false;
  if (filename.endsWith('.mjs')) return startModules(filename);
  if (!filename.endsWith('.js')) return false;
  let compiled;
  try {
    compiled = native.compile(resolver, filename);
  } catch {
    // The loader compiles it again and reports what is wrong.
    return false;
  }
  if (typeof compiled === 'string') return startModules(filename);
  if (typeof compiled !== 'function' || compiled.length > 5) return false;
  firstLineShift[filename] = kShift;
  const directory = filename.slice(0, filename.lastIndexOf('/')) || '/';
  const exports = {};
  const module = {
    __proto__: modulePrototype, id: '.', path: directory, exports, filename, loaded: false, children: [], paths: folders(directory),
  };
  const require = function require(path) {
    return adopted()(path);
  };
  Object.setPrototypeOf(require, requirePrototype);
  taken = { resolver, filename, module, require };
  compiled.call(exports, exports, require, module, filename, directory);
  module.loaded = true;
  complete(module);
  return true;
}

module.exports = { run, taken: () => taken };
