// SPDX-License-Identifier: MIT
// A load balancer: requests, bodies and upgraded connections go on to one of several servers, in turn.
// usage: load_balancer.js http://host:port ...; PORT in the environment.
const http = require('node:http');
const { pipeline } = require('node:stream');

const targets = process.argv.slice(2).map((url) => new URL(url));
if (targets.length === 0) {
  console.error('usage: load_balancer.js http://host:port ...');
  process.exit(2);
}
const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 64 });
const hop = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade']);
let turn = 0;

function onward(request, upgrade) {
  const target = targets[turn++ % targets.length];
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => upgrade || !hop.has(name)));
  headers['x-forwarded-for'] = [request.headers['x-forwarded-for'], request.socket.remoteAddress].filter(Boolean).join(', ');
  headers['x-forwarded-host'] = request.headers.host;
  headers.host = target.host;
  return { host: target.hostname, port: target.port, method: request.method, path: request.url, headers, agent: upgrade ? undefined : agent, timeout: 30000 };
}

const server = http.createServer((request, response) => {
  const further = http.request(onward(request, false), (answer) => {
    const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !hop.has(name)));
    response.writeHead(answer.statusCode, answer.statusMessage, headers);
    pipeline(answer, response, () => {});
  });
  further.on('timeout', () => further.destroy(new Error('no answer in time')));
  further.on('error', (error) => {
    if (response.headersSent) {
      response.destroy(error);
      return;
    }
    response.writeHead(502, { 'content-type': 'text/plain' });
    response.end(`${error.code ?? error.message}\n`);
  });
  pipeline(request, further, () => {});
});

// WebSockets: once the server agrees, both connections are tied together.
server.on('upgrade', (request, socket, head) => {
  const further = http.request(onward(request, true));
  further.on('upgrade', (answer, other, otherHead) => {
    const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
    for (let i = 0; i < answer.rawHeaders.length; i += 2) lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.write(otherHead);
    other.write(head);
    pipeline(socket, other, () => {});
    pipeline(other, socket, () => {});
  });
  further.on('response', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
  further.on('error', () => socket.destroy());
  socket.on('error', () => further.destroy());
  further.end();
});

server.listen(process.env.PORT ?? 8080, () => console.log(`listening on ${server.address().port}`));
