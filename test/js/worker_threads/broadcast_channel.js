// SPDX-License-Identifier: MIT
// A broadcast reaches the other channels of its name.
'use strict';
const assert = require('node:assert');

const [a, b, c, other] = ['x', 'x', 'x', 'y'].map((name) => new BroadcastChannel(name));
const got = [];
for (const [name, channel] of Object.entries({ a, b, c, other })) {
  channel.onmessage = ({ data }) => {
    got.push(name + data);
    if (got.length === 2) [a, b, c, other].forEach((each) => each.close());
  };
}
a.postMessage(1);
process.on('exit', () => assert.deepStrictEqual(got.sort(), ['b1', 'c1']));
