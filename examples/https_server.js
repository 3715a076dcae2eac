// SPDX-License-Identifier: MIT
//
// A server over TLS that takes a new certificate without a stop, and one beside it that sends who comes without TLS the right way.
//
//   protojs examples/https_server.js key.pem cert.pem [port [port without TLS]]
//
// After the files were renewed:  kill -HUP <pid>
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');

const [keyFile, certFile, port = '8443', plainPort] = process.argv.slice(2);
if (certFile === undefined) {
  console.error('usage: protojs examples/https_server.js key.pem cert.pem [port [port without TLS]]');
  process.exit(2);
}

const identity = () => ({ key: fs.readFileSync(keyFile), cert: fs.readFileSync(certFile) });

const server = https.createServer(identity(), (request, response) => {
  const { socket } = request;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Strict-Transport-Security', 'max-age=86400');
  response.end(`${JSON.stringify({ path: request.url, protocol: socket.getProtocol(), cipher: socket.getCipher().standardName })}\n`);
});
server.on('tlsClientError', (error, socket) => console.error(`${socket.remoteAddress}: ${error.code}`));
server.listen(Number(port), () => console.log(`https on ${server.address().port}`));

process.on('SIGHUP', () => {
  try {
    server.setSecureContext(identity());
    console.log('the certificate was read again');
  } catch (error) {
    console.error(`the old certificate stays: ${error.message}`);
  }
});

if (plainPort !== undefined) {
  const plain = http.createServer((request, response) => {
    const host = (request.headers.host ?? 'localhost').replace(/:\d+$/, '');
    response.writeHead(308, { Location: `https://${host}:${server.address().port}${request.url}` }).end();
  });
  plain.listen(Number(plainPort), () => console.log(`http on ${plain.address().port}`));
}
