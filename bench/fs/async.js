// SPDX-License-Identifier: MIT
// Asynchronous fs: callbacks, promises, streams.
const fs = require('fs');
const os = require('os');
const path = require('path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-fs-'));
const small = path.join(dir, 'small.txt');
const large = path.join(dir, 'large.bin');
const smallText = 'hello, file\n'.repeat(100);
fs.writeFileSync(small, smallText);
fs.writeFileSync(large, Buffer.alloc(32 << 20, 97));

async function bench(name, count, run) {
  await run(Math.ceil(count / 10));
  const started = process.hrtime.bigint();
  await run(count);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(JSON.stringify({ name, ops: Math.round(count / seconds) }));
}

function callbacks(count, parallel, start) {
  return new Promise((resolve, reject) => {
    let left = count;
    let begun = 0;
    const next = (error, good) => {
      if (error || !good) return reject(error ?? new Error('wrong result'));
      if (--left === 0) return resolve();
      if (begun < count) {
        begun++;
        start(next);
      }
    };
    for (; begun < Math.min(parallel, count); begun++) start(next);
  });
}

async function main() {
  await bench('stat callback', 10000, (n) => callbacks(n, 16, (next) => {
    fs.stat(small, (error, stats) => next(error, stats?.size === smallText.length));
  }));
  await bench('readFile callback, 16 at a time', 10000, (n) => callbacks(n, 16, (next) => {
    fs.readFile(small, (error, data) => next(error, data?.length === smallText.length));
  }));
  await bench('readFile promise, one after the other', 4000, async (n) => {
    for (let i = 0; i < n; i++) {
      if (await fs.promises.readFile(small, 'utf8') !== smallText) throw new Error('wrong result');
    }
  });
  await bench('readFile promise, 100 at a time', 8000, async (n) => {
    for (let i = 0; i < n; i += 100) {
      const all = await Promise.all(Array.from({ length: 100 }, () => fs.promises.readFile(small, 'utf8')));
      if (!all.every((each) => each === smallText)) throw new Error('wrong result');
    }
  });
  await bench('writeFile promise', 3000, async (n) => {
    for (let i = 0; i < n; i++) await fs.promises.writeFile(path.join(dir, 'w'), smallText);
    if (fs.readFileSync(path.join(dir, 'w'), 'utf8') !== smallText) throw new Error('wrong result');
  });
  await bench('FileHandle open read close', 2000, async (n) => {
    for (let i = 0; i < n; i++) {
      const handle = await fs.promises.open(small);
      const { bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
      if (bytesRead !== 64) throw new Error('wrong result');
      await handle.close();
    }
  });
  await bench('read stream 32 MB', 10, async (n) => {
    for (let i = 0; i < n; i++) {
      let length = 0;
      for await (const chunk of fs.createReadStream(large)) length += chunk.length;
      if (length !== 32 << 20) throw new Error('wrong result');
    }
  });
  const block = Buffer.alloc(65536, 98);
  await bench('write stream 16 MB', 10, async (n) => {
    for (let i = 0; i < n; i++) {
      const file = path.join(dir, 'ws');
      await new Promise((resolve, reject) => {
        const stream = fs.createWriteStream(file);
        stream.on('error', reject).on('finish', resolve);
        let left = 256;
        const more = () => {
          while (left-- > 0) if (!stream.write(block)) return stream.once('drain', more);
          stream.end();
        };
        more();
      });
      if (fs.statSync(file).size !== 16 << 20) throw new Error('wrong result');
    }
  });
  fs.rmSync(dir, { recursive: true });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
