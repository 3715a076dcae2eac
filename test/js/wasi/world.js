// SPDX-License-Identifier: MIT
// Arguments, environment, clocks, random bytes, waiting, sockets.
'use strict';

const assert = require('node:assert');
const { E, world } = require('./_world.js');

const w = world({ args: ['program', 'gr\u00fc\u00df', ''], env: { A: '1', B: 'x=y', none: undefined } });
const { f, view } = w;

function texts(sizes, get) {
  assert.strictEqual(sizes(0, 4), E.OK);
  const count = view.getUint32(0, true), len = view.getUint32(4, true);
  assert.strictEqual(get(64, 4096), E.OK);
  const found = [];
  for (let i = 0; i < count; i++) {
    const at = view.getUint32(64 + 4 * i, true);
    found.push(w.read(at, w.bytes.indexOf(0, at) - at));
  }
  assert.strictEqual(len, found.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0));
  return found;
}
assert.deepStrictEqual(texts(f.args_sizes_get, f.args_get), ['program', 'gr\u00fc\u00df', '']);
assert.deepStrictEqual(texts(f.environ_sizes_get, f.environ_get), ['A=1', 'B=x=y']);
assert.strictEqual(f.args_get(131072, 0), E.OVERFLOW);

assert.strictEqual(f.clock_time_get(0, 0n, 64), E.OK);
assert.ok(Math.abs(Number(view.getBigUint64(64, true) / 1_000_000n) - Date.now()) < 5000);
assert.strictEqual(f.clock_res_get(1, 64), E.OK);
assert.strictEqual(f.clock_time_get(9, 0n, 64), E.INVAL);
assert.strictEqual(f.random_get(64, 32), E.OK);
assert.ok(w.bytes.slice(64, 96).some((byte) => byte !== 0));
assert.strictEqual(f.sched_yield(), E.OK);
assert.strictEqual(f.proc_raise(99), E.INVAL);
assert.strictEqual(f.sock_shutdown(99, 1), E.BADF);

// Two clocks: the nearer ends the wait, alone.
function clock(at, userdata, id, ns, flags = 0) {
  w.bytes.fill(0, at, at + 48);
  view.setBigUint64(at, userdata, true);
  view.setUint32(at + 16, id, true);
  view.setBigUint64(at + 24, ns, true);
  view.setUint16(at + 40, flags, true);
}
clock(1024, 7n, 1, 30_000_000n);
clock(1072, 8n, 0, 60_000_000_000n);
const start = process.hrtime.bigint();
assert.strictEqual(f.poll_oneoff(1024, 2048, 2, 64), E.OK);
assert.ok(process.hrtime.bigint() - start >= 30_000_000n);
assert.deepStrictEqual([view.getUint32(64, true), view.getBigUint64(2048, true), view.getUint16(2056, true), view.getUint8(2058)], [1, 7n, 0, 0]);
clock(1024, 9n, 0, 1n, 1); // long ago
assert.strictEqual(f.poll_oneoff(1024, 2048, 1, 64), E.OK);
assert.strictEqual(view.getBigUint64(2048, true), 9n);
// A descriptor that is not open is an event at once.
clock(1024, 10n, 1, 60_000_000_000n);
clock(1072, 11n, 42, 0n);
view.setUint8(1080, 1);
assert.strictEqual(f.poll_oneoff(1024, 2048, 2, 64), E.OK);
assert.deepStrictEqual([view.getUint32(64, true), view.getBigUint64(2048, true), view.getUint16(2056, true)], [1, 11n, E.BADF]);
assert.strictEqual(f.poll_oneoff(1024, 2048, 0, 64), E.INVAL);
