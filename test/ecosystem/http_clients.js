// SPDX-License-Identifier: MIT
// Axios, Got and node-fetch against one server: bodies, forms, redirects, compression, retries, timeouts, aborts, streams, progress.
const http = require('node:http');
const zlib = require('node:zlib');
const { pipeline } = require('node:stream/promises');
const { Writable } = require('node:stream');
const { load } = require('./_packages');

const axios = load('axios');
const FormData = load('form-data');

let flaky = 0;
const server = http.createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://host');
  const parts = [];
  req.on('data', (part) => parts.push(part)).on('end', () => {
    const body = Buffer.concat(parts);
    switch (pathname) {
      case '/json': res.setHeader('content-type', 'application/json'); res.end(JSON.stringify({ method: req.method, query: Object.fromEntries(searchParams), body: String(body), type: req.headers['content-type'] })); break;
      case '/gzip': res.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }); res.end(zlib.gzipSync('squeezed '.repeat(50))); break;
      case '/br': res.writeHead(200, { 'content-encoding': 'br' }); res.end(zlib.brotliCompressSync('brotli')); break;
      case '/redirect': res.writeHead(302, { location: `/json?hop=${(+searchParams.get('n') || 0) + 1}` }); res.end(); break;
      case '/loop': res.writeHead(302, { location: '/loop' }); res.end(); break;
      case '/flaky': res.writeHead(++flaky % 3 === 0 ? 200 : 503); res.end(`try ${flaky}`); break;
      case '/slow': break;
      case '/error': res.writeHead(418, { 'content-type': 'application/json' }); res.end('{"short":"stout"}'); break;
      case '/large': for (let i = 0; i < 100; i++) res.write(Buffer.alloc(10000, i)); res.end(); break;
      case '/form': res.end(`${/boundary/.test(req.headers['content-type'])} ${String(body).match(/name="\w+"/g)} ${body.includes('file content')}`); break;
      case '/cut': res.writeHead(200, { 'content-length': 100 }); res.write('only this'); setImmediate(() => req.socket.destroy()); break;
      default: res.writeHead(404); res.end();
    }
  });
});

async function withAxios(base) {
  const api = axios.create({ baseURL: base, headers: { 'x-api': '1' }, proxy: false });
  api.interceptors.response.use((response) => ({ ...response, seen: true }));
  console.log((await api.get('/json', { params: { a: 1, b: [2, 3] } })).data);
  console.log((await api.post('/json', { x: 'y' })).data);
  console.log((await api.put('/json', new URLSearchParams({ p: 'q' }))).data);
  console.log((await api.get('/gzip')).data.length, (await api.get('/br')).data);
  console.log((await api.get('/redirect?n=1')).data.query, await api.get('/loop').catch((error) => error.code));
  await api.get('/error').catch(({ response, code }) => console.log(response.status, response.data, code));
  console.log(await api.get('/slow', { timeout: 50 }).catch((error) => error.code));
  console.log(await api.get('/cut').catch((error) => error.code));
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  console.log(await api.get('/slow', { signal: controller.signal }).catch((error) => error.code));
  const form = new FormData();
  form.append('field', 'value');
  form.append('file', Buffer.from('file content'), 'f.txt');
  console.log((await api.post('/form', form, { headers: form.getHeaders() })).data);
  const { data } = await api.get('/large', { responseType: 'stream' });
  let size = 0;
  await pipeline(data, new Writable({ write(chunk, encoding, done) { size += chunk.length; done(); } }));
  console.log('streamed', size);
}

async function withGot(base) {
  const { default: got } = await import(require.resolve('got', { paths: [require('./_packages').root] }));
  const api = got.extend({ prefixUrl: base, retry: { limit: 2, backoffLimit: 10 } });
  console.log(await api('json', { searchParams: { s: 't' } }).json());
  console.log(await api.post('json', { json: { a: 1 } }).json());
  console.log(await api.post('json', { form: { f: 'g' } }).json());
  console.log((await api('gzip')).body.length, (await api('redirect')).redirectUrls.length);
  console.log((await api('flaky')).body, flaky);
  console.log(await api('slow', { timeout: { request: 50 }, retry: { limit: 0 } }).catch((error) => error.code));
  console.log(await api('error', { retry: { limit: 0 } }).catch((error) => [error.code, error.response.statusCode, error.response.body]));
  let size = 0;
  let last = 0;
  const stream = api.stream('large').on('downloadProgress', ({ transferred }) => { last = transferred; });
  await pipeline(stream, new Writable({ write(chunk, encoding, done) { size += chunk.length; done(); } }));
  console.log('streamed', size, last);
}

async function withNodeFetch(base) {
  const { default: fetch, FormData: WebForm, Blob } = await import(require.resolve('node-fetch', { paths: [require('./_packages').root] }));
  console.log(await (await fetch(`${base}/json?k=v`)).json());
  console.log(await (await fetch(`${base}/json`, { method: 'POST', body: new URLSearchParams({ u: 'v' }) })).json());
  console.log((await (await fetch(`${base}/gzip`)).text()).length, (await fetch(`${base}/redirect`)).redirected);
  console.log(await fetch(`${base}/loop`).catch((error) => error.type));
  const form = new WebForm();
  form.set('one', '1');
  form.set('file', new Blob(['file content']), 'x.txt');
  console.log(await (await fetch(`${base}/form`, { method: 'POST', body: form })).text());
  const response = await fetch(`${base}/error`);
  console.log(response.ok, response.status, await response.json(), [...response.headers.keys()].includes('content-type'));
  console.log(await fetch(`${base}/slow`, { signal: AbortSignal.timeout(30) }).catch((error) => error.name));
  let size = 0;
  for await (const chunk of (await fetch(`${base}/large`)).body) size += chunk.length;
  console.log('streamed', size);
}

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  await withAxios(base);
  await withGot(base);
  await withNodeFetch(base);
  server.closeAllConnections();
  server.close(() => console.log('closed'));
});
