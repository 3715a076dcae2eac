// SPDX-License-Identifier: MIT
// question(), its signal, and its promise.
'use strict';
const assert = require('node:assert');
const { createInterface } = require('node:readline/promises');
const { PassThrough } = require('node:stream');

(async () => {
  const input = new PassThrough();
  const rl = createInterface({ input, output: new PassThrough() });
  const answer = rl.question('name? ');
  input.write('Ada\n');
  assert.strictEqual(await answer, 'Ada');
  const controller = new AbortController();
  const rejected = rl.question('again? ', { signal: controller.signal });
  controller.abort();
  await assert.rejects(rejected, { name: 'AbortError' });
  rl.close();
  await assert.rejects(rl.question('closed'), { code: 'ERR_USE_AFTER_CLOSE' });
})();
