// SPDX-License-Identifier: MIT
// Koa's onion of middleware, and a Hapi server with validation of its own, both asked over real connections.
const http = require('node:http');
const { Readable } = require('node:stream');
const { load } = require('./_packages');

const Koa = load('koa');
const Hapi = load('@hapi/hapi');

function ask(port, method, path, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', method, path, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => resolve([res.statusCode, text, res.headers]));
    }).on('error', reject);
    request.end(body);
  });
}

async function koa() {
  const app = new Koa({ keys: ['secret'] });
  const order = [];
  app.on('error', (error) => order.push(`error ${error.message}`));
  app.use(async (ctx, next) => {
    order.push('1 in');
    await next();
    order.push('1 out');
    ctx.set('X-Time', 'some');
  });
  app.use(async (ctx, next) => {
    order.push('2 in');
    await next();
    order.push('2 out');
  });
  app.use(async (ctx) => {
    switch (ctx.path) {
      case '/json': ctx.body = { query: ctx.query, type: ctx.accepts('json', 'html') }; break;
      case '/stream': ctx.type = 'text'; ctx.body = Readable.from(['a', 'b', 'c']); break;
      case '/buffer': ctx.body = Buffer.from([1, 2, 3]); break;
      case '/cookie': ctx.cookies.set('n', 'v', { signed: true }); ctx.body = 'c'; break;
      case '/etag': ctx.status = 200; ctx.etag = 'x'; ctx.status = ctx.fresh ? 304 : 200; ctx.body = ctx.fresh ? null : 'e'; break;
      case '/throw': ctx.throw(422, 'cannot do that', { expose: true }); break;
      case '/empty': ctx.body = null; break;
      case '/crash': throw new Error('inside');
    }
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  for (const [path, headers] of [['/json?a=1', { accept: 'text/html' }], ['/stream'], ['/buffer'], ['/cookie'], ['/etag', { 'if-none-match': '"x"' }], ['/throw'],
                                 ['/empty'], ['/crash'], ['/none']]) {
    const [status, text, h] = await ask(port, 'GET', path, headers);
    console.log('koa', path, status, JSON.stringify(text), h['content-type'], h['content-length'], h['set-cookie'], h['x-time']);
  }
  console.log(order.filter((line) => line.startsWith('error')), order.slice(0, 4));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function hapi() {
  const server = Hapi.server({ port: 0, host: '127.0.0.1', routes: { payload: { maxBytes: 500 } } });
  server.route([
    { method: 'GET', path: '/hello/{name?}', handler: ({ params, query }, h) => h.response(`Hello ${params.name ?? 'nobody'} ${JSON.stringify(query)}`).type('text/plain').header('x-a', 'b') },
    { method: 'POST', path: '/echo', handler: ({ payload }) => payload },
    { method: ['PUT', 'PATCH'], path: '/any', handler: ({ method }) => ({ method }) },
    { method: 'GET', path: '/stream', handler: (request, h) => h.response(Readable.from(['x', 'y'], { objectMode: false })) },
    { method: 'GET', path: '/state', handler: (request, h) => h.response('s').state('data', { a: 1 }, { encoding: 'base64json', isSecure: false }) },
    { method: 'GET', path: '/fail', handler: () => { throw new Error('inside'); } },
  ]);
  server.ext('onPreResponse', (request, h) => {
    if (request.response.isBoom && request.response.output.statusCode === 404) return h.response({ lost: request.path }).code(404);
    return h.continue;
  });
  await server.start();
  const { port } = server.info;
  console.log(await server.inject('/hello/inject').then(({ statusCode, payload }) => [statusCode, payload]));
  for (const [method, path, body, type] of [['GET', '/hello/you?b=c'], ['GET', '/hello'], ['POST', '/echo', '{"a":[1]}', 'application/json'], ['POST', '/echo', 'a=1&b=2', 'application/x-www-form-urlencoded'],
                                            ['POST', '/echo', '{bad', 'application/json'], ['POST', '/echo', `"${'x'.repeat(600)}"`, 'application/json'], ['PATCH', '/any'], ['GET', '/stream'],
                                            ['GET', '/state'], ['GET', '/fail'], ['GET', '/where']]) {
    const [status, text, h] = await ask(port, method, path, type ? { 'content-type': type } : {}, body);
    console.log('hapi', method, path, status, text.slice(0, 80), h['content-type'], h['set-cookie']);
  }
  await server.stop();
}

koa().then(hapi);
