// SPDX-License-Identifier: MIT
// parseEnv, parseArgs, styleText, matchesGlob and host names: what a comparison with Node on generated inputs brought up.
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const url = require('node:url');
const util = require('node:util');

const env = (text, expected) => assert.strictEqual(JSON.stringify(util.parseEnv(text)), JSON.stringify(expected));
env('B=2\nA=1', { A: '1', B: '2' });
env('A=1\rB=2', { A: '1B=2' });
env('A=  \nB=1', { A: 'B=1' });
env('A=\nB=1', { A: '', B: '1' });
env('A=`#b', { A: '`#b' });
env('A="b \nC=1', { A: '"b ', C: '1' });
env('A="b ', { A: '"b' });
env('A=\u2028x', { A: '\u2028x' });
env('=A=1', { A: '1' });
env('export #=1', { '#': '1' });

const { tokens, values } = util.parseArgs({ args: ['--no-x'], options: { x: { type: 'boolean' } }, allowNegative: true, tokens: true });
assert.deepStrictEqual({ ...values }, { x: false });
assert.deepStrictEqual(tokens, [{ kind: 'option', name: 'x', rawName: '--no-x', index: 0, value: undefined, inlineValue: undefined }]);

const styled = util.styleText(['red', 'blue'], 'a\u001b[39mb', { validateStream: false });
assert.strictEqual(styled, '\u001b[31m\u001b[34ma\u001b[31mb\u001b[39m\u001b[39m');

for (const [name, pattern, expected] of [['/', '', false], ['', '/**', false], ['/', '/**', true], ['', '/.', false], ['/', '/.', false], ['a/', 'a', true]]) {
  assert.strictEqual(path.posix.matchesGlob(name, pattern), expected, `${name} ${pattern}`);
}

for (const [name, expected] of [['a:80', ''], ['u@h', ''], ['//a', ''], ['a/b', 'a'], ['a?b', 'a'], ['a ', ''], ['[::1]', '[::1]'], ['\t\u00e9.com', 'xn--9ca.com']]) {
  assert.strictEqual(url.domainToASCII(name), expected, name);
}
assert.strictEqual(url.pathToFileURL('/a ').href, 'file:///a%20');
assert.strictEqual(url.pathToFileURL('/a b\u0001').href, 'file:///a%20b%01');
