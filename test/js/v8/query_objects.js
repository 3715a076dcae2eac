// SPDX-License-Identifier: MIT
// v8.queryObjects() counts and shows what has a class' prototype in its chain, and runs no code of proxies.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

class QueriedThing {}
class Special extends QueriedThing {}
assert.strictEqual(v8.queryObjects(QueriedThing), 1); // the prototype of the other
const kept = [new QueriedThing(), new Special()];
kept.push(new Proxy(kept[0], { getPrototypeOf() { throw new Error('ran'); } }));
assert.strictEqual(v8.queryObjects(QueriedThing), 3);
assert.deepStrictEqual(v8.queryObjects(Special, { format: 'summary' }), ['Special {}']);
assert.strictEqual(v8.queryObjects(() => {}), 0);
assert.throws(() => v8.queryObjects(1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => v8.queryObjects(Special, { format: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
