// SPDX-License-Identifier: MIT
// NODE_USE_ENV_PROXY and --use-env-proxy: the command line counts first; without them the environment's proxies are left alone.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { execFile } = require('node:child_process');
const { listen, startProxy } = require('./_proxy.js');

const program = `
require('http').get(process.env.TARGET, (response) => response.pipe(process.stdout));
if (process.env.FETCH) fetch(process.env.TARGET).then((response) => response.text());
`;

function run(variables, options = []) {
  const { PATH, HOME } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [...options, '-e', program], { env: { PATH, HOME, ...variables } }, (error, out, errors) => {
      resolve({ code: error ? error.code : 0, out, errors });
    });
  });
}

(async () => {
  const server = await listen(http.createServer((request, response) => response.end('hello')));
  const proxy = await startProxy();
  const TARGET = `http://localhost:${server.port}/`;
  const env = { TARGET, HTTP_PROXY: proxy.url() };
  const cases = [
    [{}, [], 0], [{ NODE_USE_ENV_PROXY: '1' }, [], 1], [{ NODE_USE_ENV_PROXY: '0' }, [], 0], [{ NODE_USE_ENV_PROXY: 'true' }, [], 0],
    [{}, ['--use-env-proxy'], 1], [{ NODE_USE_ENV_PROXY: '0' }, ['--use-env-proxy'], 1], [{ NODE_USE_ENV_PROXY: '1' }, ['--no-use-env-proxy'], 0],
    [{ NODE_OPTIONS: '--use-env-proxy' }, [], 1], [{ NODE_USE_ENV_PROXY: '1', NO_PROXY: 'localhost' }, [], 0],
  ];
  for (const [variables, options, count] of cases) {
    assert.deepStrictEqual(await run({ ...env, ...variables }, options), { code: 0, out: 'hello', errors: '' });
    assert.strictEqual(proxy.log.splice(0).length, count, JSON.stringify([variables, options]));
  }

  await run({ ...env, NODE_USE_ENV_PROXY: '1', FETCH: '1' });
  assert.deepStrictEqual(proxy.log.map(({ method }) => method).sort(), ['CONNECT', 'GET']);

  const bad = await run({ TARGET, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'no-url' });
  assert.strictEqual(bad.code, 1);
  assert.match(bad.errors, /TypeError.*Invalid URL/);
  proxy.close();
  server.close();
})();
