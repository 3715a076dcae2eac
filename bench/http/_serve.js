// SPDX-License-Identifier: MIT
// usage: _serve.js PORT. The same answers by Bun.serve or Deno.serve: not node:http, for comparison.
/* global Bun, Deno */
function answer(request) {
  if (request.url.endsWith('/json')) return Response.json({ message: 'Hello, World!', list: [1, 2, 3], nested: { ok: true } });
  return new Response('Hello, World!', { headers: { 'Content-Type': 'text/plain' } });
}

const port = +process.argv[2];
if (typeof Bun !== 'undefined') {
  Bun.serve({ port, hostname: '127.0.0.1', fetch: answer });
  console.log('ready');
} else {
  Deno.serve({ port, hostname: '127.0.0.1', onListen: () => console.log('ready') }, answer);
}
