// SPDX-License-Identifier: MIT
// Internationalised domain names.
'use strict';
const assert = require('node:assert');
const { domainToASCII, domainToUnicode } = require('node:url');

assert.strictEqual(new URL('http://m\u00fcnchen.de').hostname, 'xn--mnchen-3ya.de');
assert.strictEqual(domainToASCII('espa\u00f1ol.com'), 'xn--espaol-zwa.com');
assert.strictEqual(domainToUnicode('xn--espaol-zwa.com'), 'espa\u00f1ol.com');
assert.strictEqual(domainToASCII('xn--i\u00f1valid.com'), '');
assert.strictEqual(URL.canParse('http://xn--a/'), false);
