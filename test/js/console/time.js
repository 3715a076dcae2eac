// SPDX-License-Identifier: MIT
// Timers print their label and duration.
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
own.time('t');
own.timeLog('t', 'x');
own.timeEnd('t');
assert.match(out.text(), /^t: [\d.]+m?s x\nt: [\d.]+m?s\n$/);
const warnings = [];
process.on('warning', (warning) => warnings.push(warning.message));
own.timeEnd('t');
setImmediate(() => assert.deepStrictEqual(warnings, ["No such label 't' for console.timeEnd()"]));
