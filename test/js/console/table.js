// SPDX-License-Identifier: MIT
// console.table of arrays, objects, maps and chosen columns.
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
const own = new Console(out.stream);
own.table([{ a: 1, b: 'x' }, { a: 2 }]);
assert.strictEqual(out.text(), [
  '\u250c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u2500\u2500\u2510',
  '\u2502 (index) \u2502 a \u2502 b   \u2502',
  '\u251c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u2500\u2500\u2524',
  "\u2502 0       \u2502 1 \u2502 'x' \u2502",
  '\u2502 1       \u2502 2 \u2502     \u2502',
  '\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2500\u2500\u2518',
  '',
].join('\n'));
own.table(new Map([['k', 1]]));
assert.match(out.text(), /\(iteration index\) \u2502 Key \u2502 Values/);
own.table([{ a: 1, b: 2 }], ['b']);
assert.doesNotMatch(out.text(), / a /);
own.table(5);
assert.strictEqual(out.text(), '5\n');
