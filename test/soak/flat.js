// SPDX-License-Identifier: MIT
// Uses files, timers, streams, events and vm contexts for a while and fails where memory does not stay flat.
//
// usage: flat.js [SECONDS]     The first third warms up; after it, the resident size may not grow by more than a tenth (at least 8 MB).
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const vm = require('node:vm');
const zlib = require('node:zlib');
const { EventEmitter, once } = require('node:events');
const { Readable, Transform } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { setTimeout: sleep } = require('node:timers/promises');

const seconds = Number(process.argv[2] ?? 20);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-soak-'));
const text = 'The quick brown fox jumps over the lazy dog.\n'.repeat(200);

async function files(round) {
  const file = path.join(folder, `f${round % 8}`);
  fs.writeFileSync(file, text);
  assert.strictEqual(await fs.promises.readFile(file, 'utf8'), text);
  const handle = await fs.promises.open(file);
  assert.strictEqual((await handle.stat()).size, text.length);
  await handle.close();
  assert.strictEqual(fs.readdirSync(folder).includes(`f${round % 8}`), true);
}

async function timers() {
  let fired = 0;
  const handles = Array.from({ length: 50 }, () => setTimeout(() => fired++, 1));
  for (let i = 0; i < 25; i++) clearTimeout(handles[i * 2]);
  await sleep(3);
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(fired <= 25);
}

async function streams() {
  let bytes = 0;
  const upper = new Transform({ transform(chunk, _, done) { done(null, chunk.toString().toUpperCase()); } });
  await pipeline(Readable.from([text, text, text]), upper, zlib.createGzip(), zlib.createGunzip(), async function(source) {
    for await (const chunk of source) bytes += chunk.length;
  });
  assert.strictEqual(bytes, text.length * 3);
}

async function emitters() {
  const emitter = new EventEmitter();
  const waiting = once(emitter, 'done');
  emitter.emit('done', 1);
  assert.deepStrictEqual(await waiting, [1]);
  const controller = new AbortController();
  controller.signal.addEventListener('abort', () => {});
  controller.abort();
}

function contexts(round) {
  const context = vm.createContext({ round });
  assert.strictEqual(vm.runInContext('const kept = new Array(1000).fill(round); kept.length + round', context), 1000 + round);
}

async function main() {
  const end = performance.now() + seconds * 1000;
  const warm = performance.now() + seconds * 1000 / 3;
  const samples = [];
  let round = 0;
  let nextSample = 0;
  for (; performance.now() < end; round++) {
    await files(round);
    await timers();
    await streams();
    await emitters();
    if (round % 4 === 0) contexts(round);
    if (performance.now() > nextSample) {
      nextSample = performance.now() + seconds * 10;
      samples.push({ warm: performance.now() > warm, mib: process.memoryUsage.rss() / 2 ** 20 });
    }
  }
  fs.rmSync(folder, { recursive: true });
  const measured = samples.filter((s) => s.warm).map((s) => s.mib);
  const half = measured.length >> 1;
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const before = median(measured.slice(0, half));
  const after = median(measured.slice(half));
  console.log(`${round} rounds in ${seconds} s; ${before.toFixed(1)} MiB, then ${after.toFixed(1)} MiB; open files ${fs.readdirSync('/proc/self/fd').length}`);
  assert.ok(after - before < Math.max(8, before / 10), `memory grew from ${before.toFixed(1)} to ${after.toFixed(1)} MiB`);
}
main();
