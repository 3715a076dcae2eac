// SPDX-License-Identifier: MIT
// A process that is started without standard descriptors does not give their numbers to its files and sockets: what it prints goes nowhere.
'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

const program = `
  const fs = require('node:fs');
  const fd = fs.openSync('opened', 'w');
  console.log('out');
  console.error('err');
  process.stdin.resume();
  fs.writeFileSync('said', JSON.stringify([fd > 2, process.stdin.constructor.name, fs.readFileSync('opened', 'utf8')]));
`;
for (const closed of ['<&-', '>&-', '2>&-', '<&- >&- 2>&-']) {
  const { status } = spawnSync('/bin/sh', ['-c', `exec "$0" -e "$1" ${closed}`, process.execPath, program]);
  assert.strictEqual(status, 0, closed);
  const said = JSON.parse(fs.readFileSync('said', 'utf8'));
  assert.deepStrictEqual(said, [true, closed.startsWith('<') ? 'ReadStream' : 'Socket', ''], closed);
}
