// SPDX-License-Identifier: MIT
// Headless Chromium over TLS: pages over HTTP/1.1 and, where both agree on it, HTTP/2; a script that asks, posts, and talks over a WebSocket of package `ws`.
const { spawn } = require('node:child_process');
const http2 = require('node:http2');
const https = require('node:https');
const { load } = require('./_packages');
const { find, skip } = require('./_services');
const { server: { cert, key } } = require('../js/tls/fixtures/certificates.js');

const { WebSocketServer } = load('ws');
const program = find('chromium', '/usr/lib/chromium') ?? find('chromium-browser');

const page = `<!DOCTYPE html><title>page</title><p id="out">waiting</p><script type="module">
const answers = await Promise.all([1, 2, 3].map(async (n) => (await fetch('/json/' + n)).json()));
const posted = await (await fetch('/post', { method: 'POST', body: 'x'.repeat(300000) })).text();
const socket = location.hash === '#ws' ? new WebSocket('wss://' + location.host) : undefined;
const said = socket && await new Promise((resolve) => {
  socket.onopen = () => socket.send('y'.repeat(5000));
  socket.onmessage = ({ data }) => resolve(data);
  socket.onerror = () => resolve('error');
});
await fetch('/done', { method: 'POST', body: [...answers.map(({ n }) => n), posted, said].join(' ') });
</script>`;

function answer(request, response) {
  versions.add(request.httpVersion);
  if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  else if (request.url.startsWith('/json/')) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ n: +request.url.slice(6) }));
  else if (request.url === '/post') {
    let size = 0;
    request.on('data', (part) => { size += part.length; }).on('end', () => response.end(`posted ${size}`));
  } else if (request.url === '/done') {
    let text = '';
    request.on('data', (part) => { text += part; }).on('end', () => {
      response.end();
      result = text;
      browser.kill();
    });
  } else {
    response.writeHead(404).end();
  }
}
const versions = new Set();
let browser;
let result;

// The page says what it found; then the browser is ended.
function visit(url, profile) {
  return new Promise((resolve) => {
    result = 'nothing was said';
    browser = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--ignore-certificate-errors',
                              `--user-data-dir=${process.cwd()}/${profile}`, '--remote-debugging-port=0', url], { stdio: 'ignore' });
    const patience = setTimeout(() => browser.kill(), 100_000);
    browser.on('close', () => {
      clearTimeout(patience);
      resolve(result);
    });
  });
}

async function run(name, server, hash) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  versions.clear();
  console.log(name, await visit(`https://127.0.0.1:${server.address().port}/${hash}`, `profile-${name}`), [...versions]);
  server.closeAllConnections?.();
  server.close();
}

async function main() {
  const plain = https.createServer({ key, cert }, answer);
  const sockets = new WebSocketServer({ server: plain });
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`${data.length} heard`)));
  await run('https', plain, '#ws');
  sockets.close();
  await run('h2', http2.createSecureServer({ key, cert, allowHTTP1: true }, answer), '');
  process.exit();
}

if (program === undefined) skip('Chromium', __filename);
else main();
