// SPDX-License-Identifier: MIT
// --watch knows what ES modules import, also what import() brings later.
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn } = require('node:child_process');

fs.mkdirSync('watched');
fs.writeFileSync('main.mjs', "import { a } from './watched/dep.mjs'; const { b } = await import('./watched/late.mjs'); console.log('values', a, b);");
fs.writeFileSync('watched/dep.mjs', 'export const a = 1;');
fs.writeFileSync('watched/late.mjs', 'export const b = 1;');
const child = spawn(process.execPath, ['--watch', 'main.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
let text = '';
let step = 0;
child.stdout.setEncoding('utf8');
child.stdout.on('data', (chunk) => {
  text += chunk;
  const runs = text.match(/Completed running/g)?.length ?? 0;
  if (runs <= step) return;
  step = runs;
  if (step === 1) fs.writeFileSync('watched/dep.mjs', 'export const a = 2;');
  else if (step === 2) fs.writeFileSync('watched/late.mjs', 'export const b = 2;');
  else child.kill('SIGTERM');
});
child.on('exit', () => assert.match(text, /values 1 1\n[^]*values 2 1\n[^]*values 2 2\n/));
