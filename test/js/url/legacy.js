// SPDX-License-Identifier: MIT
// url.parse, url.format and url.resolve.
'use strict';
const assert = require('node:assert');
const url = require('node:url');

const parsed = url.parse('http://user:pass@Host.com:8080/p/a?query=string#hash', true);
assert.strictEqual(parsed.host, 'host.com:8080');
assert.strictEqual(parsed.auth, 'user:pass');
assert.strictEqual(parsed.query.query, 'string');
assert.strictEqual(url.resolve('/one/two/three', 'four'), '/one/two/four');
assert.strictEqual(url.resolve('http://example.com/one', '/two'), 'http://example.com/two');
assert.strictEqual(url.format({ protocol: 'https', hostname: 'x.y', query: { a: 1 } }), 'https://x.y?a=1');
