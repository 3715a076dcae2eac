// SPDX-License-Identifier: MIT
// watch, recursive watch, the async iterator and watchFile see changes and let the process end when closed.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

(async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-watch-'));
  const seen = await new Promise((resolve) => {
    const watcher = fs.watch(dir, (event, name) => {
      watcher.close();
      resolve(`${event} ${name}`);
    });
    fs.writeFileSync(path.join(dir, 'one'), '');
  });
  assert.strictEqual(seen, 'rename one');

  fs.mkdirSync(path.join(dir, 'sub'));
  const deep = await new Promise((resolve) => {
    const watcher = fs.watch(dir, { recursive: true, ignore: '*.log' });
    watcher.on('change', (event, name) => {
      if (name === 'sub/new') fs.writeFileSync(path.join(dir, 'sub/new/file'), '');
      if (!name.endsWith('file')) return;
      watcher.close();
      resolve(name);
    });
    fs.writeFileSync(path.join(dir, 'sub/x.log'), '');
    fs.mkdirSync(path.join(dir, 'sub/new'));
  });
  assert.strictEqual(deep, 'sub/new/file');

  const control = new AbortController();
  const iterator = fs.promises.watch(dir, { signal: control.signal });
  const next = iterator.next();
  fs.writeFileSync(path.join(dir, 'two'), '');
  assert.strictEqual((await next).value.filename, 'two');
  control.abort();
  await assert.rejects(async () => {
    for (;;) await iterator.next();
  }, { name: 'AbortError' });

  const file = path.join(dir, 'watched');
  const sizes = await new Promise((resolve) => {
    const all = [];
    fs.watchFile(file, { interval: 10 }, (current, previous) => {
      all.push(current.size);
      if (all.length === 1) return fs.writeFileSync(file, 'four');
      if (current.size !== 4) return;
      fs.unwatchFile(file);
      resolve(all);
    });
  });
  assert.strictEqual(sizes[0], 0);
  assert.throws(() => fs.watch(path.join(dir, 'none')), { code: 'ENOENT', syscall: 'watch' });
  fs.rmSync(dir, { recursive: true });
})();

// What watchers refuse and take, and the end of a watched tree.
{
  assert.throws(() => fs.watch('.', 5), { code: 'ERR_INVALID_ARG_TYPE', message: /one of type string or object/ });
  assert.throws(() => fs.watch('.', { ignore: '' }), { code: 'ERR_INVALID_ARG_VALUE', message: /non-empty string/ });
  fs.watch('.', { persistent: 0 }).close();
  assert.rejects(fs.promises.watch('.', { encoding: 'nope' }).next(), { message: /'encoding' is invalid encoding/ });
  const tree = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-watch-end-'));
  fs.mkdirSync(path.join(tree, 'a'));
  const seen = new Set();
  const watcher = fs.watch(tree, { recursive: true }, (event, name) => {
    seen.add(`${event}:${name}`);
    if (name === '') watcher.close();
  });
  watcher.on('close', () => assert.ok(seen.has('rename:a') && seen.has('rename:')));
  fs.rmSync(tree, { recursive: true });
}
