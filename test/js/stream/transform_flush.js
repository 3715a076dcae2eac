// SPDX-License-Identifier: MIT
// A Transform flushes at the end, keeps back pressure and passes errors on.
'use strict';
const assert = require('node:assert');
const { Transform } = require('node:stream');

const t = new Transform({
  transform(chunk, encoding, callback) { callback(null, `${chunk}.`); },
  flush(callback) { callback(null, 'end'); },
});
let text = '';
t.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
t.on('end', () => assert.strictEqual(text, 'a.b.end'));
t.write('a');
t.end('b');

const failing = new Transform({ transform(chunk, encoding, callback) { callback(new Error('boom')); } });
let failed = false;
failing.on('error', (error) => {
  assert.strictEqual(error.message, 'boom');
  failed = true;
});
failing.write('x');
process.on('exit', () => assert.ok(failed && text === 'a.b.end'));
