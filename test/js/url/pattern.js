// SPDX-License-Identifier: MIT
// URLPattern: matching, groups, its normal text.
'use strict';
const assert = require('node:assert');

const pattern = new URLPattern({ pathname: '/books/:id(\\d+){/:part}?', search: '*' });
assert.ok(pattern.test('https://example.com/books/12'));
assert.ok(!pattern.test('https://example.com/books/x'));
const match = pattern.exec('https://example.com/books/12/cover?q=1');
assert.deepStrictEqual(match.pathname.groups, { id: '12', part: 'cover' });
assert.strictEqual(match.search.groups['0'], 'q=1');
assert.strictEqual(pattern.hasRegExpGroups, true);
assert.strictEqual(new URLPattern('https://*.example.com/a/*?x#y').hostname, '*.example.com');
assert.ok(new URLPattern('/x/:y', 'https://h.org').test({ pathname: '/x/1', protocol: 'https', hostname: 'h.org' }));
assert.ok(new URLPattern({ pathname: '/A' }, { ignoreCase: true }).test('http://h/a'));
assert.throws(() => new URLPattern('(', 'https://h'), TypeError);
assert.throws(() => URLPattern(), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
