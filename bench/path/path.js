// SPDX-License-Identifier: MIT
// The functions of path on usual arguments. Inputs vary, so that no engine folds a call away.
'use strict';
const assert = require('node:assert');
const path = require('node:path');

const files = Array.from({ length: 64 }, (_, i) => `/usr/lib/project/src/module${i}/file${i}.test.js`);
const messy = Array.from({ length: 64 }, (_, i) => `/usr/./lib//project${i}/../src/./file.js`);

const cases = {
  'path.join': [(i) => path.join('/usr/lib', `m${i & 63}`, '../x', 'index.js'), '/usr/lib/x/index.js'],
  'path.resolve absolute': [(i) => path.resolve('/usr/lib', files[i & 63]), files[0]],
  'path.normalize clean': [(i) => path.normalize(files[i & 63]), files[0]],
  'path.normalize messy': [(i) => path.normalize(messy[i & 63]), '/usr/lib/src/file.js'],
  'path.basename': [(i) => path.basename(files[i & 63], '.js'), 'file0.test'],
  'path.dirname': [(i) => path.dirname(files[i & 63]), '/usr/lib/project/src/module0'],
  'path.extname': [(i) => path.extname(files[i & 63]), '.js'],
  'path.relative': [(i) => path.relative('/usr/lib/other', files[i & 63]), '../project/src/module0/file0.test.js'],
  'path.parse': [(i) => path.parse(files[i & 63]).name, 'file0.test'],
  // A string, as reading a boolean's length costs more than the function.
  'path.isAbsolute': [(i) => path.isAbsolute(files[i & 63]) ? '/' : '', '/'],
};

for (const [name, [run, expected]] of Object.entries(cases)) {
  assert.strictEqual(run(0), expected, name);
  let ops = 0;
  for (let n = 20000; ; n *= 2) {
    const started = performance.now();
    let sum = 0;
    for (let i = 0; i < n; i++) sum += run(i).length;
    const elapsed = performance.now() - started;
    assert.ok(sum > 0);
    ops = n / elapsed * 1000;
    if (elapsed > 120) break;
  }
  console.log(JSON.stringify({ name, ops: Math.round(ops) }));
}
