// SPDX-License-Identifier: MIT
// pipeline() joins streams, generators and promises, and ends all on the first failure.
'use strict';
const assert = require('node:assert');
const { Readable, PassThrough } = require('node:stream');
const { pipeline } = require('node:stream/promises');

(async () => {
  const result = await pipeline(
    Readable.from(['a', 'b', 'c']),
    new PassThrough({ objectMode: true }),
    async function* (source) {
      for await (const chunk of source) yield `${chunk}`.toUpperCase();
    },
    async (source) => {
      let text = '';
      for await (const chunk of source) text += chunk;
      return text;
    });
  assert.strictEqual(result, 'ABC');

  const source = new Readable({ read() {} });
  const target = new PassThrough();
  const promise = pipeline(source, target);
  source.destroy(new Error('boom'));
  await assert.rejects(promise, { message: 'boom' });
  assert.strictEqual(target.destroyed, true);

  const controller = new AbortController();
  const aborted = pipeline(new Readable({ read() {} }), new PassThrough(), { signal: controller.signal });
  controller.abort();
  await assert.rejects(aborted, { name: 'AbortError' });
})();
