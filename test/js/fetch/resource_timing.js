// SPDX-License-Identifier: MIT
// A fetch that is done is on the performance timeline.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { PerformanceObserver, performance } = require('node:perf_hooks');

const server = http.createServer((request, response) => {
  if (request.url === '/from') response.writeHead(302, { location: '/to' });
  response.end('body');
}).listen(0, async () => {
  const url = `http://localhost:${server.address().port}/from`;
  const seen = new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      observer.disconnect();
      resolve(list.getEntries()[0]);
    }).observe({ type: 'resource' });
  });
  await (await fetch(url)).text();
  const entry = await seen;
  assert.strictEqual(entry.name, url);
  assert.strictEqual(entry.initiatorType, 'fetch');
  assert.strictEqual(entry.responseStatus, 200);
  assert.strictEqual(entry.encodedBodySize, 4);
  assert.ok(entry.redirectStart > 0 && entry.redirectEnd >= entry.redirectStart);
  assert.ok(entry.requestStart <= entry.responseStart && entry.responseStart <= entry.responseEnd);
  assert.strictEqual(performance.getEntriesByType('resource').length, 1);
  server.close();
});
