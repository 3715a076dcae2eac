// SPDX-License-Identifier: MIT
// A stream that fails does not end the program, unless that was asked for.
'use strict';
const assert = require('node:assert');
const { Console } = require('node:console');
const { Writable } = require('node:stream');

function recorder() {
  const chunks = [];
  const stream = new Writable({ decodeStrings: false, write(chunk, encoding, callback) { chunks.push(chunk); callback(); } });
  return { stream, text: () => chunks.splice(0).join('') };
}


const failing = new Writable({ write() { throw new Error('no'); } });
new Console(failing).log('x');
assert.throws(() => new Console(failing, failing, false).log('x'), /no/);
const later = new Writable({ write(chunk, encoding, callback) { process.nextTick(callback, new Error('later')); } });
new Console(later).log('x');
