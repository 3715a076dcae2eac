// SPDX-License-Identifier: MIT
// A piped chunk, the end and the close come in Node's order.
'use strict';
const assert = require('node:assert');
const { Readable, Writable } = require('node:stream');

const seen = [];
const r = new Readable({ read() { this.push('a'); this.push(null); } });
const w = new Writable({
  write(chunk, encoding, callback) { seen.push(`write ${chunk}`); callback(); },
  final(callback) { seen.push('final'); callback(); },
});
for (const name of ['resume', 'end', 'close']) r.on(name, () => seen.push(`r ${name}`));
for (const name of ['pipe', 'unpipe', 'prefinish', 'finish', 'close']) {
  w.on(name, () => seen.push(`w ${name}`));
}
r.pipe(w);
process.on('exit', () => assert.deepStrictEqual(seen, [
  'w pipe', 'r resume', 'write a', 'r end', 'final', 'w prefinish', 'w finish', 'w unpipe',
  'r close', 'w close',
]));
