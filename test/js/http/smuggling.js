// SPDX-License-Identifier: MIT
// What a proxy in front could read differently: each case is answered with 400 and the connection ends; the second request that hides in it is
// never seen. Delivered whole and byte by byte.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (fields, body = hidden) => `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n\r\n${body}`;
const cases = {
  'length twice': post('Content-Length: 0\r\nContent-Length: 33'),
  'length twice, alike': post('Content-Length: 0\r\nContent-Length: 0'),
  'lengths in a list': post('Content-Length: 0, 33'),
  'length with a sign': post('Content-Length: +0'),
  'length in hex': post('Content-Length: 0x0'),
  'length, then nothing': post('Content-Length: '),
  'length with a space in it': post('Content-Length: 1 0'),
  'length too great': post('Content-Length: 99999999999999999999'),
  'length and chunks': post('Content-Length: 5\r\nTransfer-Encoding: chunked', `0\r\n\r\n${hidden}`),
  'chunks and length': post('Transfer-Encoding: chunked\r\nContent-Length: 5', `0\r\n\r\n${hidden}`),
  'chunked, then more': post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${hidden}`),
  'chunked twice': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', `0\r\n\r\n${hidden}`),
  'not quite chunked': post('Transfer-Encoding: xchunked', `0\r\n\r\n${hidden}`),
  'chunked in quotes': post('Transfer-Encoding: "chunked"', `0\r\n\r\n${hidden}`),
  'chunked after a control character': post('Transfer-Encoding: \x0bchunked', `0\r\n\r\n${hidden}`),
  'space before the colon': post('Transfer-Encoding : chunked', `0\r\n\r\n${hidden}`),
  'tab before the colon': post('Content-Length\t: 33'),
  'folded field': post('X: y\r\n Content-Length: 33'),
  'bare LF': post('X: y\nContent-Length: 33'),
  'bare CR': post('X: y\rContent-Length: 33'),
  'field without a colon': post('Content-Length 33'),
  'field without a name': post(': 33'),
  'NUL in a name': post('Content-\0Length: 33'),
  'NUL in a value': post('X: \0\r\nContent-Length: 0'),
  'space before the first field': `POST / HTTP/1.1\r\n Content-Length: 33\r\nHost: a\r\n\r\n${hidden}`,
  'bare LF after the first line': `POST / HTTP/1.1\nHost: a\r\nContent-Length: 33\r\n\r\n${hidden}`,
  'bare LF for an end': `POST / HTTP/1.1\r\nHost: a\r\n\n${hidden}`,
  'two spaces': `POST  / HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`,
  'a space in the target': `POST /a b HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`,
  'an odd version': `POST / HTTP/1.9\r\nHost: a\r\n\r\n${hidden}`,
  'no version': `POST /\r\nHost: a\r\n\r\n${hidden}`,
  'method in small letters': `post / HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`,
};
const chunked = (body) => post('Transfer-Encoding: chunked', body);
const chunks = {
  'size in 0x': chunked(`0x0\r\n\r\n${hidden}`),
  'size with a sign': chunked(`+0\r\n\r\n${hidden}`),
  'size with spaces': chunked(`0 \r\n\r\n${hidden}`),
  'size too great': chunked(`ffffffffffffffff1\r\n\r\n${hidden}`),
  'size and bare LF': chunked(`0\n\n${hidden}`),
  'chunk longer than its size': chunked(`1\r\nab\r\n0\r\n\r\n${hidden}`),
  'chunk and bare LF': chunked(`1\r\na\n0\r\n\r\n${hidden}`),
  'extension with a bare LF': chunked(`1;x\na\r\n0\r\n\r\n${hidden}`),
  'extension with a control character': chunked(`1;x=\x01\r\na\r\n0\r\n\r\n${hidden}`),
  'folded trailer': chunked(`0\r\nA: b\r\n c\r\n\r\n${hidden}`),
};

let seen = [];
const server = http.createServer((req, res) => {
  seen.push(req.url);
  req.on('error', () => {}).resume().on('end', () => res.end('ok'));
});

function send(text, each) {
  return new Promise((resolve) => {
    const bytes = Buffer.from(text, 'latin1');
    const socket = net.connect(server.address().port, '127.0.0.1');
    let got = '';
    socket.setNoDelay(true);
    let at = 0;
    const next = () => {
      while (at < bytes.length && !socket.destroyed) {
        const part = bytes.subarray(at, at + each);
        at += each;
        if (!socket.write(part) && at < bytes.length) return;
      }
    };
    socket.on('drain', next).on('error', () => {}).on('data', (part) => { got += part; }).on('close', () => resolve(got));
    next();
  });
}

server.listen(0, '127.0.0.1', async () => {
  for (const [name, text] of Object.entries({ ...cases, ...chunks })) {
    for (const each of [text.length, 1]) {
      seen = [];
      const got = await send(text, each);
      assert.ok(got === '' || got.startsWith('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'), `${name}: ${got}`);
      assert.deepStrictEqual(seen, name in chunks ? ['/'] : [], name);
    }
  }
  // As a measure: without trickery both are seen.
  seen = [];
  await Promise.race([send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab${hidden.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}`, 1)]);
  assert.deepStrictEqual(seen, ['/', '/hidden']);
  server.close();
});
