// SPDX-License-Identifier: MIT
// examples/https_server.js: answers, redirects, and takes a new certificate while it runs.
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { ca, other, server: identity } = require('../tls/fixtures/certificates');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'example-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const files = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
const write = ({ key, cert }) => [key, cert].forEach((text, i) => fs.writeFileSync(files[i], text));

write(identity);
const child = spawn(process.execPath, [path.join(__dirname, '../../../examples/https_server.js'), ...files, '0', '0'],
                    { stdio: ['ignore', 'pipe', 'inherit'] });
const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const nextLine = async () => (await lines.next()).value;

async function get(module, options) {
  const request = module.get({ ca: ca.cert, agent: false, host: 'localhost', ...options });
  const [response] = await once(request, 'response');
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { response, text };
}

(async () => {
  const ports = {};
  for (let i = 0; i < 2; i++) {
    const [, name, port] = /^(https?) on (\d+)$/.exec(await nextLine());
    ports[name] = port;
  }
  const { text } = await get(https, { port: ports.https, path: '/x' });
  assert.deepStrictEqual(JSON.parse(text), { path: '/x', protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' });
  const { response } = await get(http, { port: ports.http, path: '/y' });
  assert.strictEqual(response.headers.location, `https://localhost:${ports.https}/y`);
  write(other);
  child.kill('SIGHUP');
  assert.strictEqual(await nextLine(), 'the certificate was read again');
  await get(https, { port: ports.https, servername: 'other.test' });
  child.kill();
})();
