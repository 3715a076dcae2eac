// SPDX-License-Identifier: MIT
// Memory that ends gives an error where the engine can report one, else one line and SIGABRT.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const growing = 'const kept = []; for (let i = 0; ; i++) kept.push({ i, text: "x" + i });';
const ended = spawnSync(process.execPath, ['--max-old-space-size=64', '-e', growing], { encoding: 'utf8' });
assert.strictEqual(ended.signal, 'SIGABRT');
assert.match(ended.stderr, /^\nFATAL ERROR: JavaScript heap out of memory: .+\n$/);

// Garbage does not count.
const garbage = 'let n = 0; for (let i = 0; i < 2e6; i++) n += ("x" + i).length; console.log(n);';
const went = spawnSync(process.execPath, ['--max-old-space-size=64', '-e', garbage], { encoding: 'utf8' });
assert.deepStrictEqual([went.status, went.stdout, went.stderr], [0, '14888890\n', '']);

const large = 'let text = "abc"; try { for (;;) text += text; } catch (error) { console.log(error.name); }';
const caught = spawnSync(process.execPath, ['-e', large], { encoding: 'utf8' });
assert.deepStrictEqual([caught.status, caught.stdout], [0, 'RangeError\n']);

// A program's own abort says nothing.
const aborted = spawnSync(process.execPath, ['-e', 'process.abort()'], { encoding: 'utf8' });
assert.deepStrictEqual([aborted.signal, aborted.stderr], ['SIGABRT', '']);

// Settings of the engine are not inherited.
const env = spawnSync(process.execPath, ['--max-old-space-size=64', '-p', 'Object.keys(process.env).some((key) => key.startsWith("JSC_"))'],
                      { encoding: 'utf8' });
assert.strictEqual(env.stdout, 'false\n');
