// SPDX-License-Identifier: MIT
// Fastify: schemas, hooks, plugins, a logger (pino), injected and real requests, streams.
const { Readable, Writable } = require('node:stream');
const http = require('node:http');
const { load } = require('./_packages');

const fastify = load('fastify');
const pino = load('pino');

const log = [];
const sink = new Writable({ write(chunk, encoding, done) {
  for (const line of String(chunk).trim().split('\n')) log.push(JSON.parse(line));
  done();
} });

async function build() {
  const app = fastify({ loggerInstance: pino({ level: 'info', base: null, timestamp: false }, sink), bodyLimit: 2000, genReqId: (() => { let n = 0; return () => `r${++n}`; })() });
  app.decorate('answer', 42);
  app.decorateRequest('user', null);
  app.addHook('onRequest', async (request) => {
    request.user = request.headers['x-user'] ?? 'nobody';
  });
  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('x-hook', 'sent');
    return payload;
  });
  app.register(async (scope) => {
    scope.get('/answer', async function(request) {
      return { answer: this.answer, user: request.user };
    });
  }, { prefix: '/v1' });
  app.post('/sum', {
    schema: {
      body: { type: 'object', required: ['numbers'], properties: { numbers: { type: 'array', items: { type: 'number' }, maxItems: 5 } } },
      response: { 200: { type: 'object', properties: { sum: { type: 'number' } } } },
    },
  }, async ({ body: { numbers } }) => ({ sum: numbers.reduce((a, b) => a + b, 0), secret: 'not in the schema' }));
  app.get('/stream', (request, reply) => reply.type('text/plain').send(Readable.from(['one ', 'two ', 'three'])));
  app.get('/fail', async () => {
    throw Object.assign(new Error('broken'), { statusCode: 503 });
  });
  app.get('/items/:id(^\\d+$)', async ({ params, query }) => ({ params, query }));
  app.all('/echo', async ({ method, body }) => ({ method, body }));
  app.setErrorHandler((error, request, reply) => {
    request.log.warn({ code: error.code }, error.message);
    reply.status(error.statusCode ?? 500).send({ message: error.message });
  });
  app.setNotFoundHandler((request, reply) => reply.code(404).send({ nothing: request.url }));
  await app.ready();
  return app;
}

function real(port, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', method, path, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) } }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => resolve([res.statusCode, text, res.headers['x-hook']]));
    }).on('error', reject);
    request.end(body);
  });
}

(async () => {
  const app = await build();
  const show = ({ statusCode, payload, headers }) => console.log(statusCode, payload, headers['content-type']);
  show(await app.inject({ url: '/v1/answer', headers: { 'x-user': 'ada' } }));
  show(await app.inject({ method: 'POST', url: '/sum', payload: { numbers: [1, 2, 3.5] } }));
  show(await app.inject({ method: 'POST', url: '/sum', payload: { numbers: 'no' } }));
  show(await app.inject('/items/12?x=1'));
  show(await app.inject('/items/abc'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  console.log(await real(port, 'GET', '/v1/answer'));
  console.log(await real(port, 'POST', '/sum', '{"numbers":[4,5]}'));
  console.log(await real(port, 'POST', '/sum', '{"numbers":['));
  console.log(await real(port, 'POST', '/sum', JSON.stringify({ numbers: Array(900).fill(1) })));
  console.log(await real(port, 'GET', '/stream'));
  console.log(await real(port, 'GET', '/fail'));
  console.log(await real(port, 'PUT', '/echo', '{"a":[1,{"b":null}]}'));
  console.log(await real(port, 'GET', '/nowhere'));
  await app.close();
  for (const { level, msg, reqId, code, req, res } of log) {
    if (msg.startsWith('Server listening')) continue;
    console.log(level, msg, reqId, code, req && [req.method, req.url], res?.statusCode);
  }
})();
