// SPDX-License-Identifier: MIT
// toWeb and fromWeb carry data, ends and errors both ways.
'use strict';
const assert = require('node:assert');
const { Readable, Writable, Duplex, Transform } = require('node:stream');
const { text } = require('node:stream/consumers');

(async () => {
  assert.strictEqual(await text(Readable.fromWeb(ReadableStream.from(['a', 'b']))), 'ab');
  assert.strictEqual(await text(Readable.toWeb(Readable.from([Buffer.from('c')]))), 'c');

  const seen = [];
  const web = Writable.toWeb(new Writable({ write(chunk, e, cb) { seen.push(`${chunk}`); cb(); } }));
  const writer = web.getWriter();
  await writer.write('x');
  await writer.close();
  assert.deepStrictEqual(seen, ['x']);

  const node = Writable.fromWeb(new WritableStream({ write() { throw new Error('full'); } }));
  const failed = new Promise((resolve) => node.on('error', resolve));
  node.write('x');
  assert.strictEqual((await failed).message, 'full');

  const pair = Duplex.toWeb(new Transform({ transform(chunk, e, cb) { cb(null, `<${chunk}>`); } }));
  const through = ReadableStream.from(['1', '2']).pipeThrough(pair);
  assert.strictEqual(await text(through), '<1><2>');
})();
