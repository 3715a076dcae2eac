// SPDX-License-Identifier: MIT
// A request that waits for room gets a connection of its own when the one before it dies, and the agent tells of it as free.
'use strict';

const assert = require('node:assert');
const http = require('node:http');

const server = http.createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1', () => {
  const agent = new http.Agent({ maxSockets: 1 });
  let free = 0;
  agent.on('free', () => free++);
  const options = { agent, host: '127.0.0.1', port: server.address().port };
  const first = http.get({ ...options, path: '/1' }, (response) => {
    response.resume().on('end', () => first.socket.destroy());
  });
  const second = http.get({ ...options, path: '/2' }, (response) => {
    response.on('data', (data) => assert.strictEqual(String(data), '/2')).on('end', () => {
      assert.notStrictEqual(second.socket, first.socket);
      server.close();
    });
  });
  assert.strictEqual(agent.requests[agent.getName(options)].length, 1);
  process.on('exit', () => assert.strictEqual(free, 3));
});
