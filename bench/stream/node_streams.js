// SPDX-License-Identifier: MIT
// Node's streams: chunks a second through a pipe, a pipeline with a transform, an async iterator, and making streams.
'use strict';

const { Readable, Transform, Writable, pipeline } = require('node:stream');

async function measure(name, count, run) {
  await run(Math.ceil(count / 20));
  const started = process.hrtime.bigint();
  const got = await run(count);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (got !== count) throw new Error(`${name}: ${got} instead of ${count}`);
  console.log(JSON.stringify({ name, ops: Math.round(count / seconds) }));
}

function source(count, make, options) {
  let i = 0;
  return new Readable({ ...options, read() { this.push(i++ < count ? make(i) : null); } });
}

const KIB = Buffer.alloc(1024);

function pipeBytes(count) {
  return new Promise((resolve) => {
    let bytes = 0;
    const sink = new Writable({ write(chunk, encoding, callback) { bytes += chunk.length; callback(); } });
    source(count, () => KIB).pipe(sink).on('finish', () => resolve(bytes / 1024));
  });
}

function pipelineOfThree(count) {
  return new Promise((resolve, reject) => {
    let seen = 0;
    pipeline(
      source(count, (i) => ({ i }), { objectMode: true }),
      new Transform({ objectMode: true, transform(chunk, encoding, callback) { callback(null, chunk); } }),
      new Writable({ objectMode: true, write(chunk, encoding, callback) { seen++; callback(); } }),
      (error) => (error ? reject(error) : resolve(seen)));
  });
}

async function iterate(count) {
  let seen = 0;
  for await (const chunk of source(count, (i) => ({ i }), { objectMode: true })) {
    if (chunk.i !== ++seen) throw new Error('wrong order');
  }
  return seen;
}

function write(count) {
  return new Promise((resolve) => {
    let seen = 0;
    let sent = 0;
    const sink = new Writable({ objectMode: true, write(chunk, encoding, callback) { seen++; callback(); } });
    (function go() {
      while (sent < count) {
        if (!sink.write(++sent)) {
          sink.once('drain', go);
          return;
        }
      }
      sink.end(() => resolve(seen));
    })();
  });
}

async function make(count) {
  for (let i = 0; i < count; i++) {
    if (!new Transform({ transform() {} }).writable) throw new Error('not writable');
  }
  return count;
}

(async () => {
  await measure('pipe 1 KiB chunks', 3e5, pipeBytes);
  await measure('pipeline of three, objects', 1e5, pipelineOfThree);
  await measure('for await over a Readable', 1e5, iterate);
  await measure('write objects', 3e5, write);
  await measure('new Transform', 5e4, make);
})();
