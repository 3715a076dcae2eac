// SPDX-License-Identifier: MIT
// stream/consumers: buffer, text, json, arrayBuffer, blob, of Node's and of web streams.
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');
const consumers = require('node:stream/consumers');

(async () => {
  const make = () => Readable.from([Buffer.from('{"a":"\u00e4'), Buffer.from('"}')]);
  assert.deepStrictEqual(await consumers.json(make()), { a: '\u00e4' });
  assert.strictEqual(await consumers.text(Readable.toWeb(make())), '{"a":"\u00e4"}');
  assert.strictEqual((await consumers.buffer(make())).toString(), '{"a":"\u00e4"}');
  assert.strictEqual((await consumers.arrayBuffer(make())).byteLength, 10);
  assert.strictEqual((await consumers.blob(make())).size, 10);
})();
