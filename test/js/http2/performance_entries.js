// SPDX-License-Identifier: MIT
// Entries of type 'http2', a ping's async resource, and the end of a stream in its last frame of data.
const assert = require('node:assert');
const { createHook } = require('node:async_hooks');
const http2 = require('node:http2');
const { PerformanceObserver } = require('node:perf_hooks');

const hooks = { init: 0, before: 0, after: 0, destroy: 0 };
const pings = new Set();
const count = (name) => (id) => { hooks[name] += pings.has(id) ? 1 : 0; };
createHook({
  init(id, type) {
    if (type === 'HTTP2PING') pings.add(id);
    count('init')(id);
  },
  before: count('before'), after: count('after'), destroy: count('destroy'),
}).enable();

const entries = [];
const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
observer.observe({ type: 'http2' });

const server = http2.createServer();
server.on('stream', (stream) => {
  stream.respond();
  stream.write('some ');
  stream.end('bytes');
});
server.listen(0, () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  client.ping((error) => {
    assert.ifError(error);
    const request = client.request({ ':method': 'POST' });
    request.end('hello');
    let text = '';
    request.setEncoding('utf8').on('data', (part) => { text += part; }).on('close', () => {
      assert.strictEqual(text, 'some bytes');
      client.close();
      server.close(() => setTimeout(check, 50));
    });
  });
});

function check() {
  observer.disconnect();
  const by = (name, type) => entries.filter((entry) => entry.name === name && (type === undefined || entry.detail.type === type));
  const [session] = by('Http2Session', 'client');
  assert.strictEqual(session.entryType, 'http2');
  const { framesReceived, streamCount, maxConcurrentStreams, pingRTT, streamAverageDuration, bytesRead, bytesWritten, framesSent } = session.detail;
  // Settings, their acknowledgement, the ping's, window updates; then the head and two frames of data, the second with the end.
  assert.ok(framesReceived >= 6 && framesReceived <= 8, `${framesReceived}`);
  assert.deepStrictEqual([streamCount, maxConcurrentStreams], [1, 1]);
  assert.ok(pingRTT > 0 && streamAverageDuration > 0 && session.duration >= streamAverageDuration);
  const [peer] = by('Http2Session', 'server');
  // A goodbye may find nobody.
  assert.ok(bytesRead > 0 && bytesRead <= peer.detail.bytesWritten && peer.detail.bytesRead <= bytesWritten);
  assert.ok(peer.detail.framesReceived <= framesSent);
  const streams = by('Http2Stream');
  assert.strictEqual(streams.length, 2);
  for (const { detail, duration } of streams) {
    assert.deepStrictEqual([detail.id, detail.bytesRead + detail.bytesWritten], [1, 15]);
    for (const name of ['timeToFirstByte', 'timeToFirstByteSent', 'timeToFirstHeader']) assert.ok(detail[name] > 0 && detail[name] <= duration, name);
  }
  assert.deepStrictEqual(hooks, { init: 1, before: 1, after: 1, destroy: 1 });
}
