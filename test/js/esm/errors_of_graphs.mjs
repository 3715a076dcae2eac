// SPDX-License-Identifier: MIT
// What goes wrong deep in a graph: missing files name who imports them, syntax errors their place; errors of evaluation are kept; cycles with
// top-level await end, or end the process with 13; cycles through require() are refused.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'protojs-graph-'));
const write = (name, text) => writeFileSync(join(folder, name), text);
const url = (name) => pathToFileURL(join(folder, name)).href;
const run = (name) => spawnSync(process.execPath, [join(folder, name)], { encoding: 'utf8' });

try {
  write('m0.mjs', 'import "./m1.mjs";');
  write('m1.mjs', 'import "./missing.mjs";');
  await assert.rejects(import(url('m0.mjs')), {
    code: 'ERR_MODULE_NOT_FOUND', url: url('missing.mjs'),
    message: `Cannot find module '${join(folder, 'missing.mjs')}' imported from ${join(folder, 'm1.mjs')}`,
  });
  // Not for ever.
  write('missing.mjs', 'export const found = true;');
  assert.deepStrictEqual({ ...await import(url('missing.mjs')) }, { found: true });
  await import(url('m0.mjs'));

  write('s0.mjs', 'import "./s1.mjs";');
  write('s1.mjs', 'let x = 1;\nlet y = ;\n');
  await assert.rejects(import(url('s0.mjs')), (error) => {
    assert(error instanceof SyntaxError);
    assert(error.stack.startsWith(`${url('s1.mjs')}:2\nlet y = ;\n        ^\n\nSyntaxError: Unexpected token ';'`), error.stack);
    assert(!Object.hasOwn(error, 'line'));
    return true;
  });
  write('n0.mjs', 'import { nothing } from "./missing.mjs";');
  await assert.rejects(import(url('n0.mjs')), { name: 'SyntaxError', message: /'\.\/missing\.mjs' does not provide an export named 'nothing'/ });

  write('e0.mjs', 'import "./e1.mjs";');
  write('e1.mjs', 'globalThis.runs = (globalThis.runs ?? 0) + 1; throw new Error("once");');
  const first = await import(url('e0.mjs')).catch((error) => error);
  const second = await import(url('e0.mjs')).catch((error) => error);
  assert.strictEqual(first, second);
  assert.strictEqual(await import(url('e1.mjs')).catch((error) => error), first);
  assert.strictEqual(globalThis.runs, 1);
  assert.throws(() => createRequire(import.meta.url)(join(folder, 'e1.mjs')), (error) => error === first);

  // A cycle in which both wait.
  write('t0.mjs', 'import { b } from "./t1.mjs"; export let a = await Promise.resolve("a"); export const both = () => a + b;');
  write('t1.mjs', 'import { a } from "./t0.mjs"; export let b = await Promise.resolve("b"); let early; try { a; } catch (e) { early = e.name; } export { early };');
  assert.strictEqual((await import(url('t0.mjs'))).both(), 'ab');
  assert.strictEqual((await import(url('t1.mjs'))).early, 'ReferenceError');

  write('w0.mjs', 'console.log("begun"); await import("./w1.mjs"); console.log("never");');
  write('w1.mjs', 'import "./w0.mjs";');
  const stuck = run('w0.mjs');
  assert.strictEqual(stuck.status, 13);
  assert.strictEqual(stuck.stdout, 'begun\n');
  assert(stuck.stderr.startsWith(`Warning: Detected unsettled top-level await at ${url('w0.mjs')}:1\n`), stuck.stderr);

  write('c0.mjs', 'import "./c1.cjs";');
  write('c1.cjs', 'require("./c0.mjs");');
  assert.match(run('c0.mjs').stderr, /ERR_REQUIRE_CYCLE_MODULE/);
  write('p0.cjs', 'exports.early = 1; exports.p = require("./p1.mjs"); exports.late = 2;');
  write('p1.mjs', 'import { createRequire } from "node:module"; export const early = createRequire(import.meta.url)("./p0.cjs").early; export const late = createRequire(import.meta.url)("./p0.cjs").late;');
  assert.deepStrictEqual({ ...createRequire(import.meta.url)(join(folder, 'p0.cjs')).p }, { early: 1, late: undefined });
} finally {
  rmSync(folder, { recursive: true });
}
