// SPDX-License-Identifier: MIT
// Requests with different rules of trust have connections of their own.
const assert = require('node:assert');
const https = require('node:https');

const agent = new https.Agent();
const plain = agent.getName({ host: 'a.test', port: 443 });
for (const options of [{ ca: 'x' }, { cert: 'x' }, { key: 'x' }, { rejectUnauthorized: false }, { servername: 'b.test' }, { minVersion: 'TLSv1.3' },
                       { ciphers: 'x' }, { secureOptions: 1 }]) {
  assert.notStrictEqual(agent.getName({ host: 'a.test', port: 443, ...options }), plain);
}
assert.strictEqual(agent.defaultPort, 443);
assert.strictEqual(agent.protocol, 'https:');
assert.ok(https.globalAgent instanceof https.Agent);
assert.throws(() => https.request('http://a.test/'), { code: 'ERR_INVALID_PROTOCOL' });
