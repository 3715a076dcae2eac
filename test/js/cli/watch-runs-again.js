// SPDX-License-Identifier: MIT
// --watch runs the program again when a file changes that it loaded.
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn } = require('node:child_process');

fs.writeFileSync('main.js', "console.log('value', require('./dep'));");
fs.writeFileSync('dep.js', 'module.exports = 1;');
const child = spawn(process.execPath, ['--watch', 'main.js'], { stdio: ['ignore', 'pipe', 'inherit'] });
let text = '';
let written = false;
child.stdout.setEncoding('utf8');
child.stdout.on('data', (chunk) => {
  text += chunk;
  if (!written && text.includes('Completed running')) {
    written = true;
    fs.writeFileSync('dep.js', 'module.exports = 2;');
  }
  if (text.includes('value 2')) child.kill('SIGTERM');
});
child.on('exit', () => assert.match(text, /value 1\n[^]*Restarting[^]*value 2\n/));
