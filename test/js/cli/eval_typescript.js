// SPDX-License-Identifier: MIT
// Program text of the command line and of workers may be TypeScript, as --input-type says or the text shows.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Worker } = require('node:worker_threads');

const script = "const text: string = 'typed'; console.log(text)";
const module_ = `import { EOL } from 'node:os'; ${script.replace('(text)', '(text + EOL.length)')}`;

function run(...args) {
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return stdout.trim() || /^\w*Error: .*/m.exec(stderr)?.[0];
}

assert.strictEqual(run('-e', script), 'typed');
assert.strictEqual(run('-e', module_), 'typed1');
assert.strictEqual(run('-p', '1 + 1 as number'), '2');
assert.strictEqual(run('--input-type=commonjs-typescript', '-e', script), 'typed');
assert.strictEqual(run('--input-type=module-typescript', '-e', module_), 'typed1');
assert.strictEqual(run('--input-type=commonjs-typescript', '-e', module_), 'SyntaxError: Cannot use import statement outside a module');
assert.strictEqual(run('--input-type=module', '-e', script), 'SyntaxError: Missing initializer in const declaration');
assert.strictEqual(run('--no-strip-types', '-e', script), 'SyntaxError: Missing initializer in const declaration');
assert.strictEqual(run('-e', 'let a = ;'), "SyntaxError: Unexpected token ';'");

new Worker("import { parentPort } from 'node:worker_threads'; const text: string = 'here'; parentPort.postMessage(text);", { eval: true })
  .on('message', (text) => {
    assert.strictEqual(text, 'here');
    process.exitCode = 0;
  });
process.exitCode = 1;
