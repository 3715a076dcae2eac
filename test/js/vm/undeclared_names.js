// SPDX-License-Identifier: MIT
// A name that a script assigns does not exist before: reading it fails, asking for it does not; strict scripts make no globals.
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');

const run = (source, context = vm.createContext({ a: 1 })) => vm.runInContext(source, context);
const fails = (source, name) => assert.throws(() => run(source), (error) => {
  assert.strictEqual(`${error.name}: ${error.message}`, `ReferenceError: ${name} is not defined`, source);
  return true;
});

fails('x; x = 1', 'x');
fails('x += 1', 'x');
fails('x++; x = 2', 'x');
fails('if (false) { w = 1 } w', 'w');
fails('x = 1; delete x; x', 'x');
fails('"use strict"; x = 1', 'x');
assert.throws(() => new vm.Script('"use strict"; y = 1').runInNewContext(), { name: 'ReferenceError' });

assert.strictEqual(run('typeof x; x = 1; x'), 1);
assert.strictEqual(run('var y = typeof x; x = 1; y'), 'undefined');
assert.strictEqual(run('var r = x; var x = 1; r'), undefined);
assert.strictEqual(run('var o = "nn" in globalThis; nn = 3; o'), false);
assert.strictEqual(run('(function() { return this.zz; })(); zz = 1'), 1);
assert.strictEqual(run('"use strict"; var x = 1; x'), 1);
assert.strictEqual(run('"use strict"; a = 2; a'), 2);
assert.strictEqual(run('try { x } catch (e) { x = e instanceof ReferenceError } x'), true);

// Later assignments, from callbacks too, reach the object.
const context = vm.createContext({});
run('function set() { q = 5; } function get() { return q; }', context);
assert.throws(() => context.get(), { name: 'ReferenceError', message: 'q is not defined' });
context.set();
assert.deepStrictEqual([context.get(), context.q], [5, 5]);
context.self = context;
assert.deepStrictEqual(run('[self.later, (later = 1), self.later]', context), run('[undefined, 1, 1]', context));

// A variable stays.
assert.strictEqual(run('var c = "new"; delete c; c'), 'new');

// What the object inherits can be read but is not there.
const heir = vm.createContext(Object.create({ inherited: 1 }));
assert.deepStrictEqual([run('inherited', heir), run('"inherited" in this', heir)], [1, false]);

const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const noWasm = vm.createContext({ bytes }, { codeGeneration: { wasm: false } });
assert.throws(() => run('new WebAssembly.Module(bytes)', noWasm), { name: 'CompileError' });
assert.rejects(run('WebAssembly.compile(bytes)', noWasm), { name: 'CompileError' });
assert.rejects(run('WebAssembly.instantiate(bytes)', noWasm), { name: 'CompileError' });
