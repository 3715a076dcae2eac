// SPDX-License-Identifier: MIT
// Each operation of fs in its three forms (callback, Sync, promise): the same outcome, and the same error for what is not there.
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'every-form-'));
const missing = path.join(root, 'no', 'such');

const forms = {
  callback: (name, args) => new Promise((resolve, reject) => fs[name](...args, (error, value) => (error ? reject(error) : resolve(value)))),
  sync: async (name, args) => fs[`${name}Sync`](...args),
  promise: (name, args) => fs.promises[name](...args),
};

async function each(form) {
  const call = (name, ...args) => forms[form](name, args);
  const at = (...parts) => path.join(root, form, ...parts);
  const fails = (code, name, ...args) => assert.rejects(call(name, ...args), { code, syscall: /.+/ });
  await call('mkdir', at());
  assert.strictEqual(await call('mkdir', at('a', 'b', 'c'), { recursive: true }), at('a'));
  await fails('EEXIST', 'mkdir', at('a'));
  await fails('ENOENT', 'mkdir', at('x', 'y'));

  await call('writeFile', at('file'), 'hello');
  await call('appendFile', at('file'), Buffer.from(' world'));
  assert.strictEqual(await call('readFile', at('file'), 'utf8'), 'hello world');
  assert.strictEqual(await call('readFile', at('file'), { encoding: 'hex' }), Buffer.from('hello world').toString('hex'));
  assert.deepStrictEqual(await call('readFile', at('file')), Buffer.from('hello world'));
  await fails('ENOENT', 'readFile', missing);
  await fails('EISDIR', 'readFile', at('a'));

  await call('access', at('file'), fs.constants.R_OK);
  await fails('ENOENT', 'access', missing);
  await call('truncate', at('file'), 5);
  assert.strictEqual((await call('stat', at('file'))).size, 5);
  assert.strictEqual((await call('stat', at('file'), { bigint: true })).size, 5n);
  await fails('ENOENT', 'stat', missing);
  await fails('ENOENT', 'truncate', missing, 1);

  await call('chmod', at('file'), 0o640);
  assert.strictEqual((await call('stat', at('file'))).mode & 0o777, 0o640);
  await fails('ENOENT', 'chmod', missing, 0o600);
  const { uid, gid } = fs.statSync(at('file'));
  await call('chown', at('file'), uid, gid);
  await call('lchown', at('file'), uid, gid);
  await fails('ENOENT', 'chown', missing, uid, gid);
  await call('utimes', at('file'), 1000, new Date(2000000));
  const times = await call('stat', at('file'));
  assert.strictEqual(times.atimeMs, 1000000);
  assert.strictEqual(times.mtimeMs, 2000000);
  await call('lutimes', at('file'), 3000, 4000);
  assert.strictEqual((await call('lstat', at('file'))).mtimeMs, 4000000);
  await fails('ENOENT', 'utimes', missing, 1, 1);

  await call('symlink', 'file', at('link'));
  assert.strictEqual(await call('readlink', at('link')), 'file');
  assert.deepStrictEqual(await call('readlink', at('link'), 'buffer'), Buffer.from('file'));
  assert.ok((await call('lstat', at('link'))).isSymbolicLink());
  assert.strictEqual(await call('realpath', at('link')), fs.realpathSync(at('file')));
  await fails('EINVAL', 'readlink', at('file'));
  await fails('EEXIST', 'symlink', 'file', at('link'));
  await call('link', at('file'), at('hard'));
  assert.strictEqual((await call('stat', at('hard'))).nlink, 2);
  await fails('ENOENT', 'link', missing, at('hard2'));

  await call('copyFile', at('file'), at('copy'));
  await fails('EEXIST', 'copyFile', at('file'), at('copy'), fs.constants.COPYFILE_EXCL);
  await call('rename', at('copy'), at('moved'));
  await fails('ENOENT', 'rename', missing, at('other'));
  await call('cp', at('a'), at('a2'), { recursive: true });
  assert.ok(fs.existsSync(at('a2', 'b', 'c')));

  assert.deepStrictEqual((await call('readdir', at())).sort(), ['a', 'a2', 'file', 'hard', 'link', 'moved']);
  const types = await call('readdir', at(), { withFileTypes: true });
  assert.ok(types.find(({ name }) => name === 'a').isDirectory());
  assert.ok(types.find(({ name }) => name === 'link').isSymbolicLink());
  assert.deepStrictEqual((await call('readdir', at('a'), { recursive: true })).sort(), ['b', path.join('b', 'c')]);
  await fails('ENOENT', 'readdir', missing);
  await fails('ENOTDIR', 'readdir', at('file'));
  const folder = await call('opendir', at());
  const names = [];
  for await (const entry of folder) names.push(entry.name);
  assert.strictEqual(names.length, 6);
  assert.strictEqual(typeof (await call('statfs', at())).bsize, 'number');
  assert.ok((await call('mkdtemp', at('tmp-'))).startsWith(at('tmp-')));
  await fails('ENOENT', 'mkdtemp', path.join(missing, 'x-'));

  await call('rmdir', at('a2', 'b', 'c'));
  await fails('ENOTEMPTY', 'rmdir', at('a2'));
  await call('unlink', at('hard'));
  await fails('ENOENT', 'unlink', missing);
  await call('rm', at('a2'), { recursive: true });
  await call('rm', missing, { force: true });
  await assert.rejects(call('rm', missing), { code: 'ENOENT' });
  assert.strictEqual(fs.existsSync(at('a2')), false);
}

