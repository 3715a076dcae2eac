// SPDX-License-Identifier: MIT
// Programs whose modules run without records, since nothing stands against it: what they see, and what others see of them, is the same.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'linked-'));
const files = {
  'one.mjs': "console.log('one'); export const one = 1; export function deep() { throw new Error('deep'); }\n",
  'two.mjs': "import { deep } from './one.mjs';\nconsole.log('two');\n  deep();\n",
  'three.mjs': "console.log('three');\n",
  'v.mjs': 'export const v = 1;\n',
  // live bindings, other names, several exporters, stars, a default without a name, built-in modules
  'q.mjs': 'export let a = 1, c = 2; export default () => a; export const up = () => { a++; };\n',
  'r.mjs': "export const r1 = 'r1'; export let r2 = 'r2'; export const set = (x) => r2 = x;\n",
  'p.mjs': "export { a as b, c } from './q.mjs'; export * from './r.mjs'; export { default as e } from './q.mjs';\n",
  'names.mjs': "import { b, c, r1, r2, set, e } from './p.mjs'; import { up } from './q.mjs'; import fs, { existsSync as ex } from 'fs';\n" +
    "up(); set('z'); console.log(b, c, r1, r2, e.name, e(), fs.existsSync === ex);\n",
  // modules that are in no group: a loop, a var
  'loop.mjs': "import { up } from './q.mjs'; import { r2, set } from './r.mjs'; let s = 0; for (var i = 0; i < 10; i++) s += i; set('k');\n" +
    'export { s, i }; export let m = import.meta.main; console.log(s, i, m, r2, import.meta.filename.slice(-8), typeof up);\n',
  'alone.mjs': "import { s, i, m } from './loop.mjs'; console.log(s, i, m, import.meta.main);\nthrow new TypeError('end');\n",
  // asked for before its turn, and imported while and after it runs
  'asks.mjs': "import { createRequire } from 'node:module'; export const later = createRequire(import.meta.url)('./late.mjs'); console.log('asks');\n",
  'late.mjs': "console.log('late'); export const l = {}; export default class {} export let live = 1; export function inc() { live++; }\n",
  'early.mjs': "import { later } from './asks.mjs'; import d, { l as x, live, inc } from './late.mjs';\n" +
    "console.log(later.l === x, d.name, live); inc(); console.log(live, later.live); export { d as dd }; export * from './late.mjs';\n" +
    "import('./late.mjs').then((n) => console.log(n === later, n.live)); import('./early.mjs').then((n) => console.log(Object.keys(n).join()));\n",
  'fails-early.mjs': "import './catches.mjs'; import './two.mjs';\n",
  'catches.mjs': "import { createRequire } from 'node:module'; try { createRequire(import.meta.url)('./two.mjs'); } catch (e) { console.log(e.message); }\n",
  'cycle.mjs': "import './requires.mjs'; console.log('end');\n",
  'requires.mjs': "import { createRequire } from 'node:module'; try { createRequire(import.meta.url)('./cycle.mjs'); } catch (e) { console.log(e.code); }\n",
  // a failure, and who asks afterwards
  'root.mjs': "import './listens.mjs';\nimport './two.mjs';\nimport './three.mjs';\nconsole.log('never');\n",
  'listens.mjs': "process.on('uncaughtException', async (e) => {\n" +
    "  for (const name of ['root', 'two', 'one', 'three']) console.log(name, await import(`./${name}.mjs`).then((n) => Object.keys(n).join(), (x) => x === e));\n});\n",
  'order.mjs': "setTimeout(() => console.log('timeout')); process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('micro')); console.log('sync');\n",
  'readonly.mjs': "import { v } from './v.mjs';\nv = 2;\n",
  'missing.mjs': "import './one.mjs'; import { nope } from './v.mjs';\n",
  'missing-builtin.mjs': "import './one.mjs'; import { nope } from 'fs';\n",
  'hint.mjs': "import './v.mjs';\nrequire('x');\n",
  'typed/package.json': '{"type":"module"}',
  'typed/a.js': "import './b.js'; console.log('typed');\n",
  'typed/b.js': "export {}; console.log('b');\n",
};
for (const [name, text] of Object.entries(files)) {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
}
fs.symlinkSync('names.mjs', path.join(folder, 'link.mjs'));

function run(name, want, status = 0, message = undefined) {
  const { stdout, stderr, status: got } = spawnSync(process.execPath, [path.join(folder, name)], { encoding: 'utf8', env: { HOME: folder } });
  assert.strictEqual(stdout, want.length === 0 ? '' : `${want.join('\n')}\n`, `${name}: ${stderr}`);
  assert.strictEqual(got, status, stderr);
  if (message !== undefined) assert.match(stderr, message);
}

try {
  run('names.mjs', ['2 2 r1 z default 2 true']);
  run('link.mjs', ['2 2 r1 z default 2 true']);
  run('alone.mjs', ['45 10 false k loop.mjs function', '45 10 false true'], 1, /alone\.mjs:2\nthrow new TypeError\('end'\);\n *\^\n\nTypeError: end\n {4}at file:\/\/.*alone\.mjs:2:7\n/);
  run('early.mjs', ['late', 'asks', 'true default 1', '2 2', 'false 2', 'dd,inc,l,live']);
  run('fails-early.mjs', ['one', 'two', 'deep'], 1, /two\.mjs:3:3\n/);
  run('cycle.mjs', ['ERR_REQUIRE_CYCLE_MODULE', 'end']);
  run('root.mjs', ['one', 'two', 'root true', 'two true', 'one deep,one', 'three', 'three ']);
  run('order.mjs', ['sync', 'micro', 'tick', 'timeout']);
  run('readonly.mjs', [], 1, /TypeError/);
  run('missing.mjs', [], 1, /The requested module '\.\/v\.mjs' does not provide an export named 'nope'/);
  run('missing-builtin.mjs', [], 1, /does not provide an export named 'nope'/);
  run('hint.mjs', [], 1, /require is not defined in ES module scope, you can use import instead\n {4}at file:\/\/.*hint\.mjs:2:1\n/);
  run('typed/a.js', ['b', 'typed']);
} finally {
  fs.rmSync(folder, { recursive: true });
}
