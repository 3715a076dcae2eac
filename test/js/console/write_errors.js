// SPDX-License-Identifier: MIT
// A stream that fails does not end the program, unless that was asked for.
'use strict';
const assert = require('node:assert');
const { Console } = require('node:console');
const { Writable } = require('node:stream');


const failing = () => new Writable({ write() { throw new Error('no'); } });
new Console(failing()).log('x');
assert.throws(() => new Console(failing(), undefined, false).log('x'), /no/);
const later = new Writable({ write(chunk, encoding, callback) { process.nextTick(callback, new Error('later')); } });
new Console(later).log('x');
