// SPDX-License-Identifier: MIT
// What a client makes of a server's bytes, whole and one by one: informational heads, lengths, chunks, trailers, ends, nonsense.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const ok = 'HTTP/1.1 200 OK\r\n';
const cases = {
  'a length': [`${ok}Content-Length: 2\r\n\r\nhi`, '200 OK:hi'],
  'chunks': [`${ok}Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nh\r\n1\r\ni\r\n0\r\nX: y\r\nX: z\r\n\r\n`, '200 OK:hi {"x":"y, z"}'],
  'until the end': [`${ok}\r\nhi`, '200 OK:hi'],
  'HTTP/1.0': ['HTTP/1.0 200 OK\r\n\r\nhi', '200 OK:hi'],
  'no reason': ['HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi', '200 :hi'],
  'early hints': [`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}Content-Length: 2\r\n\r\nhi`, '103 {"link":"</a>"}|200 OK:hi'],
  'several informational heads': [`HTTP/1.1 102 P\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 199 X\r\nA: b\r\n\r\n${ok}Content-Length: 0\r\n\r\n`,
    '102 {}|continue|100 {}|199 {"a":"b"}|200 OK:'],
  'no body for 204': ['HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n', '204 No Content:'],
  'no body for 304': ['HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n', '304 Not Modified:'],
  'cut by length': [`${ok}Content-Length: 5\r\n\r\nhi`, '200 OK:aborted ECONNRESET'],
  'cut in a chunk': [`${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhi`, '200 OK:aborted ECONNRESET'],
  'cut before the last chunk': [`${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n`, '200 OK:aborted ECONNRESET'],
  'nothing': ['', 'ECONNRESET'],
  'half a head': ['HTTP/1.1 200 OK\r\nContent', 'ECONNRESET'],
  'nonsense': ['nonsense\r\n\r\n', 'HPE_INVALID_CONSTANT'],
  'a folded field': [`${ok}X: a\r\n b\r\nContent-Length: 0\r\n\r\n`, /^HPE_|^200/],
  'two lengths': [`${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 'HPE_UNEXPECTED_CONTENT_LENGTH'],
  'length and chunks': [`${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`, 'HPE_INVALID_TRANSFER_ENCODING'],
  'a length that is none': [`${ok}Content-Length: x\r\n\r\n`, 'HPE_INVALID_CONTENT_LENGTH'],
  'bare LF': ['HTTP/1.1 200 OK\nContent-Length: 0\n\n', /^HPE_/],
  'space before a colon': [`${ok}X : y\r\nContent-Length: 0\r\n\r\n`, 'HPE_INVALID_HEADER_TOKEN'],
  'NUL in a value': [`${ok}X: a\0b\r\nContent-Length: 0\r\n\r\n`, 'HPE_INVALID_HEADER_TOKEN'],
  'a chunk size that is none': [`${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, '200 OK:HPE_INVALID_CHUNK_SIZE'],
  'bytes behind the answer': [`${ok}Content-Length: 2\r\n\r\nhi and more`, /^200 OK:(hi|HPE_INVALID_CONSTANT)$/],
};

function ask(port, text) {
  return new Promise((resolve) => {
    let log = '';
    const end = (what) => {
      resolve(log + what);
      log = '';
    };
    const request = http.get({ port, host: '127.0.0.1', agent: false, headers: { 'x-case': text } });
    request.on('information', ({ statusCode, headers }) => { log += `${statusCode} ${JSON.stringify(headers)}|`; });
    request.on('continue', () => { log += 'continue|'; });
    request.on('error', ({ code }) => end(code));
    request.on('response', (response) => {
      let body = '';
      log += `${response.statusCode} ${response.statusMessage}:`;
      response.setEncoding('latin1').on('data', (part) => { body += part; }).on('error', ({ code }) => end(`${response.aborted ? 'aborted ' : ''}${code}`));
      response.on('end', () => end(Object.keys(response.trailers).length > 0 ? `${body} ${JSON.stringify(response.trailers)}` : body));
    });
  });
}

let each = Infinity;
const server = net.createServer((socket) => {
  socket.setNoDelay(true).on('error', () => {});
  socket.once('data', async (head) => {
    const name = /x-case: (.*)\r/i.exec(head.toString())[1];
    const bytes = Buffer.from(cases[name][0], 'latin1');
    for (let at = 0; at < bytes.length && !socket.destroyed; at += each) {
      socket.write(bytes.subarray(at, at + each));
      if (each !== Infinity) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
  });
});

let asked = 0;
server.listen(0, '127.0.0.1', async () => {
  for (each of [Infinity, 1]) {
    await Promise.all(Object.entries(cases).map(async ([name, { 1: expected }]) => {
      const got = await ask(server.address().port, name);
      asked++;
      if (typeof expected === 'string') assert.strictEqual(got, expected, `${name}, ${each} at a time`);
      else assert.match(got, expected, name);
    }));
  }
  server.close();
});
process.on('exit', () => assert.strictEqual(asked, 2 * Object.keys(cases).length));
