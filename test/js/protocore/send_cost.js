// SPDX-License-Identifier: MIT
// Sending a value that is shared already costs the same for 10 and for 10,000,000 elements.
'use strict';
const assert = require('node:assert');
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
const { List } = require('protojs:core');

const { port1, port2 } = new MessageChannel();

// The least time of some rounds of sending and receiving a list a hundred times.
function cost(list) {
  let least = Infinity;
  for (let round = 0; round < 15; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 100; i++) {
      port1.postMessage(list);
      assert.strictEqual(receiveMessageOnPort(port2).message, list);
    }
    least = Math.min(least, Number(process.hrtime.bigint() - start));
  }
  return least;
}

let large = new List(Array.from({ length: 312500 }, (_, i) => i));
for (let i = 0; i < 5; i++) large = large.concat(large);
assert.strictEqual(large.size, 10000000);
const small = new List([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
cost(small);
const few = cost(small);
const many = cost(large);
assert.ok(many < few * 3 + 1e6, `100 times 10 elements: ${few} ns, 10,000,000: ${many} ns`);
if (process.argv.includes('--print')) console.log({ few, many });
port1.close();
