// SPDX-License-Identifier: MIT
// WebAssembly modules in the graph: imports of theirs are resolved as any other, exports are names, `import source` gives the module.
import assert from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// (module (import "./dep.mjs" "twice" (func (param i32) (result i32)))
//   (func (export "run") (param i32) (result i32) local.get 0 call 0 i32.const 1 i32.add) (global (export "answer") i32 (i32.const 42)))
const text = (s) => [s.length, ...Buffer.from(s)];
const section = (id, ...bytes) => [id, bytes.length, ...bytes];
const binary = (dependency) => Buffer.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  ...section(1, 1, 0x60, 1, 0x7f, 1, 0x7f),
  ...section(2, 1, ...text(dependency), ...text('twice'), 0, 0),
  ...section(3, 1, 0),
  ...section(6, 1, 0x7f, 0, 0x41, 42, 0x0b),
  ...section(7, 2, ...text('run'), 0, 1, ...text('answer'), 3, 0),
  ...section(10, 1, 9, 0, 0x20, 0, 0x10, 0, 0x41, 1, 0x6a, 0x0b),
]);

const folder = mkdtempSync(join(tmpdir(), 'protojs-wasm-'));
process.removeAllListeners('warning');
try {
  const file = (name) => pathToFileURL(join(folder, name)).href;
  writeFileSync(join(folder, 'dep.mjs'), 'export const twice = (n) => n * 2;');
  writeFileSync(join(folder, 'a.wasm'), binary('./dep.mjs'));
  writeFileSync(join(folder, 'missing.wasm'), binary('./none.mjs'));
  writeFileSync(join(folder, 'main.mjs'), 'import source mod from "./a.wasm"; export { run, answer } from "./a.wasm"; export { mod };');
  writeFileSync(join(folder, 'text.mjs'), 'import source nothing from "./dep.mjs";');

  const { run, answer, mod } = await import(file('main.mjs'));
  assert.strictEqual(run(10), 21);
  assert.strictEqual(answer, 42);
  assert(mod instanceof WebAssembly.Module);
  assert.strictEqual(await import.source(file('a.wasm')), mod);
  // A source is not linked: what it imports need not be there.
  assert(await import.source(file('missing.wasm')) instanceof WebAssembly.Module);
  await assert.rejects(import(file('missing.wasm')), { code: 'ERR_MODULE_NOT_FOUND' });
  await assert.rejects(import(file('text.mjs')), { name: 'SyntaxError', message: /Source phase import object is not defined/ });
} finally {
  rmSync(folder, { recursive: true });
}
