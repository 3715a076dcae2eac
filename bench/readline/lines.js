// SPDX-License-Identifier: MIT
// Lines out of a stream, by event and by iteration.
'use strict';
const assert = require('node:assert');
const readline = require('node:readline');
const { Readable } = require('node:stream');

const LINES = 20000;
const text = Array.from({ length: LINES }, (_, i) => `line ${i} with some text after it`).join('\n');

function open() {
  const chunks = [];
  for (let i = 0; i < text.length; i += 65536) chunks.push(Buffer.from(text.slice(i, i + 65536)));
  return readline.createInterface({ input: Readable.from(chunks), crlfDelay: Infinity });
}

async function byEvent() {
  let count = 0;
  await new Promise((resolve) => open().on('line', () => count++).on('close', resolve));
  return count;
}

async function byIteration() {
  let count = 0;
  for await (const line of open()) count += line.length > 0 ? 1 : 0;
  return count;
}

(async () => {
  for (const [name, run] of [['readline event', byEvent], ['readline for await', byIteration]]) {
    assert.strictEqual(await run(), LINES);
    const started = performance.now();
    for (let i = 0; i < 5; i++) await run();
    console.log(JSON.stringify({ name, ops: Math.round(5 * LINES / (performance.now() - started) * 1000) }));
  }
})();
