// SPDX-License-Identifier: MIT
// What is written in one turn is one chunk; order, callbacks, back pressure and the length that waits are as for single chunks.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const cases = {
  '/texts': (res) => {
    for (const part of ['a', '', 'b\u00e9', 'c']) res.write(part);
    res.end();
  },
  '/mixed': (res) => {
    res.write('a');
    res.write(Buffer.from('b'));
    res.write('\u00e9', 'latin1');
    res.write('\u00e9', 'utf8');
    res.write('64', 'hex');
    res.end('!');
  },
  '/turns': (res) => {
    res.write('one');
    setImmediate(() => {
      res.write('two');
      res.write('three');
      setImmediate(() => res.end('four'));
    });
  },
  '/corked': (res) => {
    res.cork();
    res.write('a');
    setImmediate(() => {
      res.write('b');
      res.uncork();
      setImmediate(() => res.end());
    });
  },
  '/callbacks': (res) => {
    const order = [];
    res.write('a', () => order.push('a'));
    res.write('', () => order.push('empty'));
    res.write(Buffer.from('b'), () => order.push('b'));
    res.end('c', () => assert.deepStrictEqual(order, ['a', 'empty', 'b']));
  },
  '/much': (res) => {
    const part = 'x'.repeat(10000);
    let drained = 0;
    const go = (left) => {
      while (left > 0) {
        if (!res.write(part)) {
          assert.strictEqual(res.writableNeedDrain, true);
          drained++;
          res.once('drain', () => go(left - 1));
          return;
        }
        left--;
      }
      assert.ok(drained > 5, `${drained}`);
      res.end();
    };
    go(1000);
  },
  '/length': (res) => {
    res.flushHeaders();
    const before = res.writableLength;
    res.write('asd');
    assert.strictEqual(res.writableLength - before, '3\r\nasd\r\n'.length);
    res.end();
  },
};
const bodies = {
  '/texts': '5\r\nab\u00c3\u00a9c\r\n0\r\n\r\n',
  '/mixed': '7\r\nab\u00e9\u00c3\u00a9d!\r\n0\r\n\r\n',
  '/turns': '3\r\none\r\n8\r\ntwothree\r\n4\r\nfour\r\n0\r\n\r\n',
  '/corked': '2\r\nab\r\n0\r\n\r\n',
  '/callbacks': '3\r\nabc\r\n0\r\n\r\n',
  '/length': '3\r\nasd\r\n0\r\n\r\n',
};

function ask(port, path) {
  return new Promise((resolve) => {
    let got = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`));
    socket.setEncoding('latin1').on('data', (part) => { got += part; }).on('end', () => resolve(got.slice(got.indexOf('\r\n\r\n') + 4)));
  });
}

const server = http.createServer((req, res) => cases[req.url](res)).listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (const [path, expected] of Object.entries(bodies)) assert.strictEqual(await ask(port, path), expected, path);
  const much = (await ask(port, '/much')).replace(/[0-9a-f]*\r\n/g, '');
  assert.strictEqual(much, 'x'.repeat(10000000));
  server.close();
});
