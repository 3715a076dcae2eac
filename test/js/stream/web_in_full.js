// SPDX-License-Identifier: MIT
// Web streams: byte readers, tees, transforms, strategies, errors and cancelling; adapters between them and Node's streams; duplexes of all makes.
const assert = require('assert');
const { Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, compose } = require('stream');
const { pipeline: pipelinePromise } = require('stream/promises');
const { once } = require('events');

const bytes = (...list) => new Uint8Array(list);
async function all(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

async function byteStreams() {
  const pushed = new ReadableStream({
    type: 'bytes',
    start(controller) {
      controller.enqueue(bytes(1, 2, 3));
      controller.enqueue(bytes(4, 5));
      assert.strictEqual(controller.desiredSize, -5);
      assert.throws(() => controller.enqueue('x'), { code: 'ERR_INVALID_ARG_TYPE' });
      controller.close();
      assert.throws(() => controller.enqueue(bytes(1)), { code: 'ERR_INVALID_STATE' });
    },
  });
  const reader = pushed.getReader({ mode: 'byob' });
  assert.deepStrictEqual((await reader.read(new Uint8Array(2))).value, bytes(1, 2));
  assert.deepStrictEqual((await reader.read(new Uint8Array(4), { min: 3 })).value.length, 3);
  assert.strictEqual((await reader.read(new Uint8Array(1))).done, true);
  await assert.rejects(reader.read(5), { code: 'ERR_INVALID_ARG_TYPE' });
  await assert.rejects(reader.read(new Uint8Array(0)), { code: 'ERR_INVALID_STATE' });
  reader.releaseLock();
  await assert.rejects(reader.read(new Uint8Array(1)), { code: 'ERR_INVALID_STATE' });

  let n = 0;
  const pulled = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: 4,
    pull(controller) {
      const { byobRequest } = controller;
      byobRequest.view[0] = ++n;
      byobRequest.respond(1);
      if (n === 3) controller.close();
    },
  });
  assert.deepStrictEqual((await all(pulled)).map((part) => part[0]), [1, 2, 3]);
  const [one, two] = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (controller.byobRequest) {
        const { view } = controller.byobRequest;
        controller.byobRequest.respondWithNewView(new Uint8Array(view.buffer, view.byteOffset, 1).fill(7));
      } else {
        controller.enqueue(bytes(9));
      }
      if (++n === 6) controller.close();
    },
  }).tee();
  const got = await Promise.all([all(one), all(two)]);
  assert.deepStrictEqual(got[0].map(String), got[1].map(String));
  const failing = new ReadableStream({ type: 'bytes', pull() { throw new Error('broken source'); } });
  await assert.rejects(failing.getReader({ mode: 'byob' }).read(new Uint8Array(1)), /broken source/);
  assert.throws(() => new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 0 }), { name: 'TypeError' });
  assert.throws(() => new ReadableStream({ type: 'other' }), { name: 'TypeError' });
  assert.throws(() => new ReadableStream({ type: 'bytes' }, { size() {} }), { name: 'RangeError' });
}

async function tees() {
  const cancelled = [];
  const source = new ReadableStream({ pull(controller) { controller.enqueue({ at: 1 }); }, cancel(reason) { cancelled.push(reason); } });
  const [left, right] = source.tee();
  const reader = left.getReader();
  const { value } = await reader.read();
  assert.deepStrictEqual(value, { at: 1 });
  reader.releaseLock();
  const both = Promise.all([left.cancel('one'), right.cancel('two')]);
  await both;
  assert.deepStrictEqual(cancelled, [['one', 'two']]);
  const broken = new ReadableStream({ start(controller) { controller.error(new Error('bad')); } }).tee();
  await assert.rejects(broken[0].getReader().read(), /bad/);
  await assert.rejects(broken[1].getReader().closed, /bad/);
  assert.deepStrictEqual(await all(ReadableStream.from(['a', 'b'])), ['a', 'b']);
  assert.deepStrictEqual(await all(ReadableStream.from((async function*() { yield 1; })())), [1]);
  const iterated = ReadableStream.from([1, 2, 3]);
  for await (const each of iterated.values({ preventCancel: true })) {
    assert.strictEqual(each, 1);
    break;
  }
  assert.strictEqual(iterated.locked, false);
  assert.throws(() => ReadableStream.from(5), { name: 'TypeError' });
  iterated.getReader();
  assert.throws(() => iterated.getReader(), { code: 'ERR_INVALID_STATE' });
  await assert.rejects(iterated.cancel(), { code: 'ERR_INVALID_STATE' });
  assert.throws(() => new ReadableStream({}, { highWaterMark: -1 }), { code: 'ERR_INVALID_ARG_VALUE' });
}

