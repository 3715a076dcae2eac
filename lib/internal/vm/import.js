// SPDX-License-Identifier: MIT
// import() in scripts: the front end rewrites the call to a function, which stands in a table on the script's global, one entry a script.
// What it makes of `await` stands there, too.

const native = binding('modules');
const { fixEngineError } = require('internal/error_stack');
const { defineProperty } = Object;

const tables = new WeakMap(); // global -> table

function tableOf(global) {
  let table = tables.get(global);
  if (table === undefined) {
    table = [];
    tables.set(global, table);
    const hidden = { __proto__: null, writable: false, enumerable: false, configurable: true };
    defineProperty(global, '$pj_import', { ...hidden, value: table });
    defineProperty(global, '$pj_fix', { ...hidden, value: fixEngineError });
    for (const name of ['$pj_await', '$pj_context', '$pj_iterate']) {
      if (global !== globalThis) defineProperty(global, name, { ...hidden, value: globalThis[name] });
    }
    if (global !== globalThis) {
      // The context's own: what it compiles is of its classes.
      defineProperty(global, '$pj_wasm', {
        __proto__: null, get: () => require('internal/wasm_async').watch(global.WebAssembly), enumerable: false, configurable: true,
      });
    }
  }
  return table;
}

// `importer(specifier, options)` is what import() calls.
function rewriteScript(text, global, importer) {
  if (!/\bimport\s*(?:\(|\.(?:source|defer)\b)|\.stack\b|\bDeferred\b|\bawait\b/.test(text)) return text;
  const rewritten = native.rewrite(text, 0);
  if (rewritten === undefined) return text;
  const table = tableOf(global);
  if (!/\$pj_import[.(]/.test(rewritten)) return rewritten;
  table.push(importer);
  return rewritten.replace(/\$pj_import(?=[.(])/g, () => `$pj_import[${table.length - 1}]`);
}

// What import(), import.source() and import.defer() call, loaded by the first call; `load` gives the loader's function.
function lazyImporter(load) {
  let made;
  const get = () => made ??= load();
  const call = (...args) => get()(...args);
  call.source = (...args) => get().source(...args);
  call.defer = (...args) => get().defer(...args);
  return call;
}

module.exports = { lazyImporter, rewriteScript };
