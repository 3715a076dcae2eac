// SPDX-License-Identifier: MIT
// A Blob joins parts of every kind, slices without copying semantics showing, and is not changed by its sources.
'use strict';
const assert = require('node:assert');
const { Blob, File } = require('node:buffer');

const source = new Uint16Array([0x6261, 0x6463]);
const blob = new Blob(['<', source, new DataView(source.buffer, 1, 2), source.buffer, new Blob(['>']), 7, '\ud83d'], { type: 'X/Y' });
source.fill(0);
assert.strictEqual(blob.type, 'x/y');
(async () => {
  assert.strictEqual(await blob.text(), '<abcdbcabcd>7\ufffd');
  assert.strictEqual(await blob.slice(-7, -4, 'A').text(), 'cd>');
  assert.strictEqual(blob.slice(0, 1, 'A').type, 'a');
  assert.strictEqual(blob.slice(5, 2).size, 0);
  const bytes = await blob.bytes();
  bytes.fill(0);
  assert.strictEqual((await blob.slice(0, 3).bytes())[1], 0x61);
  let streamed = '';
  for await (const chunk of blob.stream()) streamed += Buffer.from(chunk);
  assert.strictEqual(streamed, '<abcdbcabcd>7\ufffd');
  const large = new Blob([new Uint8Array(200000).fill(1)]);
  let size = 0;
  for await (const chunk of large.stream()) size += chunk.length;
  assert.strictEqual(size, 200000);
  assert.strictEqual(await new Blob(['a\r\nb\rc\n'], { endings: 'native' }).text(), 'a\nb\nc\n');
  const file = structuredClone(new File(['x'], 'name', { lastModified: 3, type: 't' }));
  assert.ok(file instanceof File);
  assert.deepStrictEqual([file.name, file.lastModified, file.type, await file.text()], ['name', 3, 't', 'x']);
  await assert.rejects(Blob.prototype.text.call({}), { code: 'ERR_INVALID_THIS' });
})();
assert.throws(() => new Blob('text'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => new Blob([], { endings: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => new File([]), { code: 'ERR_MISSING_ARGS' });
