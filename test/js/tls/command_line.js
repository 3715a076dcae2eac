// SPDX-License-Identifier: MIT
// Options of the command line and variables of the environment that change TLS's defaults.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ca } = require('./fixtures/certificates');

const run = (flags, expression, env) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-p', expression], { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, out: stdout.trim(), err: stderr };
};
const versions = '[tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION].join()';
assert.strictEqual(run([], versions).out, 'TLSv1.2,TLSv1.3');
assert.strictEqual(run(['--tls-min-v1.0', '--tls-max-v1.2'], versions).out, 'TLSv1,TLSv1.2');
assert.strictEqual(run(['--tls-min-v1.3'], versions).out, 'TLSv1.3,TLSv1.3');
const conflict = run(['--tls-min-v1.3', '--tls-max-v1.2'], versions);
assert.strictEqual(conflict.status, 9);
assert.match(conflict.err, /not both/);
assert.strictEqual(run(['--tls-cipher-list=AES128-SHA'], 'tls.DEFAULT_CIPHERS').out, 'AES128-SHA');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tls-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'ca.pem');
fs.writeFileSync(file, ca.cert);
assert.strictEqual(run([], 'tls.getCACertificates("extra")[0]', { NODE_EXTRA_CA_CERTS: file }).out, ca.cert.trim());
const missing = run([], 'tls.createSecureContext(); 1', { NODE_EXTRA_CA_CERTS: path.join(folder, 'none') });
assert.strictEqual(missing.out, '1');
assert.match(missing.err, /Warning: Ignoring extra certs from .*none`, load failed:.*No such file or directory/);
