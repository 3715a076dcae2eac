// SPDX-License-Identifier: MIT
// The names under which programs look at a stream's states: booleans, and null where nothing is known yet.
'use strict';

const assert = require('node:assert');
const { Duplex, Readable, Writable } = require('node:stream');

const readable = new Readable({ read() {} });
const r = readable._readableState;
assert.strictEqual(r.flowing, null);
assert.strictEqual(r.errored, null);
assert.strictEqual(r.decoder, null);
assert.strictEqual(r.paused, true);
for (const name of ['objectMode', 'ended', 'endEmitted', 'reading', 'needReadable', 'emittedReadable', 'readableListening',
  'resumeScheduled', 'errorEmitted', 'destroyed', 'closed', 'closeEmitted', 'multiAwaitDrain', 'readingMore', 'dataEmitted']) {
  assert.strictEqual(r[name], false, name);
  r[name] = true;
  assert.strictEqual(r[name], true, name);
  r[name] = false;
  assert.strictEqual(r[name], false, name);
}
for (const name of ['constructed', 'sync', 'emitClose', 'autoDestroy']) assert.strictEqual(r[name], true, name);
for (const value of [true, false, null]) {
  r.flowing = value;
  assert.strictEqual(readable.readableFlowing, value);
}
readable.pause();
assert.strictEqual(r.paused, true);
assert.strictEqual(r.flowing, false);
readable.resume();
assert.strictEqual(r.paused, false);
assert.strictEqual(r.flowing, true);
const error = new Error('told');
r.errored = error;
assert.strictEqual(readable.errored, error);
r.errored = null;
assert.strictEqual(readable.errored, null);
readable.setEncoding('hex');
assert.strictEqual(r.decoder.encoding, 'hex');

const writable = new Writable({ objectMode: true, write() {} });
const w = writable._writableState;
for (const name of ['objectMode', 'decodeStrings', 'allBuffers', 'allNoop', 'constructed', 'sync']) {
  assert.strictEqual(w[name], true, name);
}
for (const name of ['finalCalled', 'needDrain', 'ending', 'ended', 'finished', 'destroyed', 'writing', 'bufferProcessing',
  'prefinished', 'errorEmitted', 'closed', 'closeEmitted']) {
  assert.strictEqual(w[name], false, name);
}
writable.cork();
writable.cork();
assert.strictEqual(w.corked, 2);
writable.write({});
assert.strictEqual(w.bufferedRequestCount, 1);
writable.uncork();
assert.strictEqual(w.writing, false);
w.corked = 1;
writable.uncork();
assert.strictEqual(w.corked, 0);
assert.strictEqual(w.writing, true);

const both = new Duplex({ readableObjectMode: true });
assert.strictEqual(both._readableState.objectMode, true);
assert.strictEqual(both._writableState.objectMode, false);

// A read() of one's own is called for each chunk that flows.
let calls = 0;
class Counting extends Readable {
  read(n) {
    calls++;
    return super.read(n);
  }
}
let left = 3;
const counting = new Counting({ read() { this.push(left-- > 0 ? 'x' : null); } });
let seen = '';
counting.on('data', (chunk) => { seen += chunk; });
counting.on('end', () => {
  assert.strictEqual(seen, 'xxx');
  assert.ok(calls >= 4);
});
