// SPDX-License-Identifier: MIT
// terminate() in every phase of a worker's life, whatever it does at that moment: it ends soon, no thread and no descriptor stays, and memory does not grow with the number of
// workers. PROTOJS_TERMINATIONS says how many (`./dev soak terminate 1000`).
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { MessageChannel, Worker } = require('node:worker_threads');

const COUNT = +(process.env.PROTOJS_TERMINATIONS ?? 84);
const AT_ONCE = 3;
const PATIENCE = 20000; // milliseconds on a machine that does much else; what hangs takes for ever

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-terminate-'));
for (let i = 0; i < 40; i++) {
  const next = i < 39 ? `import './m${i + 1}.mjs';` : '';
  fs.writeFileSync(path.join(folder, `m${i}.mjs`), `${next}\nexport const n${i} = [${Array.from({ length: 200 }, (_, k) => k)}];\n`);
}
fs.writeFileSync(path.join(folder, 'main.mjs'), `import './m0.mjs'; await import('node:crypto'); for (;;) await import('./m0.mjs?' + Math.random());`);
fs.writeFileSync(path.join(folder, 'some.txt'), 'text'.repeat(1000));
const some = JSON.stringify(path.join(folder, 'some.txt'));

const programs = {
  'a loop': 'for (;;);',
  'a compiled loop': 'let n = 0; (function f() { for (;;) n = (n * 31 + 1) | 0; })()',
  'recursion': '(function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); })(70)',
  'catching': 'for (;;) { try { for (;;); } catch {} finally {} }',
  'await': '(async () => { for (;;) await null; })()',
  'await and catch': '(async () => { for (;;) { try { await null; throw 1; } catch {} } })()',
  'several that await': 'for (let i = 0; i < 3; i++) (async () => { for (;;) await { then(f) { f(); } }; })()',
  'then': '(function f() { Promise.resolve().then(f); })()',
  'queueMicrotask': '(function f() { queueMicrotask(f); })()',
  'nextTick': '(function f() { process.nextTick(f); })()',
  'setImmediate': '(function f() { setImmediate(f); })()',
  'for await': '(async () => { async function* g() { for (;;) yield 1; } for await (const x of g()); })()',
  'top-level await': { url: 'data:text/javascript,for (;;) await null;' },
  'top-level await of nothing': { url: 'data:text/javascript,setTimeout(() => {}, 1e6); await new Promise(() => {});' },
  'import': { file: 'main.mjs' },
  'require': 'for (const name of require("module").builtinModules) { try { require(name); } catch {} }',
  'synchronous fs': `const fs = require("fs"); for (;;) fs.readFileSync(${some});`,
  'asynchronous fs': `const fs = require("fs"); (function f() { fs.readFile(${some}, f); })()`,
  'Atomics.wait': 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
  'Atomics.wait again and again': '(async () => { const a = new Int32Array(new SharedArrayBuffer(4)); for (;;) { Atomics.wait(a, 0, 0); await null; } })()',
  'Atomics.waitAsync': 'Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0).value.then(() => {}); setInterval(() => {}, 1e6)',
  'timers': 'setInterval(() => {}, 1); setTimeout(() => {}, 1e6)',
  'a server': 'require("net").createServer().listen(0)',
  'a worker inside': 'new (require("worker_threads").Worker)("for (;;);", { eval: true }); for (;;);',
  'workers that end': 'const { Worker } = require("worker_threads"); (function f() { new Worker("", { eval: true }).on("exit", f); })()',
  'sort': '[3, 2, 1].sort(function f() { return [3, 2, 1].sort(f); })',
  'regular expressions': 'for (;;) /(a+)+b/.test("a".repeat(18));',
  'JSON': 'const a = Array.from({ length: 1000 }, (_, i) => ({ i })); for (;;) JSON.parse(JSON.stringify(a));',
  'proxies': 'for (;;) new Proxy({}, { get() { return 1; } }).x;',
  'exit handlers': 'process.on("exit", () => { for (;;); })',
  'process.exit': 'setTimeout(() => process.exit(0), Math.random() * 5); (async () => { for (;;) await null; })()',
  'errors': 'setTimeout(() => { throw new Error("meant"); }, Math.random() * 5)',
  'messages out': 'const { parentPort } = require("worker_threads"); for (;;) parentPort.postMessage({ a: [1] });',
  'messages in': 'require("worker_threads").parentPort.on("message", (port) => port.postMessage(1))',
  'text out': 'for (;;) process.stdout.write("");',
  'broadcasts': 'const c = new BroadcastChannel("terminate"); c.onmessage = () => {}; (function f() { c.postMessage(1); setImmediate(f); })()',
  'vm': 'const vm = require("vm"); for (;;) vm.runInNewContext("for (let i = 0; i < 1e4; i++);");',
  'a vm with a limit of time': 'const vm = require("vm"); for (;;) try { vm.runInNewContext("for (;;);", {}, { timeout: 5 }); } catch {}',
  'compression': 'const z = require("zlib"); (function f() { z.gzip(Buffer.alloc(1 << 16), f); })()',
  'sharing': 'const a = Array.from({ length: 1000 }, (_, i) => ({ i })); for (;;) protoCore.share(a).toJS();',
  'Deferred': '(async () => { for (;;) await Deferred.run(() => 1); })()',
  'growth': 'const a = []; (async () => { for (;;) { await null; a.push(new Array(100).fill(1)); } })()',
};
const names = Object.keys(programs);
const meant = /^RangeError|^Error: meant|ERR_WORKER_OUT_OF_MEMORY/;

