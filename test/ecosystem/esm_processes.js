// SPDX-License-Identifier: MIT
// execa runs and pipes programs, p-limit keeps their number down, globby finds files, ora draws on a stream, nanoid makes names.
const { Writable } = require('node:stream');
const { stripVTControlCharacters } = require('node:util');
const path = require('node:path');
const { loadModule } = require('./_packages');

async function processes() {
  const { execa, $ } = await loadModule('execa');
  const { stdout } = await execa('sh', ['-c', 'echo one; echo two >&2; cat'], { input: 'three', all: true });
  console.log(JSON.stringify(stdout));
  const failed = await execa('sh', ['-c', 'echo bad >&2; exit 3'], { reject: false });
  console.log(failed.exitCode, failed.failed, failed.stderr, failed.shortMessage);
  const name = 'a b';
  console.log((await $`printf %s ${name}`).stdout);
  const lines = [];
  for await (const line of execa('sh', ['-c', 'for i in 1 2 3; do echo line $i; done'])) lines.push(line);
  console.log(lines.join());
  console.log((await execa('printf', ['%s\n', 'c', 'a', 'b']).pipe('sort')).stdout.split('\n').join());
  const error = await execa('sleep', ['5'], { timeout: 50 }).catch((e) => e);
  console.log(error.timedOut, error.signal);
}

async function limits() {
  const { default: limit } = await loadModule('p-limit');
  const only = limit(2);
  let running = 0;
  let most = 0;
  const results = await Promise.all([5, 4, 3, 2, 1].map((n) => only(async () => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, n));
    running--;
    return n * n;
  })));
  console.log(results.join(), most, only.activeCount, only.pendingCount);
}

async function files() {
  const { globby, isDynamicPattern } = await loadModule('globby');
  const cwd = path.join(__dirname, 'fixtures');
  const found = await globby(['**/*.{js,mjs,json}', '!**/nothing*'], { cwd, gitignore: false });
  console.log(found.sort().join(' '), isDynamicPattern('a*'));
}

async function spinner() {
  const { default: ora } = await loadModule('ora');
  const written = [];
  const stream = new Writable({ write(chunk, encoding, done) { written.push(String(chunk)); done(); } });
  const spin = ora({ text: 'working', stream, isEnabled: false, color: false });
  spin.start();
  spin.text = 'still working';
  spin.succeed('worked');
  console.log(JSON.stringify(stripVTControlCharacters(written.join('')))); // coloured or not
}

async function names() {
  const { nanoid, customAlphabet } = await loadModule('nanoid');
  const { customRandom } = await loadModule('nanoid');
  const made = new Set(Array.from({ length: 500 }, () => nanoid()));
  console.log(made.size, [...made].every((id) => /^[\w-]{21}$/.test(id)), /^[ab]{10}$/.test(customAlphabet('ab', 10)()));
  console.log(customRandom('abcdef', 8, (size) => new Uint8Array(size).map((_, i) => i * 7))());
}

(async () => {
  await processes();
  await limits();
  await files();
  await spinner();
  await names();
})();
