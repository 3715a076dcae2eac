// SPDX-License-Identifier: MIT
// Over TLS: an Express server asked by axios, got, node-fetch, undici and supertest, and WebSockets of ws; who trusts nobody is refused.
const fs = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { load, root } = require('./_packages');
const { ca, client, server: identity } = require('../js/tls/fixtures/certificates');

const express = load('express');
const axios = load('axios');
const WebSocket = load('ws');
const modules = (name) => import(require.resolve(name, { paths: [root] }));

const app = express();
app.use(express.json());
app.get('/who', (request, response) => {
  const { socket } = request;
  response.json({ secure: request.secure, protocol: request.protocol, authorized: socket.authorized, version: socket.getProtocol() });
});
app.post('/echo', (request, response) => response.json({ got: request.body }));
app.get('/large', (request, response) => response.send(Buffer.alloc(300000, 'x')));
app.get('/away', (request, response) => response.redirect('/who'));
const file = path.join(os.tmpdir(), `https-clients-${process.pid}`);
app.get('/file', (request, response) => response.sendFile(file));

const server = https.createServer({ ...identity, ca: ca.cert, requestCert: true, rejectUnauthorized: false }, app);
const sockets = new WebSocket.Server({ server });
sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));

async function withAxios(base) {
  const agent = new https.Agent({ ca: ca.cert, keepAlive: true, ...client });
  const api = axios.create({ baseURL: base, httpsAgent: agent, proxy: false });
  console.log('axios', (await api.get('/who')).data, (await api.post('/echo', { a: 1 })).data);
  console.log('axios', (await api.get('/large', { responseType: 'arraybuffer' })).data.length, (await api.get('/away')).data.secure);
  console.log('axios', await axios.get(`${base}/who`, { proxy: false }).catch((error) => error.code));
  agent.destroy();
}

async function withGot(base) {
  const { default: got } = await modules('got');
  const options = { https: { certificateAuthority: ca.cert }, retry: { limit: 0 } };
  console.log('got', await got.post(`${base}/echo`, { ...options, json: { b: [2] } }).json(), (await got(`${base}/large`, options).buffer()).length);
  console.log('got', await got(`${base}/who`, { retry: { limit: 0 } }).catch((error) => error.code));
}

async function withFetch(base) {
  const { default: fetch } = await modules('node-fetch');
  const agent = new https.Agent({ ca: ca.cert });
  const response = await fetch(`${base}/away`, { agent });
  console.log('node-fetch', response.redirected, (await response.json()).version);
  console.log('node-fetch', await (await fetch(`${base}/file`, { agent })).text());
}

async function withUndici(base) {
  const { Agent, request } = load('undici');
  const dispatcher = new Agent({ connect: { ca: ca.cert } });
  const { statusCode, body } = await request(`${base}/echo`, {
    dispatcher, method: 'POST', body: JSON.stringify({ c: null }), headers: { 'content-type': 'application/json' },
  });
  console.log('undici', statusCode, await body.json());
  console.log('undici', (await (await request(`${base}/large`, { dispatcher })).body.arrayBuffer()).byteLength);
  await dispatcher.close();
}

async function withSupertest(base) {
  const response = await load('supertest')(base).get('/who').ca(ca.cert).expect(200);
  console.log('supertest', response.body.protocol);
}

async function withWebSocket(base) {
  const socket = new WebSocket(base.replace('https', 'wss'), { ca: ca.cert });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  for (const message of ['text', Buffer.alloc(100000, 7)]) {
    socket.send(message);
    const [data, binary] = await new Promise((resolve) => socket.once('message', (...parts) => resolve(parts)));
    console.log('ws', binary, data.length);
  }
  socket.close();
  await new Promise((resolve) => socket.on('close', resolve));
}

fs.writeFileSync(file, 'a file');
process.on('exit', () => fs.rmSync(file, { force: true }));
server.listen(0, 'localhost', async () => {
  const base = `https://localhost:${server.address().port}`;
  for (const run of [withAxios, withGot, withFetch, withUndici, withSupertest, withWebSocket]) await run(base);
  sockets.close();
  server.close();
  server.closeAllConnections();
});
