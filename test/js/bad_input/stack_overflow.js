// SPDX-License-Identifier: MIT
// Recursion without end is a RangeError wherever it happens: in the program, in a callback, in what walks values.
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const v8 = require('node:v8');
const { spawnSync } = require('node:child_process');

const overflow = { name: 'RangeError' };
const endless = (n) => 1 + endless(n + 1);
assert.throws(() => endless(0), overflow);
assert.throws(() => [1].map(function again() { return [1].map(again); }), overflow);
assert.throws(() => JSON.parse('[1]', function again() { return JSON.parse('[1]', again); }), overflow);
assert.throws(() => 'a'.replace(/a/, function again() { return 'a'.replace(/a/, again); }), overflow);
assert.throws(() => new Proxy({}, { get: (target, key, proxy) => proxy[key] }).x, overflow);
const emitter = new (require('node:events'))();
emitter.on('again', () => emitter.emit('again'));
assert.throws(() => emitter.emit('again'), overflow);

let nested = [];
for (let i = 0; i < 200_000; i++) nested = [nested];
assert.throws(() => JSON.stringify(nested), overflow);
assert.throws(() => structuredClone(nested), overflow);
assert.throws(() => v8.serialize(nested), overflow);
assert.strictEqual(util.inspect(nested), '[ [ [ [Array] ] ] ]');
assert.throws(() => JSON.parse('['.repeat(5_000_000)), (error) => error instanceof RangeError || error instanceof SyntaxError);

// Uncaught, it has a code frame and ends with 1; in a promise too.
const uncaught = spawnSync(process.execPath, ['-e', 'function f() { f() }\nf()'], { encoding: 'utf8' });
assert.deepStrictEqual([uncaught.status, uncaught.signal], [1, null]);
assert.match(uncaught.stderr, /^\[eval\]:1\nfunction f\(\) \{ f\(\) \}\n[^]*RangeError: Maximum call stack size exceeded\n {4}at f \(\[eval\]:1:16\)/);
const program = 'process.on("unhandledRejection", () => {}); (async function f() { await f() })().catch((error) => console.log(error.name))';
const promised = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
assert.deepStrictEqual([promised.status, promised.stdout, promised.stderr], [0, 'RangeError\n', '']);
