// SPDX-License-Identifier: MIT
// Sources that cannot run: each gives an error that names it and exit code 1, and none ends the process by a signal.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(process.env.TMPDIR, 'sources-'));
const file = (name, content) => {
  const full = path.join(folder, name);
  fs.writeFileSync(full, content);
  return full;
};
const run = (full, ...flags) => spawnSync(process.execPath, [...flags, full], { encoding: 'utf8' });
const failsWith = (full, pattern) => {
  const { status, signal, stdout, stderr } = run(full);
  assert.deepStrictEqual([status, signal, stdout], [1, null, ''], `${path.basename(full)}: ${stderr.slice(0, 300)}`);
  assert.match(stderr, pattern);
};

// Deep nesting is an error of the program, in every goal and in every kind of nesting.
const deep = 50_000;
for (const [name, open, inner, close] of [
  ['brackets', '[', '', ']'], ['parentheses', '(', '1', ')'], ['braces', '{', '', '}'], ['conditions', 'if (1) ', ';', ''],
  ['functions', 'function f() {', '', '}'], ['negations', '!', '1', ''], ['templates', '`${', '1', '}`'], ['arrows', 'a => ', '1', ''],
]) {
  const text = open.repeat(deep) + inner + close.repeat(deep);
  for (const extension of ['.cjs', '.mjs', '.ts']) {
    failsWith(file(`${name}${extension}`, name === 'brackets' ? `void ${text}` : text), /: (Maximum call stack size exceeded|Out of memory)|SyntaxError/);
  }
}
{
  // A long chain nests nothing that a person sees.
  const { status, stdout } = run(file('chain.js', `console.log(${'1+'.repeat(200_000)}1)`));
  assert.deepStrictEqual([status, stdout], [0, '200001\n']);
}

// Binary and wrongly encoded bytes.
const noise = Buffer.alloc(100_000);
for (let i = 0, x = 1; i < noise.length; i++) noise[i] = (x = (x * 1103515245 + 12345) >>> 0) >>> 16;
failsWith(file('noise.js', noise), /SyntaxError: Invalid or unexpected token/);
failsWith(file('noise.mjs', noise), /SyntaxError: /);
assert.strictEqual(run(file('latin1.js', Buffer.from('console.log("a\xff\xfeb".length)', 'latin1'))).stdout, '4\n');
assert.strictEqual(run(file('zero.js', 'console.log("\0".length)')).stdout, '1\n');
failsWith(file('utf16.js', Buffer.from('\ufeffconsole.log(1)', 'utf16le')), /SyntaxError: /);

// A long file runs.
assert.strictEqual(run(file('long.js', 'x = 1;\n'.repeat(500_000) + 'console.log(x)')).stdout, '1\n');

// What is not there, what is a folder, what may not be read, what leads to itself.
failsWith(path.join(folder, 'missing.js'), /Error: Cannot find module '.*missing\.js'[^]*code: 'MODULE_NOT_FOUND'/);
fs.mkdirSync(path.join(folder, 'empty'));
failsWith(path.join(folder, 'empty'), /Error: Cannot find module '.*empty'/);
fs.symlinkSync('second', path.join(folder, 'first'));
fs.symlinkSync('first', path.join(folder, 'second'));
failsWith(path.join(folder, 'first'), /Error: Cannot find module '.*first'/);
failsWith(file('requires.js', 'require("./first")'), /Cannot find module '\.\/first'\nRequire stack:\n- .*requires\.js/);
failsWith(file('imports.mjs', 'import "./first"'), /ERR_MODULE_NOT_FOUND|ELOOP/);
if (process.getuid() !== 0) {
  fs.chmodSync(file('secret.js', '1'), 0);
  failsWith(path.join(folder, 'secret.js'), /Error: EACCES: permission denied, open '.*secret\.js'/);
}

// A broken package.json names itself, and for ES modules who asked.
fs.mkdirSync(path.join(folder, 'node_modules/broken'), { recursive: true });
for (const text of ['{ "name": ', '[', '{"main": "a.js",}', '[]', 'null', '{"type": []}', '{"name": null}']) {
  file('node_modules/broken/package.json', text);
  file('node_modules/broken/index.js', '');
  failsWith(file('requires.js', 'require("broken")'), /Invalid package config .*broken.package\.json/);
  failsWith(file('imports.mjs', 'import "broken"'), /\[ERR_INVALID_PACKAGE_CONFIG\]: Invalid package config .*broken.package\.json while importing "broken" from /);
}
for (const text of ['{"main": 1}', '{"main": {}}', '{"exports": 5}', '{"imports": null}', '{"type": "other", "scripts": 1}']) {
  file('node_modules/broken/package.json', text);
  assert.deepStrictEqual(run(file('requires.js', 'require("broken"); console.log(1)')).stdout, '1\n', text);
}
