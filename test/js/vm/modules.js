// SPDX-License-Identifier: MIT
// Flags: --experimental-vm-modules --no-warnings
// vm.SourceTextModule and vm.SyntheticModule: graphs that a program links itself.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');
const vm = require('node:vm');
const { Module, SourceTextModule, SyntheticModule } = vm;

(async () => {
  // linked by a callback, across a cycle
  const texts = {
    main: "import { b, bump } from 'b'; import def, * as ns from 's'; export const got = [b, def, ns.named]; export { bump }; export let a = 1;",
    b: "import { a } from 'main'; export let b = typeof (() => a); export function bump() { return ++b2 + a; } let b2 = 1;",
  };
  const made = new Map();
  const synthetic = new SyntheticModule(['default', 'named'], function() {
    this.setExport('default', 'def');
    this.setExport('named', 7);
  });
  made.set('s', synthetic);
  const get = (name) => {
    if (!made.has(name)) made.set(name, new SourceTextModule(texts[name], { identifier: name }));
    return made.get(name);
  };
  const main = get('main');
  assert.deepStrictEqual([main.status, main.dependencySpecifiers], ['unlinked', ['b', 's']]);
  await main.link((specifier) => get(specifier));
  assert.deepStrictEqual([main.status, get('b').status], ['linked', 'linked']);
  await main.evaluate();
  assert.deepStrictEqual(main.namespace.got, ['function', 'def', 7]);
  assert.strictEqual(main.namespace.bump(), 3);
  synthetic.setExport('named', 8);
  assert.strictEqual(synthetic.namespace.named, 8);
  assert.ok(main instanceof Module && synthetic.status === 'evaluated');

  // linked by modules, in another context
  const context = vm.createContext({ seen: [] });
  const inner = new SourceTextModule('seen.push(1); await null; export const x = seen;', { context });
  const outer = new SourceTextModule("import { x } from 'x'; later = import('x'); x.push(Array === [].constructor); export const url = import.meta.url;", {
    context,
    initializeImportMeta(meta, module) { meta.url = module.identifier; },
    importModuleDynamically: (specifier, referrer, attributes, phase) => {
      assert.deepStrictEqual([specifier, referrer, phase], ['x', outer, 'evaluation']);
      return inner;
    },
  });
  context.later = undefined;
  inner.linkRequests([]);
  outer.linkRequests([inner]);
  outer.instantiate();
  assert.deepStrictEqual([outer.hasTopLevelAwait(), outer.hasAsyncGraph(), inner.hasTopLevelAwait()], [false, true, true]);
  const evaluated = outer.evaluate();
  assert.match(inspect(evaluated), /pending/);
  await evaluated;
  assert.deepStrictEqual([...context.seen], [1, true]);
  assert.strictEqual(outer.namespace.url, outer.identifier);
  assert.strictEqual(await context.later, inner.namespace);

  // failures
  const broken = new SourceTextModule('\nthrow new RangeError("no");', { identifier: 'broken.mjs', lineOffset: 4 });
  broken.linkRequests([]);
  broken.instantiate();
  await assert.rejects(broken.evaluate(), RangeError);
  assert.strictEqual(broken.status, 'errored');
  assert.match(broken.error.stack, /broken\.mjs:6:/);
  assert.throws(() => new SourceTextModule('\n  const = 1', { identifier: 'bad.mjs' }), { name: 'SyntaxError', stack: /bad\.mjs:2\n/ });
  const missing = new SourceTextModule("import { nothing } from 'b'");
  await assert.rejects(missing.link(() => get('b')), { name: 'SyntaxError', message: /does not provide an export named 'nothing'/ });
  const endless = new SourceTextModule('for (;;) {}');
  endless.linkRequests([]);
  endless.instantiate();
  await assert.rejects(endless.evaluate({ timeout: 50 }), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });

  // import() of scripts and functions
  const script = new vm.Script("import('anything', { with: { a: 'b' } })", {
    importModuleDynamically: (specifier, referrer, attributes) => {
      assert.strictEqual(referrer, script);
      assert.deepStrictEqual(attributes, { __proto__: null, a: 'b' });
      return main;
    },
  });
  assert.strictEqual(await script.runInThisContext(), main.namespace);
  const fn = vm.compileFunction("return import('x')", [], { importModuleDynamically: (specifier, referrer) => (referrer === fn ? synthetic : 1) });
  assert.strictEqual(await fn(), synthetic.namespace);
})();
