// SPDX-License-Identifier: MIT
// What NO_PROXY leaves out.
'use strict';

const assert = require('node:assert');
const http = require('node:http');

// List, host, port, whether the proxy is passed by.
const cases = [
  ['*', 'a.com', 80, true], ['a.com,*', 'z.com', 80, true], ['', 'a.com', 80, false],
  ['a.com', 'a.com', 80, true], ['a.com', 'b.a.com', 80, false], ['A.com', 'a.COM', 80, true], ['a.com', 'a.com.evil', 80, false],
  ['.a.com', 'b.a.com', 80, true], ['.a.com', 'a.com', 80, true], ['.a.com', 'ba.com', 80, false],
  ['*.a.com', 'b.a.com', 80, true], ['*.a.com', 'c.b.a.com', 80, true], ['*.a.com', 'a.com', 80, false], ['*.a.com', 'ba.com', 80, false],
  ['a.com:80', 'a.com', 80, true], ['a.com:81', 'a.com', 80, false], ['.a.com:81', 'b.a.com', 81, true], ['.a.com:81', 'b.a.com', 80, false],
  ['x.com, a.com', 'a.com', 80, true], [' a.com ', 'a.com', 80, true], ['x.com a.com', 'a.com', 80, false], ['a.*.com', 'a.b.com', 80, false],
  ['1.2.3.4', '1.2.3.4', 80, true], ['1.2.3.4:81', '1.2.3.4', 80, false], ['1.2.3.4:80', '1.2.3.4', 80, true],
  ['1.2.3.1-1.2.3.9', '1.2.3.4', 80, true], ['1.2.3.1 - 1.2.3.9', '1.2.3.9', 80, true], ['1.2.3.1-1.2.3.9', '1.2.3.44', 80, false],
  ['1.2.3.9-1.2.3.1', '1.2.3.4', 80, false], ['1.2.3.1-1.2.3.9', 'a.com', 80, false], ['1.2.3.0/24', '1.2.3.4', 80, false],
  ['::1', '::1', 80, true], ['::1', '[::1]', 80, true], ['[::1]', '::1', 80, true], ['[::1]:80', '::1', 80, true], ['[::1]:81', '::1', 80, false],
  ['0:0:0:0:0:0:0:1', '::1', 80, true], ['::2', '::1', 80, false], ['localhost', '127.0.0.1', 80, false],
];

for (const [list, host, port, passedBy] of cases) {
  const agent = new http.Agent({ proxyEnv: { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: list } });
  const lookup = (name, options, callback) => process.nextTick(callback, new Error('looked up'));
  const request = http.request({ host, port, agent, lookup }).on('error', () => {});
  assert.strictEqual(request.path, passedBy ? '/' : `http://${host.includes('::') ? '[::1]' : host}${port === 80 ? '' : `:${port}`}/`, `${list} ${host}`);
  assert.strictEqual(request.getHeader('proxy-connection'), passedBy ? undefined : 'close');
  request.destroy();
}

// The lower case counts first; a way that is no TCP connection has no proxy.
const agent = new http.Agent({ proxyEnv: { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'a.com', no_proxy: 'b.com' } });
const paths = ['a.com', 'b.com'].map((host) => {
  const request = http.request({ host, agent, lookup: () => {} }).on('error', () => {});
  request.destroy();
  return request.path;
});
assert.deepStrictEqual(paths, ['http://a.com/', '/']);
const local = http.request({ socketPath: '/no/such/socket', path: '/x', agent });
local.on('error', (error) => {
  assert.strictEqual(error.code, 'ENOENT');
  assert.strictEqual(local.path, '/x');
});
local.end();
