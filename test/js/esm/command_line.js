// SPDX-License-Identifier: MIT
// What the command line says of modules: --import, --input-type, --conditions, detection of a text's kind, and hooks that module.register() installs.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protojs-esm-options-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

function write(files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

function run(args, input) {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, input, encoding: 'utf8' });
  return { lines: stdout.trim().split('\n'), stderr, status };
}

function prints(lines, args, input) {
  const result = run(args, input);
  assert.deepStrictEqual([result.lines, result.status], [lines, 0], `${args.join(' ')}: ${result.stderr}`);
}

write({
  'first.mjs': "await null; console.log('first', typeof require);",
  'second.cjs': "console.log('second', typeof require);",
  'main.js': "console.log('main', typeof require);",
  'node_modules/kinds/package.json': JSON.stringify({
    exports: { '.': { mine: './mine.js', import: './import.mjs', default: './default.js' } },
  }),
  'node_modules/kinds/mine.js': "module.exports = 'mine';",
  'node_modules/kinds/import.mjs': "export default 'import';",
  'node_modules/kinds/default.js': "module.exports = 'default';",
  'kinds.mjs': "import kind from 'kinds'; import { createRequire } from 'node:module'; console.log(kind, createRequire(import.meta.url)('kinds'));",
  'detected.js': "import fs from 'node:fs'; console.log(typeof fs.statSync, typeof module);",
  'plain.js': 'console.log(typeof module);',
  'waits.js': "console.log(await Promise.resolve('waited'));",
});

// --import and --require: what is required comes first, what is imported in its order, all before the program
prints(['second function', 'first undefined', 'data', 'main function'],
       ['--import', './first.mjs', '--import', 'data:text/javascript,console.log("data")', '--require', './second.cjs', 'main.js']);
prints(['first undefined', '2'], ['--import=./first.mjs', '-p', '1 + 1']);
{
  const { stderr, status } = run(['--import', './nowhere.mjs', 'main.js']);
  assert.strictEqual(status, 1);
  assert.match(stderr, /ERR_MODULE_NOT_FOUND/);
}

// --input-type, of -e and of the standard input
prints(['undefined function'], ['--input-type=module', '-e', "import { statSync } from 'node:fs'; console.log(typeof require, typeof statSync);"]);
prints(['true'], ['--input-type=module'], "console.log(import.meta.url.startsWith('file:'));");
prints(['object'], ['--input-type=commonjs', '-'], 'console.log(typeof module);');
prints(['7'], ['--input-type=module-typescript', '-e', 'const n: number = await 7; console.log(n);']);
assert.match(run(['--input-type=commonjs', '-e', "import 'node:fs'"]).stderr, /SyntaxError: Cannot use import statement outside a module/);
assert.match(run(['--input-type=module', 'first.mjs']).stderr, /ERR_INPUT_TYPE_NOT_ALLOWED/);
prints(['main function'], ['--input-type=module', 'main.js']);

// --conditions
prints(['import default'], ['kinds.mjs']);
prints(['mine mine'], ['--conditions', 'mine', 'kinds.mjs']);
prints(['mine mine'], ['-C', 'mine', '-C', 'other', 'kinds.mjs']);

// no type is given: the text says what it is
prints(['function undefined'], ['detected.js']);
prints(['object'], ['plain.js']);
prints(['waited'], ['waits.js']);
assert.match(run(['--no-experimental-detect-module', 'detected.js']).stderr, /Cannot use import statement outside a module/);

// module.register(): hooks on a thread of their own
write({
  'hooks.mjs': `let suffix;
export async function initialize({ port, mark }) { suffix = mark; port.postMessage('ready'); }
export async function resolve(specifier, context, next) {
  if (specifier.startsWith('made:')) return { url: specifier, shortCircuit: true };
  return next(specifier, context);
}
export async function load(url, context, next) {
  if (url.startsWith('made:')) return { format: 'module', source: \`export default '\${url.slice(5)}\${suffix}'\`, shortCircuit: true };
  const result = await next(url, context);
  return url.endsWith('/seen.mjs') ? { ...result, source: \`\${result.source}\\nexport const more = 1;\` } : result;
}`,
  'seen.mjs': 'export const own = 2;',
  'registers.mjs': `import { register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';
const { port1, port2 } = new MessageChannel();
const ready = new Promise((resolve) => port1.once('message', resolve));
register('./hooks.mjs', import.meta.url, { data: { port: port2, mark: '!' }, transferList: [port2] });
console.log((await import('made:thing')).default, { ...(await import('./seen.mjs')) });
console.log(await ready);
port1.close();`,
});
prints(['thing! { more: 1, own: 2 }', 'ready'], ['--no-warnings', 'registers.mjs']);