// Operations on descriptors, as callbacks and at once.
async function descriptors(form) {
  const call = (name, ...args) => forms[form](name, args);
  const file = path.join(root, `${form}.bin`);
  const fd = await call('open', file, 'w+', 0o644);
  assert.strictEqual(await call('write', fd, Buffer.from('abcdefgh')), 8);
  assert.strictEqual(await call('write', fd, Buffer.from('--XY--'), 2, 2, 1), 2);
  assert.strictEqual(await call('write', fd, 'Z', 7), 1);
  assert.strictEqual(await call('write', fd, Buffer.from('tail'), { position: 8 }), 4);
  const into = Buffer.alloc(6, '.');
  assert.strictEqual(await call('read', fd, into, 1, 4, 0), 4);
  assert.strictEqual(into.toString(), '.aXYd.');
  assert.strictEqual(await call('read', fd, into, { position: 8 }), 4);
  assert.strictEqual(into.toString(), 'taild.');
  assert.strictEqual(await call('writev', fd, [Buffer.from('12'), Buffer.from('34')], 0), 4);
  const parts = [Buffer.alloc(3), Buffer.alloc(2)];
  assert.strictEqual(await call('readv', fd, parts, 0), 5);
  assert.deepStrictEqual(parts.map(String), ['123', '4e']);
  await call('fsync', fd);
  await call('fdatasync', fd);
  await call('ftruncate', fd, 3);
  assert.strictEqual((await call('fstat', fd)).size, 3);
  await call('fchmod', fd, 0o600);
  await call('fchown', fd, process.getuid(), process.getgid());
  await call('futimes', fd, 5, 6);
  assert.strictEqual((await call('fstat', fd)).mtimeMs, 6000);
  assert.strictEqual((await call('fstat', fd, { bigint: true })).mtimeNs, 6000000000n);
  assert.strictEqual(await call('readFile', fd, 'utf8'), '');
  await call('close', fd);
  await assert.rejects(call('fstat', fd), { code: 'EBADF' });
  await assert.rejects(call('close', fd), { code: 'EBADF' });
}

function arguments_() {
  for (const name of ['stat', 'open', 'readFile', 'unlink', 'readdir', 'mkdir', 'rmdir', 'readlink', 'access', 'lstat']) {
    assert.throws(() => fs[name]({}, () => {}), { code: 'ERR_INVALID_ARG_TYPE' }, name);
    assert.throws(() => fs[`${name}Sync`]({}), { code: 'ERR_INVALID_ARG_TYPE' }, name);
    assert.throws(() => fs[name](root), { code: 'ERR_INVALID_ARG_TYPE' }, name);
    assert.throws(() => fs[name]('a\0b', () => {}), { code: 'ERR_INVALID_ARG_VALUE' }, name);
  }
  for (const name of ['fstat', 'close', 'fsync', 'ftruncate', 'read', 'write', 'fchmod']) {
    assert.throws(() => fs[name]('1', () => {}), { code: 'ERR_INVALID_ARG_TYPE' }, name);
  }
  assert.throws(() => fs.chmodSync(root, 'x'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fs.openSync(root, 'no flag'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fs.readFileSync(root, 'no encoding'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fs.readSync(0, Buffer.alloc(2), 0, 5), { code: 'ERR_OUT_OF_RANGE' });
  assert.strictEqual(fs.existsSync({}), false);
  fs.exists(root, (there) => assert.strictEqual(there, true));
}

async function main() {
  for (const form of Object.keys(forms)) await each(form);
  for (const form of ['callback', 'sync']) await descriptors(form);
  arguments_();
  const blob = await fs.openAsBlob(path.join(root, 'sync', 'file'));
  assert.strictEqual(await blob.text(), 'hello');
  fs.rmSync(root, { recursive: true });
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0, 'it did not come to its end'));
