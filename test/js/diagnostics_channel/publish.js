// SPDX-License-Identifier: MIT
// Subscribers get messages in order; the last to leave makes the channel idle.
'use strict';
const assert = require('node:assert');
const dc = require('node:diagnostics_channel');


const channel = dc.channel('test');
assert.strictEqual(dc.channel('test'), channel);
assert.strictEqual(channel.hasSubscribers, false);
const seen = [];
const first = (message, name) => seen.push(['first', message, name]);
const second = (message) => seen.push(['second', message]);
channel.subscribe(first);
dc.subscribe('test', second);
assert.strictEqual(dc.hasSubscribers('test'), true);
channel.publish(1);
assert.strictEqual(channel.unsubscribe(first), true);
assert.strictEqual(channel.unsubscribe(first), false);
channel.publish(2);
dc.unsubscribe('test', second);
channel.publish(3);
assert.deepStrictEqual(seen, [['first', 1, 'test'], ['second', 1], ['second', 2]]);
assert.strictEqual(channel.hasSubscribers, false);
assert.ok(channel instanceof dc.Channel);
assert.throws(() => dc.channel(1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => channel.subscribe('x'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.strictEqual(channel.hasSubscribers, false);
