// SPDX-License-Identifier: MIT
// A client that resets or leaves its connection in any state does no harm: requests are told, nothing is thrown, all connections end,
// and others are served.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

let aborted = 0;
let finished = 0;
const server = http.createServer((req, res) => {
  req.on('aborted', () => { aborted++; });
  req.on('error', () => {});
  res.on('finish', () => { finished++; });
  if (req.url === '/wait') return;
  if (req.url === '/large') {
    const more = () => {
      while (!res.destroyed && res.write(Buffer.alloc(65536)));
    };
    res.on('drain', more);
    more();
    return;
  }
  req.resume().on('end', () => res.end('ok'));
});
server.on('clientError', (error, socket) => socket.destroy());

const states = {
  'nothing sent': '',
  'part of a method': 'GE',
  'part of a head': 'GET / HTTP/1.1\r\nHost: a\r\nX: ',
  'part of a body': 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc',
  'part of a chunk': 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc',
  'a body expected': 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n',
  'waiting for an answer': 'GET /wait HTTP/1.1\r\nHost: a\r\n\r\n',
  'several waiting': 'GET /wait HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10),
  'within a large answer': 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n',
  'idle after an answer': 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'nonsense': '\x16\x03\x01nonsense\r\n\r\n',
};

function visit(text, leave) {
  return new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1', () => {
      if (text) socket.write(text, 'latin1');
      setTimeout(() => socket[leave](), 20);
    });
    socket.on('error', () => {}).on('close', resolve);
    if (!text.includes('/large')) socket.resume();
  });
}

server.listen(0, '127.0.0.1', async () => {
  for (const leave of ['destroy', 'resetAndDestroy', 'end']) {
    for (const [name, text] of Object.entries(states)) {
      // Half of a connection: the server ends the other half, or its answer is read to the end.
      if (leave === 'end' && (text.includes('/wait') || text.includes('/large'))) continue;
      await visit(text, leave, name);
    }
  }
  for (let i = 0; i < 100 && await new Promise((resolve) => server.getConnections((error, n) => resolve(n))) > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.strictEqual(await new Promise((resolve) => server.getConnections((error, n) => resolve(n))), 0);
  assert.ok(aborted >= 10, `${aborted} aborted`);
  assert.ok(finished >= 3, `${finished} finished`);
  http.get({ port: server.address().port, agent: false }, (res) => {
    res.resume().on('end', () => server.close());
    assert.strictEqual(res.statusCode, 200);
  });
});
