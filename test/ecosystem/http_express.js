// SPDX-License-Identifier: MIT
// An Express 5 application with what such applications have: helmet, cors, morgan, compression, body-parser, multer, serve-static;
// Supertest asks it, and so does a bare client.
const http = require('node:http');
const fs = require('node:fs');
const zlib = require('node:zlib');
const { load } = require('./_packages');

const express = load('express');
const bodyParser = load('body-parser');
const compression = load('compression');
const cors = load('cors');
const helmet = load('helmet');
const morgan = load('morgan');
const multer = load('multer');
const serveStatic = load('serve-static');
const request = load('supertest');

fs.mkdirSync('public');
fs.writeFileSync('public/data.txt', '0123456789'.repeat(10));
fs.writeFileSync('public/index.html', '<h1>hello</h1>');

const lines = [];
const app = express();
app.use(morgan(':method :url :status :res[content-length]', { stream: { write: (line) => lines.push(line.trim()) } }));
app.use(helmet());
app.use(cors({ origin: 'http://example.com', credentials: true }));
app.use(compression({ threshold: 100 }));
app.use('/static', serveStatic('public', { maxAge: '1h', lastModified: false }));
app.use(bodyParser.json({ limit: '1kb' }));
app.use(bodyParser.urlencoded({ extended: true }));
app.use(bodyParser.text());

const users = new Map([[1, { id: 1, name: 'Ada' }]]);
const router = express.Router();
router.param('id', (req, res, next, id) => {
  req.user = users.get(Number(id));
  next(req.user ? undefined : Object.assign(new Error('no such user'), { status: 404 }));
});
router.get('/:id', (req, res) => res.json(req.user));
router.post('/', (req, res) => {
  const user = { id: users.size + 1, ...req.body };
  users.set(user.id, user);
  res.status(201).location(`/users/${user.id}`).json(user);
});
router.delete('/:id', (req, res) => {
  users.delete(req.user.id);
  res.sendStatus(204);
});
app.use('/users', router);
app.get('/long', (req, res) => res.type('text').send('long text '.repeat(100)));
app.get('/query', (req, res) => res.json({ query: req.query, ip: req.ip.includes('127.0.0.1'), accepts: req.accepts(['html', 'json']), fresh: req.fresh }));
app.get('/stream', (req, res) => {
  res.type('text');
  for (let i = 0; i < 3; i++) res.write(`part ${i}\n`);
  res.end('end\n');
});
app.get('/redirect', (req, res) => res.redirect(301, '/users/1'));
app.get('/cookie', (req, res) => res.cookie('a', 'b c', { httpOnly: true, maxAge: 1000 }).clearCookie('old').send('set'));
app.get('/async', async () => {
  await null;
  throw Object.assign(new Error('async failure'), { status: 418 });
});
app.get('/file', (req, res) => res.download('public/data.txt', 'numbers.txt', { root: process.cwd() }));
app.post('/text', (req, res) => res.send(`${typeof req.body} ${req.body.length}`));
app.post('/upload', multer({ storage: multer.memoryStorage(), limits: { fileSize: 1000 } }).array('files', 3), (req, res) => {
  res.json({ body: req.body, files: req.files.map(({ originalname, mimetype, size, buffer }) => ({ originalname, mimetype, size, text: String(buffer).slice(0, 5) })) });
});
app.use((error, req, res, next) => res.status(error.status ?? 500).json({ error: error.type ?? error.message, code: error.code }));

async function main() {
  const api = request(app);
  const show = (name, { status, body, text, headers }, ...fields) =>
    console.log(name, status, Object.keys(body ?? {}).length > 0 ? body : text?.slice(0, 40), Object.fromEntries(fields.map((f) => [f, headers[f]])));
  show('user', await api.get('/users/1').set('Origin', 'http://example.com'), 'content-type', 'etag', 'access-control-allow-origin', 'x-powered-by',
    'strict-transport-security', 'x-frame-options');
  show('not modified', await api.get('/users/1').set('If-None-Match', 'W/"15-Uz5tLeD/GUuik8TTq8kwMsgQWKc"'));
  show('none', await api.get('/users/9'));
  show('created', await api.post('/users').send({ name: 'Grace' }), 'location');
  show('deleted', await api.delete('/users/2'));
  show('form', await api.post('/users').type('form').send('name=Lin&tags[]=a&tags[]=b'));
  show('bad json', await api.post('/users').type('json').send('{"a":'));
  show('too large', await api.post('/users').send({ name: 'x'.repeat(2000) }));
  show('text', await api.post('/text').type('text/plain').send('\u00fcber'));
  show('gzip', await api.get('/long').set('Accept-Encoding', 'gzip'), 'content-encoding', 'vary');
  show('query', await api.get('/query?a=1&b=2&b=3').set('Accept', 'application/json'));
  show('stream', await api.get('/stream').set('Accept-Encoding', 'identity'), 'transfer-encoding');
  show('redirect', await api.get('/redirect'), 'location');
  show('followed', await api.get('/redirect').redirects(1));
  show('cookie', await api.get('/cookie').then((r) => ({ ...r, status: r.status, headers: { c: r.headers['set-cookie'].map((c) => c.replace(/Expires=[^;]+/, 'Expires=?')) } })), 'c');
  show('async', await api.get('/async'));
  show('head', await api.head('/long').set('Accept-Encoding', 'identity'), 'content-length');
  show('options', await api.options('/users/1').set('Origin', 'http://example.com').set('Access-Control-Request-Method', 'DELETE'), 'access-control-allow-methods');
  show('static', await api.get('/static/'), 'content-type', 'cache-control');
  show('range', await api.get('/static/data.txt').set('Range', 'bytes=5-14'), 'content-range', 'content-length');
  show('no range', await api.get('/static/data.txt').set('Range', 'bytes=500-'), 'content-range');
  show('escape', await api.get('/static/..%2fpackage.json'));
  show('download', await api.get('/file'), 'content-disposition', 'content-length');
  show('upload', await api.post('/upload').field('title', 'two').attach('files', Buffer.from('first file'), 'a.txt').attach('files', Buffer.alloc(700, 'z'), { filename: 'b.bin', contentType: 'application/x-b' }));
  show('upload too large', await api.post('/upload').attach('files', Buffer.alloc(5000), 'c.bin'));
  await bare();
  console.log(lines.join('\n'));
}

// Pipelined, over one connection, with a compressed answer among them.
async function bare() {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path, headers) => new Promise((resolve, reject) => {
    http.get({ port: server.address().port, host: '127.0.0.1', path, agent, headers }, (res) => {
      const parts = [];
      res.on('data', (part) => parts.push(part)).on('end', () => resolve({ res, body: Buffer.concat(parts), reused: res.req.reusedSocket }));
    }).on('error', reject);
  });
  for (const encoding of ['identity', 'gzip', 'br', 'deflate']) {
    const { res, body, reused } = await get('/long', { 'Accept-Encoding': encoding });
    const decode = { gzip: zlib.gunzipSync, br: zlib.brotliDecompressSync, deflate: zlib.inflateSync }[encoding] ?? ((b) => b);
    console.log(encoding, res.headers['content-encoding'], decode(body).length, reused);
  }
  agent.destroy();
  await new Promise((resolve) => server.close(resolve));
}

main();
