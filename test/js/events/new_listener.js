// SPDX-License-Identifier: MIT
// 'newListener' and 'removeListener' tell of the program's own functions.
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const e = new EventEmitter();
const seen = [];
const f = () => {};
e.on('newListener', (type, listener) => seen.push(['new', type, listener, e.listenerCount(type)]));
e.on('removeListener', (type, listener) => seen.push(['remove', type, listener]));
e.once('x', f);
e.off('x', f);
e.on('x', f);
e.removeAllListeners();
assert.deepStrictEqual(seen, [
  ['new', 'removeListener', seen[0][2], 0],
  ['new', 'x', f, 0], ['remove', 'x', f], ['new', 'x', f, 0],
  ['remove', 'newListener', seen[4][2]], ['remove', 'x', f],
]);
