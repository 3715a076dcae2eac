// SPDX-License-Identifier: MIT
// http-proxy in front of two servers: requests, bodies, changed headers, errors, and WebSockets through it.
const http = require('node:http');
const { load } = require('./_packages');

const httpProxy = load('http-proxy');
const { WebSocket, WebSocketServer } = load('ws');

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const once = (target, event) => new Promise((resolve) => target.once(event, (...args) => resolve(args)));

function ask(port, method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', method, path }, (res) => {
      let size = 0;
      let text = '';
      res.on('data', (part) => {
        size += part.length;
        text += size < 1000 ? part : '';
      }).on('end', () => resolve([res.statusCode, text.slice(0, 120), size, res.headers['x-by']]));
    }).on('error', reject);
    request.end(body);
  });
}

(async () => {
  const backend = http.createServer((req, res) => {
    let size = 0;
    req.on('data', (part) => { size += part.length; }).on('end', () => {
      if (req.url === '/big') res.end(Buffer.alloc(3000000, 'b'));
      else res.end(`${req.method} ${req.url} ${size} ${req.headers['x-added']} ${req.headers['x-forwarded-for']}`);
    });
  });
  const wss = new WebSocketServer({ server: backend });
  wss.on('connection', (ws) => ws.on('message', (data) => ws.send(`echo ${data}`)));
  const target = await listen(backend);
  const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${target}`, xfwd: true, ws: true });
  proxy.on('proxyReq', (request) => request.setHeader('x-added', 'yes'));
  proxy.on('proxyRes', (response) => { response.headers['x-by'] = 'proxy'; });
  proxy.on('error', (error, req, res) => {
    res.writeHead(502);
    res.end(error.code);
  });
  const front = http.createServer((req, res) => {
    if (req.url === '/down') proxy.web(req, res, { target: 'http://127.0.0.1:1' });
    else proxy.web(req, res);
  });
  front.on('upgrade', (req, socket, head) => proxy.ws(req, socket, head));
  const port = await listen(front);
  console.log(await ask(port, 'GET', '/a?b'));
  console.log(await ask(port, 'POST', '/post', Buffer.alloc(500000, 'p')));
  console.log(await ask(port, 'GET', '/big'));
  console.log(await ask(port, 'GET', '/down'));
  const ws = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(ws, 'open');
  ws.send('through');
  console.log(String((await once(ws, 'message'))[0]));
  ws.close();
  await once(ws, 'close');
  proxy.close();
  front.closeAllConnections();
  backend.closeAllConnections();
  await Promise.all([new Promise((resolve) => front.close(resolve)), new Promise((resolve) => backend.close(resolve))]);
  console.log('closed');
})();
