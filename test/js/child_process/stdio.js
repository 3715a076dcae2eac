// SPDX-License-Identifier: MIT
// The kinds of stdio: ignored, inherited, descriptors, extra pipes.
'use strict';

const assert = require('node:assert');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const file = path.join(os.tmpdir(), `protojs-stdio-${process.pid}`);
const fd = fs.openSync(file, 'w+');
spawnSync('echo', ['to the file'], { stdio: ['ignore', fd, 'ignore'] });
assert.strictEqual(fs.readFileSync(file, 'utf8'), 'to the file\n');
fs.closeSync(fd);
fs.unlinkSync(file);

const child = spawn('sh', ['-c', 'echo extra >&3; cat <&4'], { stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'] });
assert.strictEqual(child.stdin, null);
assert.strictEqual(child.stdio.length, 5);
let extra = '';
let out = '';
child.stdio[3].on('data', (chunk) => {
  extra += chunk;
});
child.stdout.on('data', (chunk) => {
  out += chunk;
});
child.stdio[4].end('through four');
process.on('exit', () => {
  assert.strictEqual(extra, 'extra\n');
  assert.strictEqual(out, 'through four');
});
