// SPDX-License-Identifier: MIT
// A reverse proxy over fetch: bodies flow both ways without being held. Run: protojs examples/reverse_proxy.js http://localhost:8080 [PORT]
const http = require('node:http');
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');

const [upstream, port = '8000'] = process.argv.slice(2);
if (!upstream) {
  console.error('usage: reverse_proxy.js UPSTREAM [PORT]');
  process.exit(2);
}
const PER_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'content-encoding', 'content-length'];

http.createServer(async (request, response) => {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!PER_CONNECTION.includes(name)) headers.set(name, value);
  }
  headers.set('x-forwarded-for', request.socket.remoteAddress);
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  try {
    const answer = await fetch(new URL(request.url, upstream), {
      method: request.method, headers, body: hasBody ? request : undefined, duplex: 'half', redirect: 'manual', signal: controller.signal,
    });
    for (const [name, value] of answer.headers) {
      if (!PER_CONNECTION.includes(name)) response.appendHeader(name, value);
    }
    response.writeHead(answer.status);
    if (answer.body === null) response.end();
    else await pipeline(Readable.fromWeb(answer.body), response);
  } catch (error) {
    if (controller.signal.aborted) return;
    if (!response.headersSent) response.writeHead(502);
    response.end();
    console.error(`${request.method} ${request.url}: ${error.cause?.message ?? error.message}`);
  }
}).listen(Number(port), function() {
  console.log(`http://localhost:${this.address().port} -> ${upstream}`);
});
