// SPDX-License-Identifier: MIT
// URLs that need cleaning: encoding, capitals, dots, ports, credentials, hosts in Unicode; and those that only look usual.
'use strict';
const assert = require('node:assert');

const same = [
  ['HTTP://User:p@ss@EXAMPLE.com:0080/a b/../c?q=\u00e9#f g', 'http://User:p%40ss@example.com/c?q=%C3%A9#f%20g'],
  ['https:\\\\h\\a\\.\\b', 'https://h/a/b'],
  ['https:h', 'https://h/'],
  ['https:////h/x', 'https://h/x'],
  ['http://@h/', 'http://h/'],
  ['http://:@h/', 'http://h/'],
  ['http://u:@h/', 'http://u@h/'],
  ['http://:p@h/', 'http://:p@h/'],
  ['http://a@b@c:81', 'http://a%40b@c:81/'],
  ['http://h:/x', 'http://h/x'],
  ['https://h:443/', 'https://h/'],
  ['wss://h:443/', 'wss://h/'],
  ['ftp://h:21/%zz', 'ftp://h/%zz'],
  ['ws://h:65535', 'ws://h:65535/'],
  ['http://h/%2e/%2E%2e/x/.%2E', 'http://h/'],
  ['http://h/a/..', 'http://h/'],
  ['http://h/a/.', 'http://h/a/'],
  ['http://h/.../..a', 'http://h/.../..a'],
  ['http://h//..//a', 'http://h//a'],
  ['http://h/../../a', 'http://h/a'],
  ["http://h/\ud83d\ude00\udc00?'\"<>#`\u20ac", 'http://h/%F0%9F%98%80%EF%BF%BD?%27%22%3C%3E#%60%E2%82%AC'],
  ['http://h/?', 'http://h/?'],
  ['http://h#', 'http://h/#'],
  ['http://h/#a?b#c', 'http://h/#a?b#c'],
  ['  http://h/x\n', 'http://h/x'],
  ['ht\ntp://h/\tx', 'http://h/x'],
  ['http://M\u00dcNCHEN.de/', 'http://xn--mnchen-3ya.de/'],
  ['http://xn--mnchen-3ya.de/', 'http://xn--mnchen-3ya.de/'],
  ['http://a\u3002b/', 'http://a.b/'],
  ['http://a--b.c/', 'http://a--b.c/'],
  ['http://a%41b/', 'http://aab/'],
  ['http://a_b./', 'http://a_b./'],
  ['http://0x7f.1/', 'http://127.0.0.1/'],
  ['http://[::1]:80/', 'http://[::1]/'],
];
for (const [input, href] of same) {
  assert.strictEqual(new URL(input).href, href, input);
  assert.strictEqual(URL.canParse(input), true, input);
  assert.strictEqual(new URL(href).href, href, href);
}

for (const input of ['http://', 'http:///', 'http://a b/', 'http://h:65536/', 'http://h:1a/', 'http://u@/', 'http://xn--/', 'http://1.2.3.256/',
  'http://[::1', 'http://a|b/', 'http://\u00ad/', 'nothing', '', '//h']) {
  assert.strictEqual(URL.canParse(input), false, input);
  assert.throws(() => new URL(input), { code: 'ERR_INVALID_URL' });
}

const relative = [
  ['../x', 'http://u@h:8/a/b/c?q#f', 'http://u@h:8/a/x'],
  ['..', 'http://h/a/b/', 'http://h/a/'],
  ['../../../x', 'http://h/a/b', 'http://h/x'],
  ['x?\u00e9', 'http://h', 'http://h/x?%C3%A9'],
  ['/\\h2/x', 'http://h/a', 'http://h2/x'],
  ['\\x y', 'https://h/a/b', 'https://h/x%20y'],
  ['?n', 'http://h/a?q#f', 'http://h/a?n'],
  ['#n', 'http://h/a?q#f', 'http://h/a?q#n'],
  ['', 'http://h/a?q#f', 'http://h/a?q'],
  ['http:x', 'http://h/a/b', 'http://h/a/x'],
  ['https:x', 'http://h/a/b', 'https://x/'],
  ['foo:x', 'http://h/a/b', 'foo:x'],
  ['a:b/c', 'http://h/a/b', 'a:b/c'],
  ['./a:b', 'http://h/a/b', 'http://h/a/a:b'],
  ['1:b', 'http://h/a/b', 'http://h/a/1:b'],
  ['../x', 'file:///a/b/c', 'file:///a/x'],
  ['//x/y', 'foo://h/a', 'foo://x/y'],
];
for (const [input, base, href] of relative) {
  const url = new URL(input, base);
  assert.strictEqual(url.href, href, `${input} against ${base}`);
  const again = new URL(href);
  for (const key of ['protocol', 'username', 'password', 'host', 'port', 'pathname', 'search', 'hash', 'origin']) {
    assert.strictEqual(url[key], again[key], `${key} of ${input} against ${base}`);
  }
}

// Longer than what C has room for without asking.
const long = 'a b/'.repeat(3000);
assert.strictEqual(new URL(`http://h/${long}`).pathname, `/${long.replaceAll(' ', '%20')}`);
const wide = '\u20ac'.repeat(3000);
assert.strictEqual(new URL(`http://h/${wide}`).pathname.length, 1 + 9 * 3000);
// A rope, and a string cut out of another.
assert.strictEqual(new URL(`http://${'h'.repeat(40)}/a b`.slice(0, 51)).pathname, '/a%20b');
