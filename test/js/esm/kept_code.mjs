// SPDX-License-Identifier: MIT
// Code of graphs of ES modules is kept on disk: a second run does the same as one without, positions in stacks included.
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-code-'));
const cache = path.join(folder, 'cache');
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
for (let i = 0; i < 90; i++) {
  write(`m${i}.mjs`, `${i < 89 ? `import { sum as rest } from './m${i + 1}.mjs';` : 'const rest = 0;'}\n// ${'-'.repeat(300)}\n` +
    `export const sum = rest + ${i};\nexport class C${i} { #x = ${i}; get x() { return this.#x; } }\nexport function where() {\n  return new Error('m${i}').stack.split('\\n')[1];\n}\n`);
}
write('late.mjs', `const value = await new Promise((resolve) => setTimeout(resolve, 1, 'late'));\n// ${'y'.repeat(40_000)}\nexport default value;\nexport const fail = () => { throw new Error('late'); };\n`);
write('main.mjs', `import { sum, where, C0 } from './m0.mjs';\nimport * as seven from './m7.mjs';\nimport late, { fail } from './late.mjs';\n` +
  `let stack;\ntry { fail(); } catch (error) { stack = error.stack.split('\\n')[1]; }\nconsole.log([sum, where(), seven.where(), new C0().x, late, stack, Object.keys(seven)].join('\\n'));\n`);

const env = { ...process.env, PROTOJS_CACHE_DIR: cache };
delete env.NODE_DISABLE_COMPILE_CACHE;
const run = (more) => execFileSync(process.execPath, [path.join(folder, 'main.mjs')], { env: { ...env, ...more }, encoding: 'utf8' });
const expected = run({ NODE_DISABLE_COMPILE_CACHE: '1' });
assert.match(expected, /m7\.mjs:6:10/);
for (let i = 0; i < 3; i++) assert.strictEqual(run(), expected);
fs.rmSync(folder, { recursive: true });
