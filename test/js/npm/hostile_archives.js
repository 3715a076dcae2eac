// SPDX-License-Identifier: MIT
// Archives that want out of their folder, or that are no archives: refused with a code, and nothing is installed or written anywhere.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { Registry, Place, tar, entry, integrityOf } = require('./_registry.js');

const pkg = entry('package/package.json', '{"name":"evil","version":"1.0.0"}');
const pax = (key, value, ...rest) => {
  const line = (length) => `${length} ${key}=${value}\n`;
  let length = line(0).length;
  while (line(length).length !== length) length = line(length).length;
  return tar(pkg, entry('PaxHeader', line(length), { type: 'x' }), ...rest);
};
const long = (name, type = 'L') => [entry('././@LongLink', `${name}\0`, { type, magic: 'ustar  \0' })];

const cases = [
  ['up', tar(pkg, entry('package/../../evil.txt', 'x')), /leads out of the folder \(package\/\.\.\/\.\.\/evil\.txt\)/],
  ['up at the end', tar(pkg, entry('package/a/..', 'x')), /leads out/],
  ['up at the start', tar(pkg, entry('../evil.txt', 'x')), /leads out/],
  ['absolute', tar(pkg, entry('/tmp/evil.txt', 'x')), /absolute/],
  ['absolute by pax', pax('path', '/tmp/evil.txt', entry('package/a', 'x')), /absolute/],
  ['up by pax', pax('path', 'package/../../evil.txt', entry('package/a', 'x')), /leads out/],
  ['up by GNU', tar(pkg, ...long('package/../../evil'), entry('package/a', 'x')), /leads out/],
  ['drive', tar(pkg, entry('C:/evil.txt', 'x')), /Windows/],
  ['drive inside', tar(pkg, entry('package/C:/evil.txt', 'x')), /Windows|nothing/],
  ['backslashes', tar(pkg, entry('package\\..\\..\\evil.txt', 'x')), /Windows/],
  ['symbolic link, absolute', tar(pkg, entry('package/link', '', { type: '2', link: '/etc' }), entry('package/link/passwd', 'x')), /link leads out/],
  ['symbolic link, up', tar(pkg, entry('package/link', '', { type: '2', link: '../..' })), /link leads out/],
  ['symbolic link, up inside', tar(pkg, entry('package/a/b/link', '', { type: '2', link: '../../../../x' })), /link leads out/],
  ['hard link', tar(pkg, entry('package/link', '', { type: '1', link: '/etc/passwd' })), /link leads out/],
  ['hard link, up', tar(pkg, entry('package/link', '', { type: '1', link: 'package/../../x' })), /link leads out/],
  ['long link', tar(pkg, ...long('../../etc', 'K'), entry('package/link', '', { type: '2', link: 'x' })), /link leads out/],
  ['device', tar(pkg, entry('package/null', '', { type: '3' })), /neither file nor folder/],
  ['pipe', tar(pkg, entry('package/pipe', '', { type: '6' })), /neither file nor folder/],
  ['too long', tar(pkg, entry('package/large', 'x', { size: 8_000_000_000 })), /beyond the end/],
  ['size by pax', pax('size', '99999999999999', entry('package/large', 'x')), /beyond the end/],
  ['size that is no number', pax('size', '-1', entry('package/large', 'x')), /size cannot be read/],
  ['twice', tar(pkg, entry('package/a', 'one'), entry('package/a', 'two')), /comes twice/],
  ['file and folder', tar(pkg, entry('package/a', 'one'), entry('package/a/b', 'two')), /comes twice/],
  ['folder and file', tar(pkg, entry('package/a/b', 'one'), entry('package/a', 'two')), /comes twice/],
  ['zero byte', pax('path', 'package/a\0b', entry('package/x', 'x')), /zero byte/],
  ['sum', zlib.gzipSync(Buffer.concat([pkg, Buffer.alloc(512, 1), Buffer.alloc(1024)])), /damaged/],
  ['no archive', Buffer.from('<html>hello</html>'.repeat(100)), /damaged|no archive/],
  ['nothing', Buffer.alloc(0), /empty/],
  ['cut', tar(pkg, entry('package/a', 'x'.repeat(5000))).subarray(0, 120), /damaged|beyond/],
  ['other bytes', zlib.gzipSync(Buffer.alloc(3000, 120)), /damaged/],
  ['name too long', pax('path', `package/${'x/'.repeat(3000)}y`, entry('package/x', 'x')), /too long/],
];

(async () => {
  const registry = await new Registry().start();
  const place = new Place(registry, { name: 'top' });
  const parent = path.dirname(place.folder);
  const before = fs.readdirSync(parent);
  for (const [title, bytes, message] of cases) {
    registry.packages.clear();
    registry.publish({ name: 'evil', version: '1.0.0' }, {}, { archive: bytes });
    const { code, err } = await place.run(['install', 'evil']);
    assert.strictEqual(code, 1, title);
    assert.match(err, /^protojs: EBADARCHIVE: evil@1\.0\.0: the archive is refused: /, title);
    assert.match(err, message, title);
    assert.deepStrictEqual(place.tree(), {}, title);
    assert.deepStrictEqual(fs.readdirSync(parent), before, title);
    assert.deepStrictEqual(fs.readdirSync(path.join(place.cache, 'tmp')), [], title);
  }
  // Links that stay inside are left out, as npm does; a name that comes twice with the same content is one; names beyond the folder's own depth are not confused with it.
  registry.packages.clear();
  registry.publish({ name: 'fine', version: '1.0.0' }, {}, { archive: tar(entry('any/package.json', '{"name":"fine","version":"1.0.0"}'), entry('any/a/link', '', { type: '2', link: '../b' }),
    entry('any/b', 'same'), entry('any/b', 'same'), entry('any/', '', { type: '5' }), entry('./any/..c', 'dots'), entry('any/empty/', '', { type: '5' }), entry('any/run', '#!', { mode: 0o755 })) });
  await place.ok('install', 'fine');
  assert.deepStrictEqual(fs.readdirSync(path.join(place.folder, 'node_modules/fine')).sort(), ['..c', 'b', 'empty', 'package.json', 'run']);
  assert.strictEqual(fs.statSync(path.join(place.folder, 'node_modules/fine/run')).mode & 0o777, 0o755);
  assert.strictEqual(fs.statSync(path.join(place.folder, 'node_modules/fine/b')).mode & 0o777, 0o644);

  // What is not what was promised: nothing is installed, not even what came with it.
  registry.publish({ name: 'wrong', version: '1.0.0', dependencies: {} }, {}, { integrity: integrityOf('something else') });
  registry.publish({ name: 'right', version: '1.0.0' }).publish({ name: 'many', version: '1.0.0' });
  const refused = await place.run(['install', 'wrong', 'right']);
  assert.strictEqual(refused.code, 1);
  assert.match(refused.err, /^protojs: EINTEGRITY: wrong@1\.0\.0: .* instead of sha512-/);
  assert.deepStrictEqual(place.tree(), { 'node_modules/fine': '1.0.0' });
  assert.deepStrictEqual(place.json('package.json').dependencies, { fine: '^1.0.0' });
  // Several digests: the best kind counts, any of that kind will do.
  const { dist } = registry.packages.get('many').versions['1.0.0'];
  dist.integrity = `sha1-AAAA ${integrityOf('other')} ${dist.integrity}`;
  await place.ok('install', 'many');
  registry.stop();
})();
