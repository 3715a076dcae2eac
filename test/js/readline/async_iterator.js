// SPDX-License-Identifier: MIT
// for await over an interface.
'use strict';
const assert = require('node:assert');
const readline = require('node:readline');
const { Readable } = require('node:stream');

(async () => {
  const text = Array.from({ length: 3000 }, (_, i) => i).join('\n');
  let expected = 0;
  for await (const line of readline.createInterface({ input: Readable.from([text]) })) {
    assert.strictEqual(line, String(expected++));
  }
  assert.strictEqual(expected, 3000);
})();
