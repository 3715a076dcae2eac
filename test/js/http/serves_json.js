// SPDX-License-Identifier: MIT
// A server and a client in one process: a request with a body, its answer, and the connection kept for the next.
const assert = require('node:assert');
const http = require('node:http');

const server = http.createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method: request.method, url: request.url, body: text }));
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(port, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, path, agent, method: body === undefined ? 'GET' : 'POST' }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, value: JSON.parse(text), port: request.socket?.localPort ?? response.socket.localPort });
    });
    request.on('error', reject);
    request.end(body);
  });
}

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const first = await ask(port, '/one', 'x'.repeat(100000));
  const second = await ask(port, '/two');
  assert.strictEqual(first.value.body.length, 100000);
  assert.deepStrictEqual(second.value, { method: 'GET', url: '/two', body: '' });
  assert.strictEqual(first.status, 200);
  agent.destroy();
  server.close();
});
