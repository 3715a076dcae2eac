// SPDX-License-Identifier: MIT
// Hello-world over TLS for bench/https/https_bench.py: prints its port. Runs under every runtime.
const https = require('node:https');
const { server: identity } = require('../../test/js/tls/fixtures/certificates');

const server = https.createServer(identity, (request, response) => {
  response.setHeader('Content-Type', 'text/plain');
  response.end('hello world\n');
});
server.listen(Number(process.env.PORT) || 0, '127.0.0.1', () => console.log(server.address().port));
