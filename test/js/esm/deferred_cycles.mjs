// SPDX-License-Identifier: MIT
// Deferred modules whose dependencies belong to a cycle that still waits; a module that imports one that has waited runs in the turn after it;
// import.defer() calls no then() of the program's; the async context of import() is that of the modules it evaluates.
import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-defer-'));
const url = (name) => pathToFileURL(path.join(root, name)).href;
const files = {
  'a.mjs': "import './b.mjs'; log.push('a before'); started.resolve(); await blocker.promise; log.push('a after');",
  'b.mjs': "import './a.mjs'; log.push('b');",
  'c.mjs': "import './middle.mjs'; import './go.mjs'; log.push('c');",
  'd.mjs': "import './b.mjs'; log.push('d'); export const z = 1;",
  'go.mjs': "log.push('go'); blocker.resolve();",
  'middle.mjs': "import defer * as d from './d.mjs'; log.push('middle'); d.z; log.push('after d');",
  'wait.mjs': "await second.promise; log.push('end'); Promise.resolve().then(() => log.push('t1')).then(() => log.push('t2'));",
  'after.mjs': "import './wait.mjs'; log.push('after');",
  'tla.mjs': 'await null; export const x = 1;',
  'over.mjs': "import './tla.mjs'; export const x = 2;",
  'context.mjs': "seen.push(als.getStore()); await new Promise((r) => setTimeout(r, 1)); seen.push(als.getStore());",
  'context_parent.mjs': "import './context.mjs'; seen.push(als.getStore());",
};
for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(root, name), text);

globalThis.log = [];
globalThis.started = Promise.withResolvers();
globalThis.blocker = Promise.withResolvers();
globalThis.second = Promise.withResolvers();
globalThis.als = new AsyncLocalStorage();
globalThis.seen = [];

try {
  const a = import(url('a.mjs'));
  await started.promise;
  await Promise.all([a, import(url('c.mjs'))]);
  assert.deepStrictEqual(log, ['b', 'a before', 'go', 'a after', 'middle', 'd', 'after d', 'c']);

  log.length = 0;
  const after = import(url('after.mjs'));
  setTimeout(() => second.resolve(), 5);
  await after;
  assert.deepStrictEqual(log.slice(0, 3), ['end', 't1', 'after']);

  await als.run('context', () => import(url('context_parent.mjs')));
  assert.deepStrictEqual(seen, ['context', 'context', 'context']);

  const { then } = Promise.prototype;
  let calls = 0;
  Promise.prototype.then = function(...args) {
    calls++;
    return Reflect.apply(then, this, args);
  };
  const namespace = await import.defer(url('over.mjs'));
  Promise.prototype.then = then;
  assert.deepStrictEqual([namespace.x, calls], [2, 0]);
} finally {
  fs.rmSync(root, { recursive: true });
}
