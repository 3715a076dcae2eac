// SPDX-License-Identifier: MIT
// Rewritten graphs are kept on disk: a second start takes them from there, a changed or damaged one is made anew, and it can be switched off.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { execFile, execFileSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'kept-'));
const cache = path.join(folder, 'cache');
const count = 60;
for (let i = 0; i < count; i++) {
  const next = i + 1 < count ? `import { sum as rest } from './m${i + 1}.mjs';\n` : 'const rest = 0;\n';
  fs.writeFileSync(path.join(folder, `m${i}.mjs`), `${next}import def, * as all from './leaf.mjs';\nexport const sum = rest + ${i} + (def === all.default);\n`);
}
fs.writeFileSync(path.join(folder, 'leaf.mjs'), 'export default function() {}\nexport function fail() {\n  throw new Error("leaf");\n}\n');
fs.writeFileSync(path.join(folder, 'main.mjs'), 'import { sum } from "./m0.mjs";\nimport { fail } from "./leaf.mjs";\nlet stack;\n' +
  'try { fail(); } catch (e) { stack = e.stack; }\nconsole.log(sum, stack.split("\\n")[1].replace(/.*leaf/, "leaf").replace(/:\\d+\\)$/, ""));\n');
// Old enough for their time stamps to be believed.
const old = new Date(Date.now() - 60_000);
for (const name of fs.readdirSync(folder)) fs.utimesSync(path.join(folder, name), old, old);

const main = path.join(folder, 'main.mjs');
const env = { ...process.env, PROTOJS_CACHE_DIR: cache };
delete env.NODE_DISABLE_COMPILE_CACHE;
const run = (more) => execFileSync(process.execPath, [main], { env: { ...env, ...more }, encoding: 'utf8' }).trim();
const total = (count * (count - 1)) / 2 + count;
const expected = `${total} leaf.mjs:3`;
const files = () => (fs.existsSync(cache) ? fs.readdirSync(cache).filter((name) => !name.endsWith('.code')) : []);

assert.strictEqual(run({ NODE_DISABLE_COMPILE_CACHE: '1' }), expected);
assert.deepStrictEqual(files(), []);
assert.strictEqual(run(), expected);
assert.strictEqual(files().length, 1);
const kept = path.join(cache, files()[0]);
assert.strictEqual(fs.statSync(kept).mode & 0o777, 0o600);
assert.strictEqual(run(), expected);

// A changed module is read again, and so is one that was touched.
fs.appendFileSync(path.join(folder, 'leaf.mjs'), '// more\n');
fs.writeFileSync(path.join(folder, 'm3.mjs'), fs.readFileSync(path.join(folder, 'm3.mjs'), 'utf8').replace('rest + 3', 'rest + 4'));
assert.strictEqual(run(), expected.replace(`${total}`, `${total + 1}`));
fs.writeFileSync(path.join(folder, 'm3.mjs'), fs.readFileSync(path.join(folder, 'm3.mjs'), 'utf8').replace('rest + 4', 'rest + 3'));
assert.strictEqual(run(), expected);
assert.strictEqual(run(), expected);

// Damaged files are none, and are written anew.
const whole = fs.readFileSync(kept);
const damage = (bytes) => {
  fs.writeFileSync(kept, bytes, { mode: 0o600 });
  assert.strictEqual(run(), expected);
  assert.strictEqual(fs.readFileSync(kept).length > 1000, true);
};
damage(Buffer.alloc(0));
damage(whole.subarray(0, 39));
damage(whole.subarray(0, whole.length - 8));
damage(Buffer.concat([whole, Buffer.alloc(8)]));
for (const at of [0, 8, 16, 24, 32, 40, 100, 200, 300, whole.length >> 1, whole.length - 1]) {
  const bytes = Buffer.from(whole);
  bytes[at] ^= 0x55;
  damage(bytes);
}
damage(Buffer.alloc(whole.length, 0xff));
// Open to others, or a link: not believed.
fs.chmodSync(kept, 0o666);
assert.strictEqual(run(), expected);
assert.strictEqual(fs.statSync(kept).mode & 0o777, 0o600);

// Nowhere to write: it runs all the same.
fs.rmSync(cache, { recursive: true });
fs.writeFileSync(cache, 'a file');
assert.strictEqual(run(), expected);
fs.rmSync(cache);

// Several processes at a time.
let left = 6;
for (let i = 0; i < 6; i++) {
  execFile(process.execPath, [main], { env, encoding: 'utf8' }, (error, stdout) => {
    assert.ifError(error);
    assert.strictEqual(stdout.trim(), expected);
    if (--left > 0) return;
    assert.deepStrictEqual(files().filter((name) => !name.endsWith('.graph')), []);
    fs.rmSync(folder, { recursive: true });
  });
}
