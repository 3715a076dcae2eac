// SPDX-License-Identifier: MIT
// Syntax errors have V8's words and the exact place, in scripts, functions' bodies and files; those of texts that a script evaluates are not the script's.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

// [text, message, line, column from 0 of the mark]
const wrong = [
  ['let a; let a;', "Identifier 'a' has already been declared", 1, 11],
  ['class A { constructor() {} constructor() {} }', 'A class may only have one constructor', 1, 27],
  ['class A {\n  #a; #a }', "Identifier '#a' has already been declared", 2, 6],
  ['({ a: 1, __proto__: 1, __proto__: 2 })', 'Duplicate __proto__ fields are not allowed in object literals', 1, 23],
  ['for (let i = 0 of z) {}', 'for-of loop variable declaration may not have an initializer.', 1, 5],
  ['"use strict"; with (a) {}', 'Strict mode code may not include a with statement', 1, 14],
  ['function f(a = 1) { "use strict" }', "Illegal 'use strict' directive in function with non-simple parameter list", 1, 20],
  ['b: while(1) { continue c }', "Undefined label 'c'", 1, 23],
  ['switch (1) { default: default: }', 'More than one default clause in switch statement', 1, 22],
  ['/a/gg', 'Invalid regular expression flags', 1, 0],
  ['let let = 1', 'let is disallowed as a lexically bound name', 1, 4],
  ['a\n?.`x`', 'Invalid tagged template on optional chain', 2, 2],
  ['await 1', 'await is only valid in async functions and the top level bodies of modules', 1, 0],
  ['return 1', 'Illegal return statement', 1, 0],
];
for (const [text, message, line, column] of wrong) {
  assert.throws(() => new vm.Script(text, { filename: 'wrong.js' }), (error) => {
    assert.strictEqual(error.message, message, text);
    const [where, shown, mark] = error.stack.split('\n');
    assert.deepStrictEqual([where, shown, mark.indexOf('^')], [`wrong.js:${line}`, text.split('\n')[line - 1], column], text);
    return error.name === 'SyntaxError';
  });
}
assert.throws(() => new vm.Script('\n  let a, a', { filename: 'offset.js', lineOffset: 10 }), (error) => error.stack.startsWith('offset.js:12\n  let a, a\n         ^\n'));
assert.throws(() => vm.compileFunction('return 1; break', []), { message: 'Illegal break statement' });

// a file, and one below a #! line
const file = path.join(fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'syntax-')), 'wrong.js');
try {
  for (const [head, line] of [['', 1], ['#!/usr/bin/env node\n', 2]]) {
    fs.writeFileSync(file, `${head}function f(a, a) { 'use strict' }\n`);
    const { stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    assert.ok(stderr.startsWith(`${file}:${line}\nfunction f(a, a) { 'use strict' }\n              ^\n\nSyntaxError: Duplicate parameter name not allowed in this context\n`), stderr);
  }
} finally {
  fs.rmSync(path.dirname(file), { recursive: true });
}

// not of the script
for (const text of ['eval("function f() {")', 'JSON.parse("{x")']) {
  assert.throws(() => vm.runInThisContext(text, { filename: 'later.js' }), (error) => error.name === 'SyntaxError' && error.stack.startsWith('SyntaxError: '));
}
