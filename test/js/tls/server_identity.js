// SPDX-License-Identifier: MIT
// Which hosts a certificate is for.
const assert = require('node:assert');
const { checkServerIdentity } = require('node:tls');

const fits = (host, subjectaltname, subject) => checkServerIdentity(host, { subjectaltname, subject: subject ?? {} }) === undefined;
assert.ok(fits('a.test', 'DNS:a.test'));
assert.ok(fits('A.TEST.', 'DNS:a.test'));
assert.ok(fits('b.a.test', 'DNS:*.a.test'));
assert.ok(!fits('c.b.a.test', 'DNS:*.a.test'));
assert.ok(!fits('a.test', 'DNS:*.test'));
assert.ok(!fits('a.test', 'DNS:*.a.test'));
assert.ok(fits('bx.a.test', 'DNS:b*.a.test'));
assert.ok(!fits('xn--b.a.test', 'DNS:xn--*.a.test'));
assert.ok(fits('127.0.0.1', 'IP Address:127.0.0.1'));
assert.ok(fits('::1', 'IP Address:0:0:0:0:0:0:0:1'));
assert.ok(!fits('127.0.0.1', 'DNS:127.0.0.1'));
assert.ok(fits('a.test', undefined, { CN: 'a.test' }));
assert.ok(!fits('a.test', 'DNS:b.test', { CN: 'a.test' }));
assert.ok(!fits('evil.test', 'DNS:"good.test, DNS:evil.test"'));
assert.throws(() => fits('a.test', 'DNS:"broken'), { code: 'ERR_TLS_CERT_ALTNAME_FORMAT' });
assert.ok(!fits('a.test', undefined, undefined));