// When it is ended: at once, at some moment of its start, when it is online, some time later.
async function moment(worker, n) {
  const wait = [0, Math.random() * 30, 'online', 30 + Math.random() * 40][(n + Math.floor(n / names.length)) % 4];
  if (wait === 0) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const due = wait === 'online' ? new Promise((resolve) => worker.once('online', resolve)) : new Promise((resolve) => setTimeout(resolve, wait));
  await Promise.race([ended, due]);
}

async function one(n) {
  const name = names[n % names.length];
  const program = programs[name];
  const options = { resourceLimits: name === 'growth' ? { maxOldGenerationSizeMb: 30 } : undefined, stdout: true };
  const worker = typeof program === 'string' ? new Worker(program, { ...options, eval: true })
    : new Worker(program.url !== undefined ? new URL(program.url) : path.join(folder, program.file), options);
  worker.on('error', (error) => assert.match(`${error}`, meant, name));
  worker.on('message', () => {});
  const { port1, port2 } = new MessageChannel();
  port1.on('message', () => {});
  if (name === 'messages in') worker.postMessage(port2, [port2]);
  await moment(worker, n);
  const late = setTimeout(() => {
    console.error(`a worker does not end: ${name}`);
    process.exit(1);
  }, PATIENCE);
  await worker.terminate();
  clearTimeout(late);
  port1.close();
}

const count = (folderName) => fs.readdirSync(folderName).length;
const rss = () => process.memoryUsage().rss / 1048576;

(async () => {
  let next = 0;
  let warm;
  const figures = () => ({ descriptors: count('/proc/self/fd'), memory: rss() });
  const lane = async () => {
    while (next < COUNT) {
      await one(next++);
      if (warm === undefined && next >= COUNT / 3) warm = figures();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const end = figures();
  if (process.env.PROTOJS_TERMINATIONS !== undefined) console.log({ count: COUNT, warm, end, threads: count('/proc/self/task') });
  assert.ok(end.descriptors <= warm.descriptors + 4, `descriptors: ${warm.descriptors}, then ${end.descriptors}`);
  assert.ok(end.memory < warm.memory * 1.5 + 60, `memory: ${warm.memory}, then ${end.memory}`);
  fs.rmSync(folder, { recursive: true });
})().then(() => { process.exitCode = 0; });
process.exitCode = 1;
