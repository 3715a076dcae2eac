// SPDX-License-Identifier: MIT
// Redirects: followed, refused or shown; methods, bodies and secrets on the way; too many.
'use strict';

const assert = require('node:assert');
const http = require('node:http');

const other = http.createServer((request, response) => response.end(JSON.stringify(request.headers)));
const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://x');
  if (pathname === '/to') {
    response.writeHead(Number(searchParams.get('status')), { location: searchParams.get('where') });
    response.end('moved');
  } else if (pathname === '/nowhere') {
    response.writeHead(302);
    response.end('stay');
  } else {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => response.end(`${request.method} ${text} ${request.headers['content-type']}`));
  }
});
other.listen(0, () => server.listen(0, async () => {
  const base = `http://localhost:${server.address().port}`;
  const to = (status, where) => `${base}/to?status=${status}&where=${encodeURIComponent(where)}`;
  const init = () => ({ method: 'POST', body: 'b', headers: { authorization: 'secret' } });
  for (const [status, expected] of [[301, 'GET  undefined'], [302, 'GET  undefined'], [303, 'GET  undefined'],
    [307, 'POST b text/plain;charset=UTF-8'], [308, 'POST b text/plain;charset=UTF-8']]) {
    const response = await fetch(to(status, '/end'), init());
    assert.strictEqual(await response.text(), expected);
    assert.strictEqual(response.redirected, true);
    assert.strictEqual(response.url, `${base}/end`);
  }
  const away = await (await fetch(to(307, `http://localhost:${other.address().port}/`), init())).json();
  assert.strictEqual(away.authorization, undefined);
  assert.strictEqual((await fetch(to(302, '/end'), { redirect: 'manual' })).status, 302);
  const refused = fetch(to(302, '/end'), { redirect: 'error' });
  await assert.rejects(refused, (error) => error.message === 'fetch failed' && error.cause.message === 'unexpected redirect');
  await assert.rejects(fetch(to(302, to(302, '/to?status=302&where=' + encodeURIComponent('ftp://x')))), TypeError);
  assert.strictEqual(await (await fetch(`${base}/nowhere`)).text(), 'stay');
  const loop = http.createServer((request, response) => {
    response.writeHead(302, { location: '/again' });
    response.end();
  }).listen(0, async () => {
    await assert.rejects(fetch(`http://localhost:${loop.address().port}`), (error) => error.cause.message === 'redirect count exceeded');
    const body = new ReadableStream({ start(controller) { controller.enqueue(new Uint8Array(1)); controller.close(); } });
    await assert.rejects(fetch(to(307, '/end'), { method: 'POST', body, duplex: 'half' }), TypeError);
    for (const each of [loop, server, other]) each.close();
  });
}));
