// SPDX-License-Identifier: MIT
// url.parse(), url.format() and url.resolve() over many addresses, and the setters of URL with what they ignore.
const assert = require('assert');
const url = require('url');

// [text, protocol, auth, host, port, hostname, hash, search, pathname]
const parsed = [
  ['http://user:pass@host.com:8080/p/a/t/h?query=string#hash',
   'http:', 'user:pass', 'host.com:8080', '8080', 'host.com', '#hash', '?query=string', '/p/a/t/h'],
  ['//some_path', null, null, null, null, null, null, null, '//some_path'],
  ['HTTP://EXAMPLE.com', 'http:', null, 'example.com', null, 'example.com', null, null, '/'],
  ['mailto:foo@bar.com?subject=hello', 'mailto:', 'foo', 'bar.com', null, 'bar.com', null, '?subject=hello', null],
  ['javascript:alert(1);', 'javascript:', null, null, null, null, null, null, 'alert(1);'],
  ['file:///etc/passwd', 'file:', null, '', null, '', null, null, '/etc/passwd'],
  ['http://[fe80::1]:80/x', 'http:', null, '[fe80::1]:80', '80', 'fe80::1', null, null, '/x'],
  ['xmpp:user@host/resource', 'xmpp:', 'user', 'host', null, 'host', null, null, '/resource'],
  ['http://x.y.com+a/b/c', 'http:', null, 'x.y.com+a', null, 'x.y.com+a', null, null, '/b/c'],
  ['http://a@b@c/', 'http:', 'a@b', 'c', null, 'c', null, null, '/'],
  ['http://host/a b<c>`{}|\\^"', 'http:', null, 'host', null, 'host', null, null, '/a%20b%3Cc%3E%60%7B%7D%7C/%5E%22'],
  ['/path?x#y?z', null, null, null, null, null, '#y?z', '?x', '/path'],
  ['#only', null, null, null, null, null, '#only', null, null],
  ['?a=b', null, null, null, null, null, null, '?a=b', null],
  ['http:\\\\evil.com\\x', 'http:', null, 'evil.com', null, 'evil.com', null, null, '/x'],
  ['http://\u00fcber.de/\u00fc', 'http:', null, 'xn--ber-goa.de', null, 'xn--ber-goa.de', null, null, '/\u00fc'],
];
for (const [text, ...parts] of parsed) {
  const got = url.parse(text);
  {
    const { protocol, auth, host, port, hostname, hash, search, pathname } = got;
    assert.deepStrictEqual([protocol, auth, host, port, hostname, hash, search, pathname], parts, text);
  }
  assert.strictEqual(url.parse(got.href).href, got.href, text);
}
const slashes = url.parse('//host:80/path?a=1&a=2#h', true, true);
assert.strictEqual(slashes.host, 'host:80');
assert.deepStrictEqual({ ...slashes.query }, { a: ['1', '2'] });
assert.strictEqual(slashes.slashes, true);
assert.deepStrictEqual({ ...url.parse('/x', true).query }, {});
assert.strictEqual(url.parse(slashes), slashes);
for (const bad of ['http://a b/', 'http://a.com:99999999/', 'http://[::1', 'http://\u0000/', 'http://a:b:c/']) {
  let failed = false;
  try {
    failed = url.parse(bad).hostname === undefined;
  } catch (error) {
    assert.ok(error.code === 'ERR_INVALID_URL' || error.code === 'ERR_INVALID_ARG_VALUE', error.stack);
    failed = true;
  }
  assert.strictEqual(typeof failed, 'boolean');
}
assert.throws(() => url.parse(5), { code: 'ERR_INVALID_ARG_TYPE' });

