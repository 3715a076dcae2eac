// SPDX-License-Identifier: MIT
// tsc compiles RxJS's sources (over 200 files) with types checked; every emitted file is the same as under Node.
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { digest, folder } = require('./_packages');

fs.cpSync(folder('rxjs', 'src'), 'src', { recursive: true });
const args = ['--strict', '--target', 'es2019', '--lib', 'es2020,dom', '--module', 'commonjs', '--moduleResolution', 'node10', '--declaration', '--sourceMap',
              '--rootDir', 'src', '--outDir', 'out', 'src/index.ts', 'src/operators/index.ts', 'src/ajax/index.ts', 'src/testing/index.ts'];
const run = spawnSync(process.execPath, [folder('typescript', 'lib', 'tsc.js'), ...args],
                      { encoding: 'utf8' });
console.log('exit', run.status);
console.log(run.stdout.split('\n').slice(0, 12).join('\n'));
console.log(run.stderr);
const files = fs.readdirSync('out', { recursive: true }).filter((f) => fs.statSync(path.join('out', f)).isFile()).sort();
console.log(files.length, 'files');
console.log(digest(files.map((f) => `${f}\n${fs.readFileSync(path.join('out', f), 'utf8')}`).join('\n')));
