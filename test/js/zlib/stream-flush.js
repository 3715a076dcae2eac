// SPDX-License-Identifier: MIT
// flush() gives out what was written so far, params() changes the level between writes, reset() starts over.
const assert = require('node:assert');
const zlib = require('node:zlib');

const steps = [];
process.on('exit', () => assert.deepStrictEqual(steps, ['flushed', 'unpacked', 'params', 'ended', 'reset']));

for (const [pack, unpack] of [[zlib.createGzip(), zlib.createGunzip()]]) {
  pack.on('data', (chunk) => unpack.write(chunk));
  pack.on('end', () => unpack.end());
  pack.write('abc');
  pack.flush(() => steps.push('flushed'));
  let text = '';
  unpack.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
    if (text !== 'abc') return;
    steps.push('unpacked');
    pack.params(0, zlib.constants.Z_DEFAULT_STRATEGY, () => steps.push('params'));
    pack.write('def');
    pack.flush(zlib.constants.Z_SYNC_FLUSH);
    pack.end('ghi');
  });
  unpack.on('end', () => {
    assert.strictEqual(text, 'abcdefghi');
    steps.push('ended');
    again();
  });
}

function again() {
  const packer = zlib.createDeflate();
  packer.write('forgotten', () => {
    while (packer.read() !== null); // the header is out already
    packer.reset();
    const chunks = [];
    packer.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      assert.strictEqual(zlib.inflateSync(Buffer.concat(chunks)).toString(), 'kept');
      steps.push('reset');
    });
    packer.end('kept');
  });
}
assert.throws(() => zlib.createGzip().flush(77), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => zlib.createGzip().params(10), { code: 'ERR_OUT_OF_RANGE' });
