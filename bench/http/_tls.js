// SPDX-License-Identifier: MIT
// usage: _tls.js PORT. Hello-world over TLS; says "ready". Runs under every runtime.
const https = require('node:https');
const { server: identity } = require('../../test/js/tls/fixtures/certificates');

https.createServer(identity, (request, response) => {
  response.setHeader('Content-Type', 'text/plain');
  response.end('hello world\n');
}).listen(+process.argv[2], '127.0.0.1', () => console.log('ready'));
