// SPDX-License-Identifier: MIT
// Top-level await in every form, with the variables that it declares; what is thrown that is nothing; messages in V8's words.
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

// Writes each line once the prompt for it is there.
function converse(lines) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-i'], { env: { ...process.env, NODE_REPL_HISTORY: '', NO_COLOR: '1' }, stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = [];
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (!text.endsWith('> ')) return;
      answers.push(text.slice(0, -2).trim());
      text = '';
      if (answers.length <= lines.length) child.stdin.write(`${lines[answers.length - 1]}\n`);
      if (answers.length > lines.length) child.stdin.end();
    });
    child.on('exit', () => resolve(answers.slice(1)));
  });
}

const cases = [
  ['const { a1, b1: { c1 }, d1 = [1, 2], ...r1 } = await ({ a1: 1, b1: { c1: 2 }, e1: 5 })', 'undefined'],
  ['[a1, c1, d1, r1]', '[ 1, 2, [ 1, 2 ], { e1: 5 } ]'],
  ['let [x1, , y1 = 3, ...z1] = await [1, 2, undefined, 4]; x1 + y1', '4'],
  ['z1', '[ 4 ]'],
  ['await (1 + 2)', '3'],
  ['await [1, 2]', '[ 1, 2 ]'],
  ['await -1', '-1'],
  ['async function f2() { await (1); return 7 }', 'undefined'],
  ['await f2()', '7'],
  ["const { join: j2 } = await import('path'); j2('x', 'y')", "'x/y'"],
  ['const s2 = await 2, s3 = 3; s2 + s3', '5'],
  ['if (await 1) { "yes" }', 'undefined'],
  ['await (async () => { throw new Error("inner") })()', /^Uncaught Error: inner/],
  ['throw null', 'Uncaught null'],
  ['throw undefined', 'Uncaught undefined'],
  ["throw ''", "Uncaught ''"],
  ['let q9 = 5', 'undefined'],
  ['let q9 = 6', "Uncaught SyntaxError: Identifier 'q9' has already been declared"],
  ['const k9 = 1', 'undefined'],
  ['k9 = 2', 'Uncaught TypeError: Assignment to constant variable.'],
  ['import { readFileSync as rf } from "fs"', /alternatively use dynamic import: const \{ readFileSync: rf \} = await import\("fs"\);/],
  ['import * as all from "fs"', /const all = await import\("fs"\);/],
  ['import main from "fs"', /const \{ default: main \} = await import\("fs"\);/],
  ['.help', /\.clear {3}Alias for \.break/],
];
converse(cases.map((one) => one[0])).then((answers) => {
  cases.forEach(([line, expected], i) => {
    if (typeof expected === 'string') assert.strictEqual(answers[i], expected, line);
    else assert.match(answers[i], expected, line);
  });
});