const formatted = [
  [{ protocol: 'http', host: 'a.com', pathname: 'x', query: { a: 1, b: [2, 3] } }, 'http://a.com/x?a=1&b=2&b=3'],
  [{ protocol: 'http:', hostname: 'a.com', port: 81, auth: 'u:p w', hash: 'h', search: 'q#r' }, 'http://u:p%20w@a.com:81?q%23r#h'],
  [{ hostname: '::1', port: '80', slashes: true, pathname: '/?#' }, '//[::1]:80/%3F%23'],
  [{ protocol: 'mailto', pathname: 'a@b' }, 'mailto:a@b'],
  [{ protocol: 'file', pathname: '/x' }, 'file:///x'],
  [{ pathname: 'x', hash: '#' }, 'x#'],
  [{}, ''],
];
for (const [parts, want] of formatted) assert.strictEqual(url.format(parts), want);
assert.strictEqual(url.format('http://a.com:80/b#c'), 'http://a.com:80/b#c');
const modern = new URL('http://u:p@\u00fcber.de:81/x?q#h');
assert.strictEqual(url.format(modern, { fragment: false, auth: false, search: false, unicode: true }), 'http://\u00fcber.de:81/x');
assert.strictEqual(url.format(modern), modern.href);
assert.throws(() => url.format(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => url.format(modern, 'x'), { code: 'ERR_INVALID_ARG_TYPE' });

const resolved = [
  ['/one/two/three', 'four', '/one/two/four'], ['http://example.com/', '/one', 'http://example.com/one'],
  ['http://example.com/one', '/two', 'http://example.com/two'], ['http://a/b/c/d;p?q', '../../../g', 'http://a/g'],
  ['http://a/b/c/d;p?q', './g/.', 'http://a/b/c/g/'], ['http://a/b/c/d;p?q', '?y', 'http://a/b/c/d;p?y'],
  ['http://a/b/c/d;p?q', '#s', 'http://a/b/c/d;p?q#s'], ['http://a/b/c/d;p?q', '//g', 'http://g/'],
  ['http://a/b/c/d;p?q', 'mailto:x@y', 'mailto:x@y'], ['http://a/b/c/d;p?q', '', 'http://a/b/c/d;p?q'],
  ['mailto:a@b', '#x', 'mailto:a@b#x'], ['http://u:p@h/x', 'y', 'http://u:p@h/y'], ['http://h', 'x', 'http://h/x'],
  ['http://h/a', 'http:b', 'http://h/b'], ['.', 'x', 'x'], ['..', 'x', 'x'], ['/a/b', '../..', '/'],
  ['http://a/b', 'http://c/../d', 'http://c/d'], ['fred:///s//a/b/c', '../../../g', 'fred:///s/g'], ['', 'x', 'x'],
];
for (const [from, to, want] of resolved) assert.strictEqual(url.resolve(from, to), want, `${from} ${to}`);
assert.strictEqual(url.resolveObject('http://a/b', 'c').href, 'http://a/c');

// Setters.
const u = new URL('http://user:pass@host:81/path?query#hash');
const set = (name, value, want) => {
  u[name] = value;
  assert.strictEqual(u.href, want, `${name} = ${value}`);
};
set('protocol', 'https', 'https://user:pass@host:81/path?query#hash');
set('protocol', 'mailto', 'https://user:pass@host:81/path?query#hash');
set('username', 'a b', 'https://a%20b:pass@host:81/path?query#hash');
set('password', '', 'https://a%20b@host:81/path?query#hash');
set('username', '', 'https://host:81/path?query#hash');
set('host', 'other:82', 'https://other:82/path?query#hash');
set('host', 'bad host', 'https://other:82/path?query#hash');
set('hostname', 'third', 'https://third:82/path?query#hash');
set('hostname', '', 'https://third:82/path?query#hash');
set('port', '443', 'https://third/path?query#hash');
set('port', '8x', 'https://third:8/path?query#hash');
set('port', 'x', 'https://third:8/path?query#hash');
set('port', '99999', 'https://third:8/path?query#hash');
set('port', '', 'https://third/path?query#hash');
set('pathname', 'a b?#', 'https://third/a%20b%3F%23?query#hash');
set('pathname', '../x/./y', 'https://third/x/y?query#hash');
set('search', 'a=b#c', 'https://third/x/y?a=b%23c#hash');
assert.strictEqual(u.searchParams.get('a'), 'b#c');
u.searchParams.append('d', '\u00e9');
assert.strictEqual(u.search, '?a=b%23c&d=%C3%A9');
set('search', '', 'https://third/x/y#hash');
assert.strictEqual(u.searchParams.size, 0);
set('hash', 'x`y', 'https://third/x/y#x%60y');
set('hash', '', 'https://third/x/y');
set('href', 'file:///c:/x', 'file:///c:/x');
set('port', '80', 'file:///c:/x');
set('username', 'u', 'file:///c:/x');
set('host', 'h', 'file://h/c:/x');
assert.throws(() => { u.href = 'no url'; }, { code: 'ERR_INVALID_URL', input: 'no url' });
const opaque = new URL('data:text/plain,x');
opaque.pathname = '/y';
opaque.host = 'h';
assert.strictEqual(opaque.href, 'data:text/plain,x');
assert.strictEqual(opaque.origin, 'null');
assert.strictEqual(new URL('blob:https://a.com/x').origin, 'https://a.com');
assert.strictEqual(URL.parse('no'), null);
assert.strictEqual(JSON.stringify(new URL('http://a')), '"http://a/"');

// URLSearchParams
const p = new URLSearchParams([['b', '2'], ['a', '1'], ['b', '3']]);
assert.strictEqual(p.toString(), 'b=2&a=1&b=3');
p.sort();
assert.strictEqual(`${p}`, 'a=1&b=2&b=3');
assert.deepStrictEqual([...p.keys(), ...p.values()], ['a', 'b', 'b', '1', '2', '3']);
assert.strictEqual(p.has('b', '3'), true);
p.delete('b', '2');
assert.deepStrictEqual(p.getAll('b'), ['3']);
p.set('b', 'x');
p.set('new', 'y');
const pairs = [];
p.forEach((value, key, self) => pairs.push([key, value, self === p]));
assert.deepStrictEqual(pairs, [['a', '1', true], ['b', 'x', true], ['new', 'y', true]]);
assert.strictEqual(`${new URLSearchParams({ x: '1', y: '2' })}`, 'x=1&y=2');
assert.strictEqual(`${new URLSearchParams(new Map([['k', 'v']]))}`, 'k=v');
assert.strictEqual(`${new URLSearchParams('?a+b=c%20d&&e')}`, 'a+b=c+d&e=');
assert.throws(() => new URLSearchParams([['a']]), { code: 'ERR_INVALID_TUPLE' });
assert.throws(() => new URLSearchParams({ [Symbol.iterator]: 5 }), { code: 'ERR_ARG_NOT_ITERABLE' });
assert.throws(() => p.append('a'), { code: 'ERR_MISSING_ARGS' });
assert.throws(() => p.get.call({}), { code: 'ERR_INVALID_THIS' });
assert.throws(() => p.forEach('x'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.match(require('util').inspect(p), /URLSearchParams \{ 'a' => '1'/);
assert.match(require('util').inspect(p.entries()), /Iterator/);
assert.match(require('util').inspect(new URL('http://a/?x')), /URL \{/);
assert.deepStrictEqual(url.urlToHttpOptions(new URL('http://u:p@h:1/x?y#z')).auth, 'u:p');
assert.strictEqual(url.domainToASCII('\u00fcber.de'), 'xn--ber-goa.de');
assert.strictEqual(url.domainToUnicode('xn--ber-goa.de'), '\u00fcber.de');
assert.strictEqual(url.domainToASCII('xn--i\u00f1valid.com'), '');
