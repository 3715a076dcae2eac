// SPDX-License-Identifier: MIT
// Response: what it is made of, reading it in every way, once; clones; the static makers.
'use strict';

const assert = require('node:assert');

(async () => {
  const text = new Response('\ufeffgr\u00fc\u00df', { status: 201, statusText: 'Made', headers: { x: 'y' } });
  assert.deepStrictEqual([text.status, text.ok, text.statusText, text.type, text.url], [201, true, 'Made', 'default', '']);
  assert.strictEqual(text.headers.get('content-type'), 'text/plain;charset=UTF-8');
  const copy = text.clone();
  assert.strictEqual(await text.text(), 'gr\u00fc\u00df');
  assert.strictEqual(text.bodyUsed, true);
  await assert.rejects(text.text(), { name: 'TypeError', message: /already been read/ });
  assert.throws(() => text.clone(), TypeError);
  assert.strictEqual((await copy.arrayBuffer()).byteLength, 9);

  assert.deepStrictEqual(await new Response('{"a":1}').json(), { a: 1 });
  await assert.rejects(new Response('{').json(), SyntaxError);
  await assert.rejects(new Response().json(), SyntaxError);
  assert.deepStrictEqual(await new Response(new Uint8Array([1, 2])).bytes(), new Uint8Array([1, 2]));
  assert.strictEqual(await new Response(null).text(), '');
  assert.strictEqual(new Response(null).body, null);
  const blob = await new Response(new Blob(['b'], { type: 'text/x' })).blob();
  assert.strictEqual(blob.type, 'text/x');
  const form = await new Response(new URLSearchParams({ q: 'a b' })).formData();
  assert.strictEqual(form.get('q'), 'a b');
  await assert.rejects(new Response('x').formData(), TypeError);

  const streamed = new Response(new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('one '));
      controller.enqueue(new TextEncoder().encode('two'));
      controller.close();
    },
  }));
  const other = streamed.clone();
  assert.strictEqual(await streamed.text(), 'one two');
  assert.strictEqual(await other.text(), 'one two');
  const locked = new Response('x');
  locked.body.getReader();
  await assert.rejects(locked.text(), TypeError);
  await assert.rejects(new Response(new ReadableStream({ start(c) { c.enqueue('text'); c.close(); } })).text(), TypeError);
  assert.strictEqual(await new Response((async function* () { yield 'it'; yield new Uint8Array([33]); })()).text(), 'it!');

  assert.strictEqual(await Response.json({ a: [1] }).text(), '{"a":[1]}');
  assert.strictEqual(Response.json(1).headers.get('content-type'), 'application/json');
  assert.strictEqual(Response.redirect('http://a/b', 307).headers.get('location'), 'http://a/b');
  assert.throws(() => Response.redirect('http://a/', 200), RangeError);
  assert.strictEqual(Response.error().type, 'error');
  assert.throws(() => Response.error().headers.set('a', 'b'), TypeError);
  assert.throws(() => new Response('x', { status: 204 }), TypeError);
  assert.throws(() => new Response('x', { status: 99 }), RangeError);
  assert.throws(() => new Response('x', { statusText: '\n' }), TypeError);
  assert.throws(() => Response.json(undefined), TypeError);
  assert.throws(() => structuredClone(new Response('x')), { name: 'DataCloneError' });
})();
