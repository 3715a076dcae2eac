// SPDX-License-Identifier: MIT
// MIMEType and MIMEParams.
'use strict';
const assert = require('node:assert');
const { MIMEType, MIMEParams } = require('node:util');


const type = new MIMEType(' Text/HTML ;charset="utf-8";q=a b;x="a\\"b"');
assert.strictEqual(type.essence, 'text/html');
assert.strictEqual(type.params.get('charset'), 'utf-8');
assert.strictEqual(`${type}`, 'text/html;charset=utf-8;q="a b";x="a\\"b"');
type.subtype = 'Plain';
type.params.set('charset', 'x y');
type.params.delete('q');
type.params.delete('x');
assert.strictEqual(JSON.stringify(type), '"text/plain;charset=\\"x y\\""');
assert.deepStrictEqual([...type.params], [['charset', 'x y']]);
assert.ok(new MIMEParams() instanceof MIMEParams);
for (const bad of ['', 'text', 'te xt/a', 'text/', '/a']) assert.throws(() => new MIMEType(bad), { code: 'ERR_INVALID_MIME_SYNTAX' });
