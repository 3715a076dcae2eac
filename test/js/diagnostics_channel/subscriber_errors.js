// SPDX-License-Identifier: MIT
// What a subscriber throws is uncaught, and stops nobody else.
'use strict';
const assert = require('node:assert');
const dc = require('node:diagnostics_channel');


const errors = [];
process.on('uncaughtException', (error) => errors.push(error.message));
const channel = dc.channel('fails');
let reached = false;
channel.subscribe(() => { throw new Error('no'); });
channel.subscribe(() => { reached = true; });
channel.publish({});
assert.ok(reached);
setImmediate(() => assert.deepStrictEqual(errors, ['no']));