async function writing() {
  const log = [];
  const stream = new WritableStream({
    start() { log.push('start'); },
    write(chunk) { log.push(chunk); },
    close() { log.push('close'); },
    abort(reason) { log.push(`abort ${reason}`); },
  }, new CountQueuingStrategy({ highWaterMark: 2 }));
  const writer = stream.getWriter();
  assert.strictEqual(writer.desiredSize, 2);
  await writer.ready;
  writer.write('a');
  writer.write('b');
  assert.strictEqual(writer.desiredSize, 0);
  await writer.close();
  await writer.closed;
  assert.deepStrictEqual(log, ['start', 'a', 'b', 'close']);
  await assert.rejects(writer.write('late'), { code: 'ERR_INVALID_STATE' });
  await assert.rejects(writer.close(), { code: 'ERR_INVALID_STATE' });
  writer.releaseLock();
  assert.throws(() => writer.desiredSize, { code: 'ERR_INVALID_STATE' });
  const aborted = new WritableStream({ abort(reason) { log.push(`abort ${reason}`); } });
  await aborted.abort('why');
  assert.strictEqual(log.at(-1), 'abort why');
  await assert.rejects(aborted.getWriter().closed);
  const failing = new WritableStream({ write(chunk, controller) { controller.error(new Error('cannot write')); } }).getWriter();
  failing.write('x').catch(() => {});
  await assert.rejects(failing.closed, /cannot write/);
  let signal;
  const slow = new WritableStream({ start(controller) { ({ signal } = controller); } });
  slow.abort(new Error('stop'));
  assert.strictEqual(signal.aborted, true);
  const strategy = new ByteLengthQueuingStrategy({ highWaterMark: 10 });
  assert.strictEqual(strategy.size(bytes(1, 2)), 2);
  assert.strictEqual(strategy.highWaterMark, 10);
  assert.throws(() => new CountQueuingStrategy({}), { code: 'ERR_MISSING_OPTION' });

  const transform = new TransformStream({
    start(controller) { controller.enqueue('first'); },
    transform(chunk, controller) {
      if (chunk === 'end') controller.terminate();
      else controller.enqueue(chunk.toUpperCase());
    },
    flush(controller) { controller.enqueue('last'); },
  });
  assert.deepStrictEqual(await all(ReadableStream.from(['a', 'b']).pipeThrough(transform)), ['first', 'A', 'B', 'last']);
  const bad = new TransformStream({ transform() { throw new Error('no transform'); } });
  await assert.rejects(all(ReadableStream.from(['a']).pipeThrough(bad)), /no transform/);
  const stopper = new AbortController();
  const piped = new ReadableStream({ async pull(controller) { await new Promise(setImmediate); controller.enqueue(1); } }).pipeTo(new WritableStream(), { signal: stopper.signal });
  setImmediate(() => stopper.abort(new Error('enough')));
  await assert.rejects(piped, /enough/);
  const kept = new WritableStream();
  await ReadableStream.from([1]).pipeTo(kept, { preventClose: true });
  await kept.getWriter().close();
  await assert.rejects(new ReadableStream({ start(c) { c.error(new Error('src')); } }).pipeTo(new WritableStream(), { preventAbort: true }), /src/);
  await assert.rejects(ReadableStream.from([1, 2]).pipeTo(new WritableStream({ write() { throw new Error('dst'); } }), { preventCancel: true }), /dst/);
  const decoder = new TextDecoderStream('utf-8', { fatal: true, ignoreBOM: true });
  assert.deepStrictEqual([decoder.encoding, decoder.fatal, decoder.ignoreBOM], ['utf-8', true, true]);
  assert.strictEqual((await all(ReadableStream.from([bytes(0xe2, 0x82), bytes(0xac)]).pipeThrough(decoder))).join(''), '\u20ac');
  assert.deepStrictEqual(Buffer.concat(await all(ReadableStream.from(['\ud83d', '\ude00']).pipeThrough(new TextEncoderStream()))), Buffer.from('\u{1f600}'));
  assert.match(require('util').inspect(new TransformStream()), /TransformStream \{/);
  assert.match(require('util').inspect(new ReadableStream()), /ReadableStream \{ locked: false, state: 'readable'/);
  assert.match(require('util').inspect(new WritableStream()), /WritableStream/);
}

async function adapted() {
  const toWeb = Readable.toWeb(Readable.from(['a', 'b'], { objectMode: true }));
  assert.deepStrictEqual(await all(toWeb), ['a', 'b']);
  assert.deepStrictEqual(await all(Readable.fromWeb(ReadableStream.from(['x', 'y']), { encoding: 'utf8', objectMode: true })), ['x', 'y']);
  const sunk = [];
  const writable = Writable.fromWeb(new WritableStream({ write(chunk) { sunk.push(String(chunk)); } }));
  writable.cork();
  writable.write('1');
  writable.write('2');
  writable.uncork();
  writable.end('3');
  await once(writable, 'finish');
  assert.deepStrictEqual(sunk, ['1', '2', '3']);
  const node = new Writable({ write(chunk, encoding, callback) { sunk.push(String(chunk)); callback(); } });
  const web = Writable.toWeb(node).getWriter();
  await web.write('4');
  await web.close();
  assert.strictEqual(sunk.at(-1), '4');
  const pair = Duplex.toWeb(new PassThrough());
  const writer = pair.writable.getWriter();
  writer.write(Buffer.from('through'));
  writer.close();
  assert.strictEqual(Buffer.concat(await all(pair.readable)).toString(), 'through');
  const back = Duplex.fromWeb(new TransformStream({ transform(chunk, controller) { controller.enqueue(String(chunk).toUpperCase()); } }), { encoding: 'utf8' });
  back.end('shout');
  assert.strictEqual((await all(back)).join(''), 'SHOUT');
  const failing = Readable.toWeb(new Readable({ read() { this.destroy(new Error('node side')); } }));
  await assert.rejects(failing.getReader().read(), /node side/);
  const errored = Readable.fromWeb(new ReadableStream({ pull(controller) { controller.error(new Error('web side')); } }));
  await assert.rejects(all(errored), /web side/);
  const source = new Readable({ read() {} });
  await Readable.toWeb(source).cancel();
  assert.strictEqual(source.destroyed, true);
  for (const wrong of [5, {}, null]) assert.throws(() => Readable.fromWeb(wrong), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Writable.toWeb({}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Duplex.fromWeb({ readable: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
}

async function duplexes() {
  assert.deepStrictEqual(await all(Duplex.from(['a', 'b'])), ['a', 'b']);
  assert.deepStrictEqual(await all(Duplex.from((async function*() { yield 'y'; })())), ['y']);
  assert.deepStrictEqual(await all(Duplex.from(Promise.resolve('later'))), ['later']);
  assert.strictEqual(Buffer.concat((await all(Duplex.from(new Blob(['blob'])))).map((part) => Buffer.from(part))).toString(), 'blob');
  const doubled = Duplex.from(async function*(source) { for await (const chunk of source) yield String(chunk).repeat(2); });
  doubled.end('ab');
  assert.strictEqual((await all(doubled)).join(''), 'abab');
  const seen = [];
  const consumer = Duplex.from(async (source) => { for await (const chunk of source) seen.push(String(chunk)); });
  consumer.end('eaten');
  await once(consumer, 'finish');
  assert.deepStrictEqual(seen, ['eaten']);
  const both = Duplex.from({ readable: Readable.from(['r']), writable: new Writable({ write(c, e, cb) { seen.push(String(c)); cb(); } }) });
  both.end('w');
  assert.deepStrictEqual(await all(both), ['r']);
  assert.strictEqual(seen.at(-1), 'w');
  const onlyWrite = Duplex.from(new Writable({ write(c, e, cb) { seen.push(`only ${c}`); cb(); } }));
  onlyWrite.end('x');
  await once(onlyWrite, 'finish');
  assert.strictEqual(seen.at(-1), 'only x');
  assert.strictEqual(Duplex.from(both), both);
  assert.deepStrictEqual((await all(Duplex.from(ReadableStream.from(['q'])))).map(String), ['q']);
  for (const wrong of [5, true, {}]) assert.throws(() => Duplex.from(wrong), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Duplex.from(() => 5), { code: 'ERR_INVALID_RETURN_VALUE' });
  const broken = Duplex.from(Promise.reject(new Error('rejected')));
  await assert.rejects(all(broken), /rejected/);
}

async function pipelines() {
  const upper = () => new Transform({ transform(chunk, encoding, callback) { callback(null, String(chunk).toUpperCase()); } });
  assert.strictEqual(await pipelinePromise(Readable.from(['a']), upper(), async (source) => (await all(source)).join('')), 'A');
  assert.strictEqual(await pipelinePromise(async function*() { yield 'g'; }, async function*(source) { for await (const x of source) yield x + x; },
                                           async (source) => (await all(source)).join('')), 'gg');
  await assert.rejects(pipelinePromise(Readable.from(['a']), new Transform({ transform(c, e, cb) { cb(new Error('mid')); } }), new PassThrough()), /mid/);
  const stopper = new AbortController();
  const endless = pipelinePromise(new Readable({ read() {} }), new PassThrough(), { signal: stopper.signal });
  stopper.abort();
  await assert.rejects(endless, { name: 'AbortError' });
  const kept = new PassThrough();
  kept.resume();
  await pipelinePromise(Readable.from(['k']), kept, { end: false });
  assert.strictEqual(kept.writableEnded, false);
  await new Promise((resolve) => pipeline(Readable.from(['a']), new PassThrough(), (error) => resolve(assert.strictEqual(error, undefined))).resume());
  const webSide = [];
  await pipelinePromise(Readable.from(['w']), new TransformStream(), new WritableStream({ write(chunk) { webSide.push(String(chunk)); } }));
  assert.deepStrictEqual(webSide, ['w']);
  assert.throws(() => pipeline(new PassThrough(), () => {}), { code: 'ERR_MISSING_ARGS' });
  assert.throws(() => pipeline(new PassThrough(), new PassThrough()), { code: 'ERR_INVALID_ARG_TYPE' });
  const composed = compose(upper(), async function*(source) { for await (const chunk of source) yield `${chunk}!`; });
  composed.end('c');
  assert.strictEqual((await all(composed)).join(''), 'C!');
  const off = finished(Readable.from([]), () => assert.fail('must not be called'));
  off();
  await new Promise((resolve) => { const stream = new Readable({ read() {} }); finished(stream, (error) => resolve(assert.strictEqual(error.code, 'ERR_STREAM_PREMATURE_CLOSE'))); stream.destroy(); });
  await new Promise((resolve) => { const stream = new Writable({ write(c, e, cb) { cb(new Error('w')); } }); finished(stream, { readable: false }, (error) => resolve(assert.strictEqual(error.message, 'w'))); stream.write('x'); });
}

// The helpers that iterators have.
async function helpers() {
  const numbers = () => Readable.from([1, 2, 3, 4]);
  assert.deepStrictEqual(await numbers().map((x) => x * 2).toArray(), [2, 4, 6, 8]);
  assert.deepStrictEqual(await numbers().filter(async (x) => x % 2 === 0, { concurrency: 2 }).toArray(), [2, 4]);
  assert.deepStrictEqual(await numbers().flatMap((x) => [x, x]).take(3).toArray(), [1, 1, 2]);
  assert.deepStrictEqual(await numbers().drop(3).toArray(), [4]);
  assert.strictEqual(await numbers().reduce((sum, x) => sum + x, 10), 20);
  assert.strictEqual(await numbers().reduce((sum, x) => sum + x), 10);
  assert.strictEqual(await numbers().some((x) => x === 3), true);
  assert.strictEqual(await numbers().every((x) => x < 3), false);
  assert.strictEqual(await numbers().find((x) => x > 2), 3);
  const seen = [];
  await numbers().forEach((x) => { seen.push(x); });
  assert.deepStrictEqual(seen, [1, 2, 3, 4]);
  await assert.rejects(Readable.from([]).reduce((a, b) => a + b), { name: 'TypeError' });
  await assert.rejects(numbers().map(() => { throw new Error('map'); }).toArray(), /map/);
  assert.throws(() => numbers().map(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => numbers().take(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => numbers().map((x) => x, { concurrency: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  const stopper = new AbortController();
  stopper.abort();
  await assert.rejects(numbers().toArray({ signal: stopper.signal }), { name: 'AbortError' });
  const unshifted = new Readable({ read() {} });
  unshifted.push('tail');
  unshifted.unshift('head ');
  unshifted.push(null);
  unshifted.setEncoding('utf8');
  assert.strictEqual(unshifted.read(5), 'head ');
  assert.strictEqual(unshifted.read(), 'tail');
}

async function main() {
  for (const part of [byteStreams, tees, writing, adapted, duplexes, pipelines, helpers]) await part();
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0, 'it did not come to its end'));
