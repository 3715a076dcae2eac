// SPDX-License-Identifier: MIT
// FormData, and forms as bytes: multipart both ways, with names that need care; what is broken is refused.
'use strict';

const assert = require('node:assert');

(async () => {
  const form = new FormData();
  form.append('a', '1');
  form.append('a', 2);
  form.append('file', new Blob(['x\u00ff']), 'na"me\n.txt');
  form.append('blob', new Blob(['y'], { type: 'text/css' }));
  form.set('b', 'line\nbreak');
  assert.deepStrictEqual(form.getAll('a'), ['1', '2']);
  assert.strictEqual(form.get('blob').name, 'blob');
  assert.throws(() => form.append('x', 'y', 'name'), TypeError);
  assert.throws(() => new FormData({}), TypeError);

  const response = new Response(form);
  const type = response.headers.get('content-type');
  assert.match(type, /^multipart\/form-data; boundary=/);
  const back = await response.formData();
  assert.deepStrictEqual([...back.keys()], ['a', 'a', 'file', 'blob', 'b']);
  assert.strictEqual(back.get('file').name, 'na"me\n.txt');
  assert.strictEqual(await back.get('file').text(), 'x\u00ff');
  assert.strictEqual(back.get('blob').type, 'text/css');
  assert.strictEqual(back.get('b'), 'line\r\nbreak');
  back.set('a', 'only');
  assert.deepStrictEqual(back.getAll('a'), ['only']);
  back.delete('a');
  assert.strictEqual(back.get('a'), null);

  const parse = (text, boundary = 'B') => new Response(text, {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }).formData();
  const head = '--B\r\nContent-Disposition: form-data; name="n"';
  assert.strictEqual((await parse(`${head}\r\n\r\nv\r\n--B--\r\n`)).get('n'), 'v');
  assert.strictEqual((await parse(`${head}; filename=f\r\nX: y\r\n\r\n\r\n--B--`)).get('n').name, 'f');
  assert.strictEqual((await parse(`${head}; filename*=UTF-8''%e2%82%ac\r\n\r\n\r\n--B--`)).get('n').name, '\u20ac');
  assert.deepStrictEqual([...await parse('--B--')], []);
  for (const broken of ['', '--C--', `${head}\r\n\r\nv`, `${head}\r\n\r\nv\r\n--B`, '--B\r\n\r\n\r\n--B--', '--B\r\nX: y\r\n\r\nv\r\n--B--',
    '--B\r\nContent-Disposition: form-data\r\n\r\nv\r\n--B--', '--B\r\nContent-Disposition: form-data; name="n\r\n\r\nv\r\n--B--']) {
    await assert.rejects(parse(broken), TypeError, JSON.stringify(broken));
  }
})();
