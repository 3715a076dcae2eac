// SPDX-License-Identifier: MIT
// ReadStream and WriteStream: ranges, positions, events in order, errors, an own fs.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');

(async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-streams-'));
  const file = path.join(dir, 'f');
  const events = [];
  const out = fs.createWriteStream(file);
  for (const name of ['open', 'ready', 'finish', 'close']) out.on(name, () => events.push(name));
  assert.ok(out.pending);
  out.write('0123');
  out.end('456789');
  await new Promise((resolve) => out.on('close', resolve));
  assert.deepStrictEqual(events, ['open', 'ready', 'finish', 'close']);
  assert.strictEqual(out.bytesWritten, 10);

  let text = '';
  for await (const chunk of fs.createReadStream(file, { start: 2, end: 5, encoding: 'utf8', highWaterMark: 3 })) {
    text += chunk;
  }
  assert.strictEqual(text, '2345');

  const middle = fs.createWriteStream(file, { flags: 'r+', start: 4 });
  middle.end('XY');
  await new Promise((resolve) => middle.on('close', resolve));
  assert.strictEqual(fs.readFileSync(file, 'utf8'), '0123XY6789');

  await assert.rejects(pipeline(fs.createReadStream(path.join(dir, 'none')), fs.createWriteStream(file)),
                       { code: 'ENOENT' });
  assert.throws(() => fs.createReadStream(file, { start: 5, end: 2 }), { code: 'ERR_OUT_OF_RANGE' });

  const big = Buffer.alloc(300000, 'abc');
  fs.writeFileSync(file, big);
  const copy = path.join(dir, 'copy');
  await pipeline(fs.createReadStream(file), fs.createWriteStream(copy, { flush: true }));
  assert.deepStrictEqual(fs.readFileSync(copy), big);
  fs.rmSync(dir, { recursive: true });
})();
