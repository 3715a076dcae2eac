// SPDX-License-Identifier: MIT
// fs.Utf8Stream: a writer for logs, synchronous or not, gathering, flushing, limited, opened again.
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { once } = require('events');
const { Utf8Stream } = fs;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'utf8-stream-'));
let count = 0;
const fresh = () => path.join(folder, `log-${count++}`);
const read = (file) => fs.readFileSync(file, 'utf8');

async function plain() {
  for (const sync of [false, true]) {
    const dest = fresh();
    const stream = new Utf8Stream({ dest, sync });
    if (!sync) await once(stream, 'ready');
    assert.strictEqual(stream.file, dest);
    assert.strictEqual(stream.sync, sync);
    assert.ok(stream.fd > 2);
    assert.strictEqual(stream.write('one \u00e4\u20ac\n'), true);
    assert.strictEqual(stream.write('two\n'), true);
    stream.end();
    await once(stream, 'close');
    assert.strictEqual(read(dest), 'one \u00e4\u20ac\ntwo\n');
    assert.throws(() => stream.write('late'), { code: 'ERR_INVALID_STATE' });
    assert.throws(() => stream.flushSync(), { code: 'ERR_INVALID_STATE' });
  }
}

async function gathered() {
  const dest = fresh();
  const stream = new Utf8Stream({ dest, sync: false, minLength: 100 });
  await once(stream, 'ready');
  stream.write('short');
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.strictEqual(read(dest), '');
  assert.strictEqual(stream.minLength, 100);
  await new Promise((resolve, reject) => stream.flush((error) => (error ? reject(error) : resolve())));
  assert.strictEqual(read(dest), 'short');
  stream.write('x'.repeat(200));
  await once(stream, 'drain');
  assert.strictEqual(read(dest).length, 205);
  stream.write('left');
  stream.flushSync();
  assert.strictEqual(read(dest).slice(-4), 'left');
  stream.destroy();
  await once(stream, 'close');
}

async function limits() {
  const dest = fresh();
  const stream = new Utf8Stream({ dest, sync: true, minLength: 10, maxLength: 12, maxWrite: 100 });
  assert.strictEqual(stream.maxLength, 12);
  const dropped = [];
  stream.on('drop', (data) => dropped.push(data));
  stream.write('123456789');
  stream.write('abcdef');
  assert.deepStrictEqual(dropped, ['abcdef']);
  stream.end();
  await once(stream, 'finish');
  assert.strictEqual(read(dest), '123456789');
  assert.throws(() => new Utf8Stream({ dest, minLength: 20000, maxWrite: 10000 }), { code: 'ERR_INVALID_ARG_VALUE' });
}

async function again() {
  const dest = fresh();
  const other = fresh();
  const stream = new Utf8Stream({ dest, sync: true });
  stream.write('first\n');
  stream.flushSync();
  fs.renameSync(dest, `${dest}.old`);
  stream.reopen();
  await once(stream, 'ready');
  stream.write('second\n');
  stream.reopen(other);
  await once(stream, 'ready');
  stream.write('third\n');
  stream.end();
  await once(stream, 'close');
  assert.strictEqual(read(`${dest}.old`), 'first\n');
  assert.strictEqual(read(dest), 'second\n');
  assert.strictEqual(read(other), 'third\n');
}

async function options() {
  const fd = fs.openSync(fresh(), 'w');
  const timed = new Utf8Stream({ fd, minLength: 1000, periodicFlush: 5, sync: false });
  assert.strictEqual(timed.periodicFlush, 5);
  timed.write('now and then');
  for (let i = 0; i < 100 && fs.fstatSync(fd).size === 0; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.strictEqual(fs.fstatSync(fd).size, 12);
  timed.destroy();

  const deep = path.join(folder, 'a', 'b', 'c.log');
  const made = new Utf8Stream({ dest: deep, mkdir: true, append: false, mode: 0o600, fsync: true, sync: true });
  assert.strictEqual(made.mkdir, true);
  assert.strictEqual(made.append, false);
  assert.strictEqual(made.mode, 0o600);
  assert.strictEqual(made.fsync, true);
  made.write('deep');
  made.end();
  await once(made, 'close');
  assert.strictEqual(read(deep), 'deep');
  assert.strictEqual(fs.statSync(deep).mode & 0o777, 0o600);

  const bytes = new Utf8Stream({ dest: fresh(), contentMode: 'buffer', sync: false });
  assert.strictEqual(bytes.contentMode, 'buffer');
  await once(bytes, 'ready');
  for (let i = 0; i < 50; i++) bytes.write(Buffer.alloc(1000, 97 + i % 26));
  bytes.end();
  await once(bytes, 'close');
  const got = fs.readFileSync(bytes.file);
  assert.strictEqual(got.length, 50000);
  assert.strictEqual(got[49999], 97 + 49 % 26);
}

// Writes that do a part, or say EAGAIN, by functions that stand in for fs's.
async function troubled() {
  for (const sync of [true, false]) {
    const dest = fresh();
    let busy = 2;
    const own = {
      ...fs,
      writeSync(fd, data, encoding) {
        if (busy-- > 0) throw Object.assign(new Error('busy'), { code: 'EAGAIN' });
        return fs.writeSync(fd, Buffer.from(data).subarray(0, 7));
      },
      write(fd, data, ...rest) {
        const callback = rest.at(-1);
        if (busy-- > 0) process.nextTick(callback, Object.assign(new Error('busy'), { code: 'EAGAIN' }));
        else fs.write(fd, Buffer.from(data).subarray(0, 7), callback);
      },
    };
    const asked = [];
    const stream = new Utf8Stream({ dest, sync, fs: own, retryEAGAIN: (error, ...lengths) => asked.push([error.code, ...lengths]) });
    if (!sync) await once(stream, 'ready');
    stream.write('hello world and so on, in short pieces\n');
    stream.end();
    await once(stream, 'close');
    assert.strictEqual(read(dest), 'hello world and so on, in short pieces\n');
    assert.ok(asked.length >= 2 && asked[0][0] === 'EAGAIN');
  }
  const broken = new Utf8Stream({ dest: fresh(), sync: false, fs: { ...fs, write: (fd, data, enc, cb) => process.nextTick(cb, new Error('no')) } });
  await once(broken, 'ready');
  broken.write('x');
  const [error] = await once(broken, 'error');
  assert.strictEqual(error.message, 'no');
  broken.destroy();
  const missing = new Utf8Stream({ dest: path.join(folder, 'none', 'x'), sync: false });
  assert.strictEqual((await once(missing, 'error'))[0].code, 'ENOENT');
}

async function main() {
  for (const part of [plain, gathered, limits, again, options, troubled]) await part();
  assert.throws(() => new Utf8Stream({ contentMode: 'other', dest: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
  if (Symbol.dispose in Utf8Stream.prototype) {
    const stream = new Utf8Stream({ dest: fresh(), sync: true });
    stream[Symbol.dispose]();
    assert.throws(() => stream.write('x'), { code: 'ERR_INVALID_STATE' });
  }
  fs.rmSync(folder, { recursive: true });
}
let done = false;
main().then(() => { done = true; });
process.on('exit', (code) => assert.ok(done || code !== 0, 'it did not come to its end'));
