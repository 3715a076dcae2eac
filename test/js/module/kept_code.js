// SPDX-License-Identifier: MIT
// Code of CommonJS files is kept on disk: a second run takes it from there and does the same, down to positions and text of functions; changed files, damaged
// and foreign caches are met.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'kept-code-'));
const cache = path.join(folder, 'cache');
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);

// Texts of one byte a character, of two, and of ASCII only, all long enough; small ones in company.
const filler = (letter) => `// ${letter.repeat(70)}\n`.repeat(600);
const body = (name) => `
class Box { #v; static count = 0; constructor(v) { this.#v = v; Box.count++; } get v() { return this.#v; } }
class More extends Box { constructor(v) { super(v); this.more = () => super.v; } }
const tag = (parts, ...values) => parts.raw.join('|') + values.join();
function* count(n) { for (let i = 0; i < n; i++) yield i; }
exports.all = () => [new More(3).more(), Box.count, tag\`a\${1}b\\n\`, [...count(3)].join(), /(?<y>\\d{4})/u.exec('in 2024').groups.y, 2n ** 70n, eval('1 + 1'), (function () { return typeof this; })()].join();
exports.name = '${name}';
exports.later = async () => { await null; return 'later'; };
exports.fail = function fail() {
  throw new TypeError('${name}');
};
exports.text = exports.fail.toString();
exports.rare = (n) => { switch (n) { case 1: return [..."rare"].reverse().join(''); default: return { n }; } };
`;
for (const [name, letter] of [['narrow', '\u00e9'], ['wide', '\u4f60'], ['ascii', 'x']]) write(`${name}.js`, body(`${name} ${letter}`) + filler(letter));
for (let i = 0; i < 80; i++) write(`m${i}.js`, `const next = ${i < 79 ? `require('./m${i + 1}')` : '{ sum: 0 }'};\n// ${'-'.repeat(300)}\nexports.sum = next.sum + ${i};\nexports.where = () => new Error('m${i}').stack.split('\\n')[1];\n`);
write('main.js', `
const out = [];
for (const name of ['narrow', 'wide', 'ascii']) {
  const m = require('./' + name);
  out.push(m.all(), m.name, m.text);
  try { m.fail(); } catch (e) { out.push(e.stack); }
  if (process.argv[2]) out.push(m.rare(1));
}
const small = require('./m0');
out.push(small.sum, small.where(), require('./m7').where());
if (process.argv[2] === 'worker') {
  const { Worker } = require('worker_threads');
  new Worker('require("worker_threads").parentPort.postMessage(require(' + JSON.stringify(__dirname + '/wide.js') + ').all())', { eval: true }).on('message', console.log);
}
require('./narrow').later().then((text) => {
  out.push(text);
  console.log(out.join('\\n'));
  if (process.argv[2] === 'exit') process.exit(3);
});
`);

const env = { ...process.env, PROTOJS_CACHE_DIR: cache };
delete env.NODE_DISABLE_COMPILE_CACHE;
function run(more, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'main.js'), ...args], { env: { ...env, ...more }, encoding: 'utf8' });
  assert.strictEqual(stderr, '');
  return `${status}\n${stdout}`;
}
const codes = () => (fs.existsSync(cache) ? fs.readdirSync(cache).filter((name) => name.endsWith('.code')) : []);

const expected = run({ NODE_DISABLE_COMPILE_CACHE: '1' });
assert.match(expected, /at fail \(.*wide\.js:10:9\)/);
assert.deepStrictEqual(codes(), []);
assert.strictEqual(run(), expected);
if (codes().length === 0) return; // this build, or this engine, keeps no code
assert.strictEqual(codes().length, 1);
const kept = path.join(cache, codes()[0]);
assert.strictEqual(fs.statSync(kept).mode & 0o777, 0o600);
const { ino } = fs.statSync(kept);
assert.strictEqual(run(), expected);
assert.strictEqual(fs.statSync(kept).ino, ino, 'what is complete is not written again');

// Functions that the first run did not call, and another end.
const plain = run({ NODE_DISABLE_COMPILE_CACHE: '1' }, 'exit');
assert.strictEqual(run({}, 'exit'), plain);
assert.match(plain, /^3\n/);
assert.strictEqual(run({}, 'worker'), run({ NODE_DISABLE_COMPILE_CACHE: '1' }, 'worker'));

// With an option of the engine in the environment, kept code is not for this run.
assert.strictEqual(run({ JSC_useConcurrentGC: '1' }), expected);

// A changed file is compiled, beside those that are the same.
const text = fs.readFileSync(path.join(folder, 'wide.js'), 'utf8');
write('wide.js', text.replace("return 'later'", "return 'LATER'").replace('2n ** 70n', '2n ** 71n'));
const changed = run({ NODE_DISABLE_COMPILE_CACHE: '1' });
assert.match(changed, /LATER|2361183241434822606848/);
assert.strictEqual(run(), changed);
write('wide.js', text);
assert.strictEqual(run(), expected);

// Damage.
const whole = fs.readFileSync(kept);
function damage(bytes, mode = 0o600) {
  fs.writeFileSync(kept, bytes);
  fs.chmodSync(kept, mode);
  assert.strictEqual(run(), expected);
}
damage(Buffer.alloc(0));
damage(whole.subarray(0, 63));
damage(whole.subarray(0, whole.length - 64));
damage(whole, 0o666);
for (const at of [0, 8, 16, 24, 32, 40, 64, 80, 100, 300, 5000, whole.length >> 1, whole.length - 1]) {
  const bytes = Buffer.from(whole);
  bytes[at] ^= 0x55;
  damage(bytes);
}
fs.rmSync(cache, { recursive: true });
fs.writeFileSync(cache, 'no folder');
assert.strictEqual(run(), expected);
fs.rmSync(folder, { recursive: true });
