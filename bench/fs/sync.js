// SPDX-License-Identifier: MIT
// Synchronous fs: operations a second, each checked.
const fs = require('fs');
const os = require('os');
const path = require('path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-fs-'));
const small = path.join(dir, 'small.txt');
const large = path.join(dir, 'large.bin');
const many = path.join(dir, 'many');
const smallText = 'hello, file\n'.repeat(100);
fs.writeFileSync(small, smallText);
fs.writeFileSync(large, Buffer.alloc(8 << 20, 97));
fs.mkdirSync(many);
for (let i = 0; i < 500; i++) fs.writeFileSync(path.join(many, `file-${i}.txt`), '');

function bench(name, count, run, check) {
  for (let i = 0; i < count / 10; i++) run(i);
  const started = process.hrtime.bigint();
  let last;
  for (let i = 0; i < count; i++) last = run(i);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (!check(last)) throw new Error(`${name}: wrong result`);
  console.log(JSON.stringify({ name, ops: Math.round(count / seconds) }));
}

bench('readFileSync 1 KB utf8', 20000, () => fs.readFileSync(small, 'utf8'), (r) => r === smallText);
bench('readFileSync 1 KB buffer', 20000, () => fs.readFileSync(small), (r) => r.toString() === smallText);
bench('readFileSync 8 MB buffer', 40, () => fs.readFileSync(large), (r) => r.length === 8 << 20 && r[5] === 97);
bench('readFileSync 8 MB utf8', 20, () => fs.readFileSync(large, 'utf8'), (r) => r.length === 8 << 20);
bench('writeFileSync 1 KB', 5000, () => fs.writeFileSync(path.join(dir, 'w'), smallText),
      () => fs.readFileSync(path.join(dir, 'w'), 'utf8') === smallText);
bench('statSync', 40000, () => fs.statSync(small), (r) => r.size === smallText.length && r.isFile());
bench('statSync missing', 40000, () => fs.statSync('/nope', { throwIfNoEntry: false }), (r) => r === undefined);
bench('existsSync', 40000, () => fs.existsSync(small), (r) => r === true);
bench('readdirSync 500', 500, () => fs.readdirSync(many), (r) => r.length === 500 && r.includes('file-0.txt'));
bench('readdirSync 500 types', 500, () => fs.readdirSync(many, { withFileTypes: true }),
      (r) => r.length === 500 && r[0].isFile());
bench('open close', 20000, () => fs.closeSync(fs.openSync(small)), (r) => r === undefined);
const fd = fs.openSync(small);
const buffer = Buffer.alloc(256);
bench('readSync 256 B', 40000, () => fs.readSync(fd, buffer, 0, 256, 0), (r) => r === 256);
fs.closeSync(fd);
bench('mkdir rmdir', 5000, () => {
  fs.mkdirSync(path.join(dir, 'd'));
  fs.rmdirSync(path.join(dir, 'd'));
}, () => !fs.existsSync(path.join(dir, 'd')));
fs.rmSync(dir, { recursive: true });
