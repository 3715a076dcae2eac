// SPDX-License-Identifier: MIT
// A Blob over a file reads it when asked, in parts too, and fails once the file has changed.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blob-'));
const file = path.join(folder, 'file');
fs.writeFileSync(file, 'a'.repeat(100000) + 'end');
(async () => {
  const blob = await fs.openAsBlob(file, { type: 'text/plain' });
  assert.strictEqual(blob.size, 100003);
  assert.strictEqual(await blob.slice(-4).text(), 'aend');
  assert.strictEqual(await new Blob(['<', blob.slice(-3), '>']).text(), '<end>');
  let size = 0;
  for await (const chunk of blob.stream()) size += chunk.length;
  assert.strictEqual(size, 100003);
  fs.writeFileSync(file, 'other');
  await assert.rejects(blob.text(), { name: 'NotReadableError' });
  await assert.rejects(fs.openAsBlob(file + '.none'), { code: 'ERR_INVALID_ARG_VALUE' });
  fs.rmSync(folder, { recursive: true });
})();
