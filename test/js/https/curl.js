// SPDX-License-Identifier: MIT
// curl as the client: HTTP/1.1 over TLS, a body, a connection that is used twice, and one it does not trust.
const assert = require('node:assert');
const { execFile, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { ca, server: identity } = require('../tls/fixtures/certificates');

if (spawnSync('curl', ['--version']).status !== 0) process.exit(0);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'https-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const trust = path.join(folder, 'ca.pem');
fs.writeFileSync(trust, ca.cert);

let connections = 0;
const server = https.createServer(identity, (request, response) => {
  let size = 0;
  request.on('data', (part) => {
    size += part.length;
  }).on('end', () => response.end(`${request.method} ${size}\n`));
});
server.on('secureConnection', () => connections++);
server.listen(0, '127.0.0.1', async () => {
  const url = `https://localhost:${server.address().port}/`;
  const curl = async (...more) => (await promisify(execFile)('curl', ['-sS', '--resolve', `localhost:${server.address().port}:127.0.0.1`,
                                                                      ...more])).stdout;
  fs.writeFileSync(path.join(folder, 'body'), Buffer.alloc(3000000));
  assert.strictEqual(await curl('--cacert', trust, url, url), 'GET 0\nGET 0\n');
  assert.strictEqual(connections, 1);
  assert.strictEqual(await curl('--cacert', trust, '--data-binary', `@${path.join(folder, 'body')}`, url), 'POST 3000000\n');
  await assert.rejects(curl(url), { code: 60 });
  server.close();
});
