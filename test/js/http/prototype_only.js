// SPDX-License-Identifier: MIT
// Objects that only inherit from IncomingMessage, as frameworks make for their requests, have headers: none.
'use strict';
const assert = require('node:assert');
const http = require('node:http');

for (const name of ['headers', 'headersDistinct', 'trailers', 'trailersDistinct']) {
  const request = Object.create(http.IncomingMessage.prototype);
  assert.deepStrictEqual({ ...request[name] }, {}, name);
  request[name] = { own: 'x' };
  assert.deepStrictEqual(request[name], { own: 'x' }, name);
}
