// SPDX-License-Identifier: MIT
// A console over own streams.
'use strict';
const assert = require('node:assert');
const { Console } = require('node:console');
const { Writable } = require('node:stream');

function recorder() {
  const chunks = [];
  const stream = new Writable({ decodeStrings: false, write(chunk, encoding, callback) { chunks.push(chunk); callback(); } });
  return { stream, text: () => chunks.splice(0).join('') };
}


const out = recorder();
const err = recorder();
const own = new Console({ stdout: out.stream, stderr: err.stream, groupIndentation: 1 });
own.log('a', 1);
own.group('g');
own.info('x\ny');
own.groupEnd();
own.error('%s!', 'bad');
own.assert(false, 'no %s', 'way');
own.dir({ a: { b: { c: 1 } } }, { depth: 0 });
own.count();
own.count();
own.countReset();
own.count('k');
assert.strictEqual(out.text(), 'a 1\ng\n x\n y\n{ a: [Object] }\ndefault: 1\ndefault: 2\nk: 1\n');
assert.strictEqual(err.text(), 'bad!\nAssertion failed: no way\n');
own.trace('here');
assert.match(err.text(), /^Trace: here\n {4}at /);
assert.ok(own instanceof Console);
assert.ok(console instanceof Console);
assert.ok(!({} instanceof Console));
assert.throws(() => new Console(), { code: 'ERR_CONSOLE_WRITABLE_STREAM' });
assert.throws(() => new own.log(), TypeError); // eslint-disable-line new-cap
