// SPDX-License-Identifier: MIT
// data: and blob: URLs, integrity, and schemes that cannot be fetched.
'use strict';

const assert = require('node:assert');

(async () => {
  const get = async (url, init) => {
    const response = await fetch(url, init);
    return [await response.text(), response.headers.get('content-type'), response.status];
  };
  assert.deepStrictEqual(await get('data:,a%20b'), ['a b', 'text/plain;charset=US-ASCII', 200]);
  assert.deepStrictEqual(await get('data:text/html;charset=utf-8;base64,aGk='), ['hi', 'text/html;charset=utf-8', 200]);
  assert.deepStrictEqual(await get('data:;base64, a G k'), ['hi', 'text/plain;charset=US-ASCII', 200]);
  await assert.rejects(fetch('data:;base64,a'), { message: 'fetch failed' });
  const url = URL.createObjectURL(new Blob(['0123456789'], { type: 'text/x' }));
  assert.deepStrictEqual(await get(url), ['0123456789', 'text/x', 200]);
  assert.deepStrictEqual(await get(url, { headers: { range: 'bytes=2-4' } }), ['234', 'text/x', 206]);
  URL.revokeObjectURL(url);
  await assert.rejects(fetch(url), TypeError);

  const integrity = `sha256-${require('node:crypto').createHash('sha256').update('x').digest('base64')}`;
  assert.strictEqual((await get('data:,x', { integrity }))[0], 'x');
  await assert.rejects(fetch('data:,y', { integrity }), (error) => error.cause.message === 'integrity mismatch');

  for (const bad of ['about:blank', 'file:///etc/passwd', 'gopher://x', 'http://127.0.0.1:22/']) {
    await assert.rejects(fetch(bad), (error) => error instanceof TypeError && error.message === 'fetch failed' && error.cause instanceof Error, bad);
  }
  await assert.rejects(fetch('relative'), { message: 'Failed to parse URL from relative' });
  await assert.rejects(fetch(), TypeError);
  assert.strictEqual(fetch.length, 1);
})();
