// SPDX-License-Identifier: MIT
// Flags: --experimental-eventsource --no-warnings
// Events as the server writes them, in any pieces and with any line ends; the connection comes back with the last id; what is no stream ends it.
'use strict';

const assert = require('node:assert');
const http = require('node:http');

const FIRST = '\ufeff: comment\nretry: 5\n\ndata: one\n\nevent: named\rdata:two\rdata: lines\rid: 7\r\rdata\r\n\r\nid: x\0y\ndata: \u00fc\n\nunknown: z\ndata: cut';
let connections = 0;
const server = http.createServer((request, response) => {
  if (request.url === '/other') {
    response.end('text');
    return;
  }
  assert.strictEqual(request.headers.accept, 'text/event-stream');
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  if (++connections === 1) {
    const bytes = Buffer.from(FIRST);
    let at = 0;
    const next = () => {
      if (at === bytes.length) response.end();
      else response.write(bytes.subarray(at, ++at), () => setImmediate(next));
    };
    next();
  } else {
    response.write(`data: ${request.headers['last-event-id']}\n\n`);
  }
}).listen(0, () => {
  const base = `http://localhost:${server.address().port}`;
  const source = new EventSource(base);
  const got = [];
  const note = ({ type, data, lastEventId }) => got.push([type, data, lastEventId]);
  source.onopen = () => got.push('open');
  source.onerror = () => got.push('error', source.readyState);
  source.addEventListener('named', note);
  source.onmessage = (event) => {
    note(event);
    if (event.data !== '7') return;
    source.close();
    assert.strictEqual(source.readyState, EventSource.CLOSED);
    assert.deepStrictEqual(got, ['open', ['message', 'one', ''], ['named', 'two\nlines', '7'], ['message', '', '7'], ['message', '\u00fc', '7'],
      'error', EventSource.CONNECTING, 'open', ['message', '7', '7']]);
    const other = new EventSource(`${base}/other`);
    other.onerror = () => {
      assert.strictEqual(other.readyState, EventSource.CLOSED);
      server.closeAllConnections();
      server.close();
    };
  };
});
