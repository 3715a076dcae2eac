// SPDX-License-Identifier: MIT
// URLs: parsing, parts, setters, search parameters, the legacy parser, file URLs.
'use strict';
const assert = require('node:assert');
const url = require('node:url');
const querystring = require('node:querystring');

const inputs = Array.from({ length: 64 }, (_, i) => `https://www.example${i}.com/path/to/page${i}?x=${i}&y=2#part`);
const spaced = Array.from({ length: 64 }, (_, i) => `https://user:pass@Example${i}.com:8080/a b/../c?q=\u00e9${i}`);
const queries = Array.from({ length: 64 }, (_, i) => `a=${i}&b=hello+world&c=%C3%A9&d=4&e=five`);
const parsed = new URL(inputs[0]);

const cases = {
  'new URL': [(i) => new URL(inputs[i & 63]).href, inputs[0]],
  'new URL, to be cleaned': [(i) => new URL(spaced[i & 63]).href, 'https://user:pass@example0.com:8080/c?q=%C3%A90'],
  'new URL relative': [(i) => new URL(`/x/${i & 63}?y`, 'https://example.com/a/b').href, 'https://example.com/x/0?y'],
  'new URL relative with dots': [(i) => new URL(`../x/${i & 63}`, 'https://example.com/a/b/c').href, 'https://example.com/a/x/0'],
  'new URL host in Unicode': [(i) => new URL(`https://m\u00fcnchen${i & 63}.de/`).hostname, 'xn--mnchen0-n2a.de'],
  // A string, as reading a boolean's length costs as much as the function.
  'URL.canParse': [(i) => URL.canParse(inputs[i & 63]) ? 'yes' : '', 'yes'],
  'URL parts': [() => parsed.protocol + parsed.host + parsed.pathname + parsed.search + parsed.hash,
                'https:www.example0.com/path/to/page0?x=0&y=2#part'],
  'URL set pathname': [(i) => {
    const u = new URL('https://example.com/');
    u.pathname = `/p/${i & 63}`;
    return u.href;
  }, 'https://example.com/p/0'],
  'URLSearchParams parse': [(i) => new URLSearchParams(queries[i & 63]).get('c'), '\u00e9'],
  'URLSearchParams append, toString': [(i) => {
    const p = new URLSearchParams();
    p.append('a', `x ${i & 63}`);
    p.append('b', 'y');
    return p.toString();
  }, 'a=x+0&b=y'],
  'url.parse': [(i) => url.parse(inputs[i & 63]).pathname, '/path/to/page0'],
  'url.fileURLToPath': [(i) => url.fileURLToPath(`file:///usr/lib/m%20${i & 63}.js`), '/usr/lib/m 0.js'],
  'url.pathToFileURL': [(i) => url.pathToFileURL(`/usr/lib/m${i & 63}.js`).href, 'file:///usr/lib/m0.js'],
  'querystring.parse': [(i) => querystring.parse(queries[i & 63]).b, 'hello world'],
  'querystring.stringify': [(i) => querystring.stringify({ a: i & 63, b: 'x y', c: ['1', '2'] }), 'a=0&b=x%20y&c=1&c=2'],
};

process.on('warning', () => {}); // url.parse() warns
for (const [name, [run, expected]] of Object.entries(cases)) {
  assert.strictEqual(run(0), expected, name);
  let ops = 0;
  for (let n = 5000; ; n *= 2) {
    const started = performance.now();
    let sum = 0;
    for (let i = 0; i < n; i++) sum += run(i).length;
    const elapsed = performance.now() - started;
    assert.ok(sum > 0);
    ops = n / elapsed * 1000;
    if (elapsed > 120) break;
  }
  console.log(JSON.stringify({ name, ops: Math.round(ops) }));
}
