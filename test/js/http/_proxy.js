// SPDX-License-Identifier: MIT
// A proxy for the tests: forwards requests, makes tunnels, and notes what it was asked for.
'use strict';

const http = require('node:http');
const https = require('node:https');
const net = require('node:net');

function forward(request, response) {
  const { hostname, port, pathname, search } = new URL(request.url);
  const headers = { ...request.headers, connection: request.headers['proxy-connection'] ?? 'close' };
  for (const name of ['proxy-connection', 'proxy-authorization']) delete headers[name];
  const onward = http.request({ host: hostname.replace(/[[\]]/g, ''), port, path: pathname + search, method: request.method, headers, agent: false });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

function connect(request, socket, head) {
  const { hostname, port } = new URL(`http://${request.url}`);
  const onward = net.connect(port || 80, hostname.replace(/[[\]]/g, ''), () => {
    socket.write('HTTP/1.1 200 Connection Established\r\nVia: test\r\n\r\n');
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
}

// Resolves to { url, log, server, close }. With `identity` the proxy speaks TLS.
exports.startProxy = async (identity) => {
  const log = [];
  const server = identity === undefined ? http.createServer() : https.createServer(identity);
  const note = ({ method, url, headers }) => log.push({ method, url, headers });
  server.on('request', (request, response) => {
    note(request);
    forward(request, response);
  });
  server.on('connect', (request, socket, head) => {
    note(request);
    connect(request, socket, head);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const { port } = server.address();
  const url = (credentials = '') => `${identity === undefined ? 'http' : 'https'}://${credentials}localhost:${port}`;
  return { url, log, server, close };
};

// A server that listens, its port in `port`.
exports.listen = async (server) => {
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  server.port = server.address().port;
  return server;
};

// Resolves to { status, text, request } of a request that is sent with `body`.
exports.ask = (lib, options, body) => new Promise((resolve, reject) => {
  const request = lib.request(options, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part) => {
      text += part;
    }).on('end', () => resolve({ status: response.statusCode, text, request }));
  }).on('error', reject);
  request.end(body);
});
