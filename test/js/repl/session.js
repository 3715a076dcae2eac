// SPDX-License-Identifier: MIT
// A session: values, several lines, errors, `_`, await, commands.
const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const repl = require('node:repl');

const input = new PassThrough();
const output = new PassThrough();
let text = '';
output.setEncoding('utf8');
output.on('data', (chunk) => { text += chunk; });
const server = repl.start({ prompt: '> ', input, output, terminal: false });
server.on('exit', () => {
  setImmediate(() => {
    assert.deepStrictEqual(text.split('\n'), [
      '> 2', '> 3', '> | undefined', '> 7', "> { a: 1 }", '> Uncaught ReferenceError: nope is not defined',
      '> let y z', '      ^', '', "Uncaught SyntaxError: Unexpected identifier 'z'", '> 5', '> undefined', '> 6', '> ',
    ]);
  });
});
input.write('1 + 1\n_ + 1\nfunction f() {\nreturn 7; }\nf()\n{ a: 1 }\nnope\nlet y z\nawait Promise.resolve(5)\n' +
          'const six = await 6\nsix\n.exit\n');
