// SPDX-License-Identifier: MIT
// The parts of a URL and its setters.
'use strict';
const assert = require('node:assert');

const url = new URL('HTTPS://user:p%40ss@EXAMPLE.org:443/a/./b/../c d?x=1#f');
assert.strictEqual(url.href, 'https://user:p%40ss@example.org/a/c%20d?x=1#f');
assert.strictEqual(url.origin, 'https://example.org');
assert.strictEqual(url.port, '');
url.port = '8080';
url.pathname = '/x?y';
url.hash = '';
assert.strictEqual(url.href, 'https://user:p%40ss@example.org:8080/x%3Fy?x=1');
url.searchParams.append('k', 'v w');
assert.strictEqual(url.search, '?x=1&k=v+w');
assert.strictEqual(new URL('../z', 'http://h/a/b/c').href, 'http://h/a/z');
assert.strictEqual(new URL('//0x7f.1/', 'http://h').hostname, '127.0.0.1');
assert.strictEqual(new URL('http://[::0:1]').host, '[::1]');
assert.throws(() => new URL('/x'), { code: 'ERR_INVALID_URL', input: '/x' });
assert.strictEqual(URL.canParse('http://a b'), false);
