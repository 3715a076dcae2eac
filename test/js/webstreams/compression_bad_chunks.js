// SPDX-License-Identifier: MIT
// What is no bytes ends both halves of a compression stream with a TypeError.
'use strict';

const assert = require('node:assert');

(async () => {
  for (const Stream of [CompressionStream, DecompressionStream]) {
    for (const chunk of [undefined, null, 3, 'text', {}, [65]]) {
      const { readable, writable } = new Stream('gzip');
      const written = writable.getWriter().write(chunk);
      const read = readable.getReader().read();
      await assert.rejects(written, TypeError);
      await assert.rejects(read, TypeError);
    }
  }
})();
