// SPDX-License-Identifier: MIT
// What somebody put on Object.prototype is no option of a child.
const assert = require('node:assert');
const child = require('node:child_process');

const here = `${process.cwd()}\n`;
const user = `${process.getuid()}\n`;
let calls = 0;
const count = (wanted) => (error, out) => {
  assert.ifError(error);
  assert.strictEqual(out, wanted);
  calls++;
};
for (const [name, values] of [['cwd', ['/', '/none', 42n]], ['uid', [12345, 'x']], ['argv0', ['x']], ['envPairs', [['A=B']]]]) {
  for (const value of values) {
    Object.prototype[name] = value;
    child.exec('pwd', count(here));
    child.execFile('id', ['-u'], count(user));
    assert.strictEqual(child.execSync('pwd').toString(), here);
    assert.strictEqual(child.execFileSync('id', ['-u']).toString(), user);
    assert.strictEqual(child.spawnSync('id', ['-u']).stdout.toString(), user);
    delete Object.prototype[name];
  }
}
process.on('exit', () => assert.strictEqual(calls, 14));
