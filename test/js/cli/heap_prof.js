// SPDX-License-Identifier: MIT
// --heap-prof writes at the program's end who allocated.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heap-prof-'));
try {
  const program = path.join(folder, 'program.js');
  fs.writeFileSync(program, `
class Record { constructor(i) { this.i = i; this.next = null; } }
function chain() { let last = null; for (let i = 0; i < 300_000; i++) { const r = new Record(i); r.next = last; last = r; } return last; }
globalThis.kept = chain();
`);
  const run = (...args) => spawnSync(process.execPath, [...args, program], { cwd: folder, encoding: 'utf8' });
  assert.strictEqual(run('--heap-prof', '--heap-prof-interval', '65536').status, 0);
  const [name] = fs.readdirSync(folder).filter((file) => file.endsWith('.heapprofile'));
  assert.match(name, /^Heap\.\d{8}\.\d{6}\.\d+\.0\.001\.heapprofile$/);
  const { head } = JSON.parse(fs.readFileSync(path.join(folder, name)));
  let size = 0;
  const walk = (node) => {
    if (node.callFrame.functionName === 'Record' || node.callFrame.functionName === 'chain') {
      size += node.selfSize;
      assert.strictEqual(node.callFrame.url, program);
    }
    node.children.forEach(walk);
  };
  walk(head);
  assert.ok(size > 4e6 && size < 40e6, `${size}`);
  assert.strictEqual(run('--heap-prof-name', 'x').status, 9);
} finally {
  fs.rmSync(folder, { recursive: true });
}
