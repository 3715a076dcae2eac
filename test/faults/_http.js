// SPDX-License-Identifier: MIT
// For tools/socket_faults.py: a server and its clients, in one process. Whatever one call of the system does, the program ends by
// itself, answers that came are whole, and the rest are errors of the requests.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { portOf } = require('./echo.js');

const body = 'x'.repeat(200000);
const server = http.createServer((req, res) => {
  let size = 0;
  req.on('data', (part) => { size += part.length; }).on('end', () => {
    if (req.url === '/large') res.end(body);
    else if (req.url === '/chunks') ['a', 'b', 'c'].reduce((r, part) => (r.write(part), r), res).end('d');
    else res.end(`${req.method} ${size}`);
  }).on('error', () => {});
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
const failures = [];
let port;

function ask(method, path, expected, sent) {
  return new Promise((resolve) => {
    const fail = (error) => {
      assert.ok(typeof error.code === 'string', error);
      failures.push(error.code);
      resolve();
    };
    const req = http.request({ port, host: '127.0.0.1', method, path, agent }, (res) => {
      let text = '';
      res.on('data', (part) => { text += part; }).on('end', () => {
        assert.strictEqual(text, expected);
        resolve();
      }).on('error', fail).on('aborted', () => resolve());
    }).on('error', fail);
    req.end(sent);
  });
}

// Three requests in one packet; the connection is half closed after them.
function raw() {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3));
    let text = '';
    socket.on('data', (part) => {
      text += part;
      if (text.split('GET 0').length === 4) socket.end();
    }).on('end', () => socket.destroy()).on('error', ({ code }) => failures.push(code)).on('close', resolve);
    socket.setTimeout(3000, () => socket.destroy());
  });
}

server.on('error', ({ code }) => {
  failures.push(code);
  if (!server.listening) process.exitCode = 0;
});
server.on('clientError', (error, socket) => socket.destroy());
server.listen(0, '127.0.0.1', async () => {
  port = portOf(server);
  if (port === undefined) return;
  await ask('GET', '/', 'GET 0');
  await ask('POST', '/', `POST ${body.length}`, body);
  await Promise.all([ask('GET', '/large', body), ask('GET', '/chunks', 'abcd'), ask('GET', '/', 'GET 0')]);
  await raw();
  agent.destroy();
  server.closeAllConnections();
  server.close(() => console.log('closed'));
});
process.on('exit', () => console.log('ended', failures.length <= 3));
