// SPDX-License-Identifier: MIT
// What is no bytes and no text ends both halves of a compression stream with a TypeError.
'use strict';

const assert = require('node:assert');

(async () => {
  for (const Stream of [CompressionStream, DecompressionStream]) {
    for (const chunk of [undefined, null, 3, {}, [65], new SharedArrayBuffer(1)]) {
      const { readable, writable } = new Stream('gzip');
      const written = writable.getWriter().write(chunk);
      const read = readable.getReader().read();
      const expected = { name: 'TypeError', code: chunk === null ? 'ERR_STREAM_NULL_VALUES' : 'ERR_INVALID_ARG_TYPE' };
      await assert.rejects(written, expected);
      await assert.rejects(read, expected);
    }
  }
})();
