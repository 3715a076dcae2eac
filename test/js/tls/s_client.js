// SPDX-License-Identifier: MIT
// OpenSSL's own client talks with a server: TLS 1.2 and 1.3, a name, ALPN, a client certificate.
const assert = require('node:assert');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { listen } = require('./_pair');
const { ca, client: identity } = require('./fixtures/certificates');

if (spawnSync('openssl', ['version']).status !== 0) process.exit(0);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tls-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const file = (name, text) => {
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const trust = file('ca.pem', ca.cert);
const own = ['-cert', file('cert.pem', identity.cert), '-key', file('key.pem', identity.key)];

const connections = [];
listen({ requestCert: true, rejectUnauthorized: false, ca: ca.cert, ALPNProtocols: ['test/1'] }, (socket) => {
  connections.push([socket.getProtocol(), socket.servername, socket.alpnProtocol, socket.authorized]);
  socket.setEncoding('utf8').once('data', (text) => socket.end(text.toUpperCase()));
}, async (port, server) => {
  const run = (...more) => new Promise((resolve) => {
    const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', trust, '-verify_return_error', '-quiet',
                                    '-servername', 'localhost', '-alpn', 'test/1', ...more], { stdio: ['pipe', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.on('close', () => resolve(out));
    child.stdin.write('hello\n');
  });
  assert.strictEqual(await run('-tls1_3'), 'HELLO\n');
  assert.strictEqual(await run('-tls1_2', ...own), 'HELLO\n');
  assert.deepStrictEqual(connections, [['TLSv1.3', 'localhost', 'test/1', false], ['TLSv1.2', 'localhost', 'test/1', true]]);
  server.close();
});
