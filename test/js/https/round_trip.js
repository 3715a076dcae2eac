// SPDX-License-Identifier: MIT
// Requests over TLS on a connection that is kept; the agent's second connection resumes the session.
const assert = require('node:assert');
const https = require('node:https');
const { ca, server: identity } = require('../tls/fixtures/certificates');

const server = https.createServer({ key: identity.key, cert: identity.cert }, (request, response) => {
  assert.strictEqual(request.socket.encrypted, true);
  response.end(`${request.method} ${request.url}`);
});

function get(agent, port, path) {
  return new Promise((resolve, reject) => {
    https.get({ port, host: 'localhost', path, agent, ca: ca.cert }, (response) => {
      const reused = response.socket.isSessionReused();
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      }).on('end', () => resolve({ text, reused, request: response.req }));
    }).on('error', reject);
  });
}

server.listen(0, 'localhost', async () => {
  const { port } = server.address();
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  const first = await get(agent, port, '/one');
  assert.strictEqual(first.text, 'GET /one');
  assert.strictEqual(first.request.reusedSocket, false);
  const second = await get(agent, port, '/two');
  assert.strictEqual(second.text, 'GET /two');
  assert.strictEqual(second.request.reusedSocket, true);
  for (const list of Object.values(agent.freeSockets)) for (const socket of list) socket.destroy();
  await new Promise(setImmediate);
  const third = await get(agent, port, '/three');
  assert.strictEqual(third.reused, true);
  agent.destroy();
  server.close();
});
