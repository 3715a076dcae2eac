// SPDX-License-Identifier: MIT
// for await over a Readable reads all, and destroys it when left early.
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');

(async () => {
  let i = 0;
  const r = new Readable({ objectMode: true, read() { this.push(i < 5 ? i++ : null); } });
  const seen = [];
  for await (const x of r) seen.push(x);
  assert.deepStrictEqual(seen, [0, 1, 2, 3, 4]);

  const left = Readable.from([1, 2, 3]);
  for await (const x of left) {
    assert.strictEqual(x, 1);
    break;
  }
  assert.strictEqual(left.destroyed, true);

  const failing = new Readable({ read() { this.destroy(new Error('boom')); } });
  await assert.rejects(async () => {
    for await (const x of failing) assert.fail(x);
  }, { message: 'boom' });
})();
