// SPDX-License-Identifier: MIT
// Positions in files whose text the runtime rewrites (await, import()) are the author's: in stacks, in call sites, for CommonJS, ES modules and TypeScript.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync, spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'columns-'));
const body = "async function f(t) { await t.x(); await t.y(new Error('e').stack.split('\\n')[1], util.getCallSites()[0].column); }\n" +
  'f({ x() {}, y: (...a) => console.log(...a) });\n';
const files = {
  'a.js': `const util = require('util');\n${body}`,
  'a.mjs': `import util from 'util';\n${body}`,
  'a.cts': `const util = require('util');\n${body}`,
  'first.js': body.replace('util.', "require('util').").replace('\n', '\n'),
};
for (const [name, text] of Object.entries(files)) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  const line = name === 'first.js' ? 1 : 2;
  const column = text.split('\n')[line - 1].indexOf('new Error') + 1;
  const out = execFileSync(process.execPath, [file], { encoding: 'utf8' });
  assert.match(out, new RegExp(`${name.replace('.', '\\.')}:${line}:${column}\\)`), `${name}: ${out}`);
  const call = text.split('\n')[line - 1].indexOf('getCallSites') + 1;
  assert.ok(out.trim().endsWith(` ${call}`), `${name}: ${out}, not ${call}`);
}

// The mark below the line of an uncaught error stands where it should, also on the first line.
const thrower = path.join(folder, 'thrower.js');
fs.writeFileSync(thrower, 'async function g() { await 1; const x = await null; x.foo.bar; } g();\n');
const { stderr } = spawnSync(process.execPath, [thrower], { encoding: 'utf8' });
assert.match(stderr, /thrower\.js:1\n.*\n {54}\^\n/);
assert.match(stderr, /thrower\.js:1:55\)/);
fs.rmSync(folder, { recursive: true });
